"""How much of a file that is mapped into this process lies in memory."""

import re
from pathlib import Path

import pytest

MAPPINGS = Path("/proc/self/smaps")
needs_mappings = pytest.mark.skipif(
    not MAPPINGS.exists(), reason="only Linux lists a process's mappings"
)


def resident(path: Path) -> int:
    """Bytes of the file in this process's memory."""
    listed = MAPPINGS.read_text("utf-8", "replace")
    found = re.findall(rf"{re.escape(str(path))}\n(?:.*\n)*?Rss: +(\d+) kB", listed)
    return sum(1024 * int(kilobytes) for kilobytes in found)

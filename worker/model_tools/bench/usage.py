"""CPU time and memory of this process and of all that it started, such as an isolated engine."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from worker import heap

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _SYSTEM = 1, 11, 12
"""Fields of proc(5), stat, behind the name."""


def core_seconds() -> float:
    """CPU time until now, in seconds, with that of children which have ended."""
    ended = os.times()
    living = sum(_core_s(fields) for fields in _descendants().values())
    return time.process_time() + ended.children_user + ended.children_system + living


def peak_bytes() -> int:
    """The most resident memory of each, summed; of children that are alive."""
    return heap.peak_bytes() + sum(_peak(pid) for pid in _descendants())


def _descendants() -> dict[int, list[str]]:
    """The fields of each living process below this one."""
    fields = dict(_processes())
    found: dict[int, list[str]] = {}
    above = {os.getpid()}
    while above:
        below = {pid for pid, own in fields.items() if int(own[_PARENT]) in above}
        found |= {pid: fields[pid] for pid in below}
        above = below
    return found


def _processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):  # it ended meanwhile
            text = (folder / "stat").read_text("utf-8", "replace")
            yield int(folder.name), text.rpartition(")")[2].split()


def _core_s(fields: list[str]) -> float:
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS


def _peak(pid: int) -> int:
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        lines = (line for line in status.splitlines() if line.startswith("VmHWM:"))
        return 1024 * int(next(lines, "VmHWM: 0").split()[1])
    return 0

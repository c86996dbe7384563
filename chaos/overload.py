"""Overload: processes that do nothing but take the processor's time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from voicefarm.process import die_with_parent

LOOP = "while True: pass"


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Run this number of them next to the block."""
    hogs = [
        subprocess.Popen([sys.executable, "-c", LOOP], preexec_fn=die_with_parent(os.getpid()))
        for _ in range(count)
    ]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()

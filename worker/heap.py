"""This process's memory: how much it holds, and the C library's heap, which keeps freed blocks."""

import ctypes
import os
from pathlib import Path


def trim() -> None:
    """Give free memory back to the system, if the C library can.

    glibc keeps freed blocks of up to 32 MiB for later, in a heap for each thread. If they don't fit
    what comes next, the heaps grow.
    """
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back is not None:
        give_back(0)


def peak_bytes() -> int:
    """The most resident memory that this process ever had (proc(5), status)."""
    status = Path("/proc/self/status").read_text()
    return next(
        1024 * int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")
    )


def resident_bytes() -> int:
    """This process's resident memory (proc(5), statm)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

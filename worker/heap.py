"""This process's memory: how much it holds, and how what it doesn't need is given back."""

import ctypes
import mmap
import os
from collections.abc import Iterator
from pathlib import Path


def trim() -> None:
    """Give free memory back to the system, if the C library can.

    glibc keeps freed blocks of up to 32 MiB for later, in a heap for each thread. If they don't fit
    what comes next, the heaps grow.
    """
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back is not None:
        give_back(0)


def release_file(path: Path) -> None:
    """Give back the memory that mirrors a file which some library has mapped.

    Nothing is lost: what is read there again comes from the file. Only mappings that nobody may
    write to are touched. Where the system lists no mappings, nothing happens.
    """
    madvise = getattr(ctypes.CDLL(None), "madvise", None)
    if madvise is not None:
        for begin, end in _read_only_mappings(path):
            madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), mmap.MADV_DONTNEED)


def _read_only_mappings(path: Path) -> Iterator[tuple[int, int]]:
    """First address, and the one behind the last, of each (proc(5), maps)."""
    listed = Path("/proc/self/maps")
    for line in listed.read_text("utf-8", "replace").splitlines() if listed.exists() else []:
        addresses, rights, *_, name = line.split(maxsplit=5)
        if name == str(path) and "w" not in rights:
            begin, end = addresses.split("-")
            yield int(begin, 16), int(end, 16)


def peak_bytes(pid: int | None = None) -> int:
    """The most resident memory that this process, or another, ever had (proc(5), status).

    It is 0 for one that has ended and not been waited for. Raises OSError for one that has gone.
    """
    status = Path(f"/proc/{pid or 'self'}/status").read_text()
    lines = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return 1024 * int(next(lines, "VmHWM: 0").split()[1])


def resident_bytes() -> int:
    """This process's resident memory (proc(5), statm)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

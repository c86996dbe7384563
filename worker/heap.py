"""The C library's heap, which keeps what Python gives back."""

import ctypes


def trim() -> None:
    """Give free memory back to the system, where the C library can.

    glibc keeps freed blocks of up to 32 MiB for later, in a heap for each thread, and where they
    don't fit what comes next, the heaps grow.
    """
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back is not None:
        give_back(0)

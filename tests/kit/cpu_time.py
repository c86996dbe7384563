"""Whether work takes time in proportion to its size, on a loaded machine too."""

import gc
import math
import time
from collections.abc import Callable

PART = 4
"""The work is compared with one of this part of its size."""
MOST = 2.0
"""How far from proportion it may be; what takes the square of its size is PART from it."""
ATTEMPTS = 6
"""Other work on the machine may slow one of the two measurements, but hardly so often."""
LEAST_S = 0.002
"""Below it, a measurement says little."""


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Fail if `work(size)` takes far more CPU seconds than its share by `work(size // PART)`.

    Both are measured in this thread, as the least of some attempts.
    """
    small, large = math.inf, math.inf
    for _ in range(ATTEMPTS):
        small = min(small, _cpu_s(work, size // PART))
        large = min(large, _cpu_s(work, size))
        if large <= MOST * PART * max(small, LEAST_S):
            return
    raise AssertionError(f"{size} took {large:.3f} s, and {size // PART} took {small:.3f} s")


def _cpu_s(work: Callable[[int], object], size: int) -> float:
    gc.collect(0)
    gc.disable()  # a collection of all that other tests left would count as the work's
    try:
        before = time.thread_time()
        work(size)
        return time.thread_time() - before
    finally:
        gc.enable()

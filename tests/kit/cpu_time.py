"""Bounds of time that hold on a loaded machine too."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within_cpu_s(most: float) -> Iterator[None]:
    """Fail if the block takes more CPU seconds of this process, whatever else runs."""
    before = time.process_time()
    yield
    assert time.process_time() - before < most

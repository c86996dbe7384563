"""Reading ahead: on S3 a read is mostly waiting."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

READ_AHEAD = 8
"""Objects fetched at once. It also bounds the memory."""

T = TypeVar("T")
R = TypeVar("R")


def ahead(call: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """`map` whose calls run in threads, READ_AHEAD of them before their result is needed."""
    rest = iter(items)
    with ThreadPoolExecutor(READ_AHEAD) as pool:
        waiting: deque[Future[R]] = deque(
            pool.submit(call, item) for item in islice(rest, READ_AHEAD)
        )
        try:
            while waiting:
                result = waiting.popleft().result()
                waiting.extend(pool.submit(call, item) for item in islice(rest, 1))
                yield result
        finally:
            for future in waiting:
                future.cancel()

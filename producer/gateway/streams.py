"""How many streams of sound a gateway serves at once: each costs a thread."""

import threading
from collections.abc import Callable
from http import HTTPStatus

from producer.gateway.problems import RETRY_AFTER_S, HttpProblem


class StreamCount:
    """Counts the streams, and refuses one too many. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._now = 0
        self._lock = threading.Lock()

    def begin(self) -> Callable[[], None]:
        """Count one stream until the function that is returned is called. Raises HttpProblem."""
        with self._lock:
            if self._now >= self._most:
                raise HttpProblem(
                    HTTPStatus.SERVICE_UNAVAILABLE,
                    f"The gateway serves {self._most} streams already; try again in a moment.",
                    "too_many_streams",
                    headers={"Retry-After": str(RETRY_AFTER_S)},
                )
            self._now += 1
        left = threading.Event()

        def leave() -> None:
            with self._lock:
                if not left.is_set():
                    left.set()
                    self._now -= 1

        return leave

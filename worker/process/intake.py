"""Which queues this worker takes work from: it may leave one for a while, and come back to it."""

from typing import Any


class Intake:
    """What a worker's Celery consumer consumes. Thread-safe."""

    def __init__(self, controller: Any = None) -> None:
        """`controller` is Celery's WorkController; without one nothing happens."""
        self._controller = controller

    def pause(self, queue: str) -> None:
        """Take nothing from the queue any more. A message that comes all the same goes back."""
        self._tell("cancel_task_queue", queue)

    def resume(self, queue: str) -> None:
        """Take work from the queue again."""
        self._tell("add_task_queue", queue)

    def _tell(self, method: str, queue: str) -> None:
        consumer = getattr(self._controller, "consumer", None)
        if consumer is not None:
            consumer.call_soon(getattr(consumer, method), queue)

"""What a stitch asks of its lease while it works."""

from contextlib import AbstractContextManager
from typing import Protocol


class Lease(Protocol):
    """The writer's right to go on, which a writer without progress loses."""

    def keep(self) -> None:
        """Called for every take that is read or written. Raises when the lease is lost."""

    def confirm(self) -> None:
        """Called before the programme becomes visible. Raises when the lease is lost."""

    def advance(self) -> None:
        """Called when work goes on inside a take, or after the last one."""

    def excused(self) -> AbstractContextManager[None]:
        """Around work that may be long without a sign of progress: a store, an encoder."""

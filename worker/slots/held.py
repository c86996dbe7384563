"""What this worker holds and does now: by lease, and by slot."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from voicefarm.ledger.records import ChunkRef
from worker.slots.watch import Watch

T = TypeVar("T")


@dataclass(slots=True)
class Held(Generic[T]):
    """The work of one kind whose leases this worker has, each with its watch. Thread-safe."""

    _held: dict[T, Watch] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    @contextmanager
    def holding(self, work: T, watch: Watch) -> Iterator[None]:
        """Hold it while the block runs."""
        with self._lock:
            self._held[work] = watch
        try:
            yield
        finally:
            with self._lock:
                if self._held.get(work) is watch:  # and not that of a later attempt
                    del self._held[work]

    def held(self) -> dict[T, Watch]:
        """What is held now."""
        with self._lock:
            return dict(self._held)

    def going_on(self) -> list[T]:
        """What is held and doesn't hang."""
        return [work for work, watch in self.held().items() if not watch.hung]

    def hung(self) -> int:
        """How much of it hangs."""
        return sum(watch.hung for watch in self.held().values())


@dataclass(slots=True)
class Slots(Held[ChunkRef]):
    """The chunks in flight in this worker."""

    count: int


@dataclass(slots=True)
class InProgress(Generic[T]):
    """What this worker does now. So a slot can tell its own claims from another's. Thread-safe."""

    _items: set[T] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def holding(self, item: T) -> Iterator[bool]:
        """Mark it as in progress while the block runs; True if no other slot has done so."""
        with self._changed:
            mine = item not in self._items
            self._items.add(item)
        try:
            yield mine
        finally:
            if mine:
                with self._changed:
                    self._items.remove(item)
                    self._changed.notify_all()

    def wait_until_done(self) -> None:
        """Return when nothing is in progress."""
        with self._changed:
            self._changed.wait_for(lambda: not self._items)

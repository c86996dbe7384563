"""A watched folder or bucket: a file becomes an item when it is complete, and when it changes.

Files are looked at by size and time alone. What was made before is known from the journal. A
folder or a bucket that is away for a while is waited for.
"""

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from producer.batches.items import BatchItem
from producer.batches.names import result_name
from producer.batches.sources.places import BatchSource
from voicefarm.errors import BadInput, StoreRefuses, Unreachable
from voicefarm.wording.paths import shown

LOOK_S = 1.0
"""Seconds between two looks. A file that is the same in two of them is complete."""
REMOTE_LOOK_S = 5.0
"""The same for a bucket. Each look is a request."""

State = tuple[int, int]
"""When a file was changed, in nanoseconds, and its size."""


@dataclass(slots=True)
class WatchedSource:
    """The items of a source, and all that come later."""

    source: BatchSource
    template: str
    outage_s: float = 60.0
    """How long the source may be away, seconds."""
    _seen: dict[str, State] = field(default_factory=dict)
    """By the item's label, as it was when it became an item."""
    _before: dict[str, State] = field(default_factory=dict)
    """As it was in the look before."""
    _names: dict[str, BatchItem] = field(default_factory=dict)
    """Whose results have a name."""
    _looked: float | None = None
    """When the last look succeeded."""

    def __iter__(self) -> Iterator[BatchItem | None]:
        """Yields None when nothing is there now. Never ends.

        Raises BadInput and Unreachable if the source can't be read at all, or is away too long.
        """
        number, next_look = 0, 0.0
        while True:
            if time.monotonic() < next_look:
                yield None
                continue
            look_s = REMOTE_LOOK_S if self.source.is_remote else LOOK_S
            next_look = time.monotonic() + look_s
            try:
                for item in self._new_items():
                    number += 1
                    yield replace(item, number=number)
                self._looked = time.monotonic()
            except StoreRefuses:
                raise
            except (BadInput, Unreachable):
                if self._looked is None or time.monotonic() > self._looked + self.outage_s:
                    raise

    def _new_items(self) -> Iterator[BatchItem]:
        now: dict[str, State] = {}
        for item in self.source:
            state = _state(item)
            if state is None or self._seen.get(item.label) == state:
                continue
            now[item.label] = state
            # An object of a bucket appears whole.
            if item.remote or self._before.get(item.label) == state:
                self._seen[item.label] = state
                yield self._named(item)
        self._before = now

    def _named(self, item: BatchItem) -> BatchItem:
        """The item, with a problem if another one's results have its name."""
        try:
            name = str(result_name(item, self.template))
        except BadInput:
            return item
        owner = self._names.get(name, item)
        if owner.label == item.label or (owner.file and not owner.file.exists()):
            self._names[name] = item
            return item
        return replace(
            item,
            problem=f"{shown(owner.label)} has the same name; rename it, or change the template of "
            "the names.",
        )


def _state(item: BatchItem) -> State | None:
    if item.remote is not None:
        return item.remote.state
    if item.file is None:
        return zlib.crc32((item.text or "").encode("utf-8", "replace")), item.size
    try:
        status = item.file.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size

"""A batch in the store: which jobs it has, in order. What they do is the ledger's to say."""

from collections.abc import Iterator
from operator import not_
from threading import Lock

from pydantic import Field

from voicefarm.artifacts.job_files import JSON_LINES
from voicefarm.artifacts.keys import batch_page_key, batch_prefix, batch_request_key
from voicefarm.errors import UnknownName
from voicefarm.messages import JobId, Message
from voicefarm.store import Store

ITEMS_IN_PAGE = 256


class BatchMember(Message):
    """One item of a batch, and its job."""

    number: int = Field(ge=1)
    """From 1."""
    item: str
    """What its source calls it, such as a path."""
    id: str = ""
    """What the user calls it."""
    name: str = ""
    """Where its results go, without suffix."""
    job: JobId
    notices: tuple[str, ...] = Field((), exclude_if=not_)
    """What was to be known of it when it was submitted."""


class BatchWriter:
    """Writes a batch's members, a page at a time. Thread-safe."""

    def __init__(self, store: Store, batch: str) -> None:
        self._store = store
        self._batch = batch
        self._pages: dict[int, dict[int, bytes]] = {}
        """Those that aren't full yet, by number; each line by the item's number."""
        self._changed: set[int] = set()
        self._lock = Lock()

    def add(self, member: BatchMember) -> None:
        """Remember a member, and write its page if that is full. Raises StoreUnreachable."""
        number = (member.number - 1) // ITEMS_IN_PAGE
        with self._lock:
            page = self._pages.setdefault(number, {})
            page[member.number] = member.model_dump_json().encode()
            self._changed.add(number)
            if len(page) == ITEMS_IN_PAGE:
                self._write(number)
                del self._pages[number]

    def flush(self) -> None:
        """Write what was added since. Raises StoreUnreachable."""
        with self._lock:
            for number in sorted(self._changed):
                self._write(number)

    def _write(self, number: int) -> None:
        lines = [line for _, line in sorted(self._pages[number].items())]
        data = b"\n".join(lines) + b"\n"
        self._store.put(batch_page_key(self._batch, number), data, JSON_LINES)
        self._changed.discard(number)


def remove_batch(store: Store, batch: str) -> None:
    """Forget which jobs a batch has; the jobs stay. Raises StoreUnreachable."""
    store.discard(batch_prefix(batch))
    store.delete(batch_request_key(batch))


def batch_members(store: Store, batch: str) -> Iterator[BatchMember]:
    """The batch's members in order, a page in memory at a time. Raises UnknownName."""
    found = False
    for key in store.list(batch_prefix(batch)):
        found = True
        for line in store.get(key).splitlines():
            yield BatchMember.model_validate_json(line)
    if not found:
        raise UnknownName(
            f"Batch '{batch}' is not in the store; check its name, or run its command again."
        )

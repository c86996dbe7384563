"""The request of a batch that came over HTTP, and which of its items can't be made."""

from pydantic import Field, ValidationError

from voicefarm.artifacts.keys import batch_request_key
from voicefarm.errors import ObjectMissing
from voicefarm.messages import Digest, Message
from voicefarm.store import JSON, Store


class RefusedItem(Message):
    """An item that became no job."""

    number: int = Field(ge=1)
    id: str = ""
    """What the caller calls it."""
    field: str = ""
    """Which field of it is wrong; empty for none."""
    code: str
    sentence: str


class BatchRecord(Message):
    """The request of a batch, and what became of it."""

    content: Digest
    """Hash of the request: the same again is the same batch."""
    created: float
    items: int = Field(ge=1)
    is_complete: bool = False
    """Whether every item has become a job or was refused."""
    refused: tuple[RefusedItem, ...] = ()


def read_batch_record(store: Store, batch: str) -> BatchRecord | None:
    """The record of a batch; None for one that didn't come over HTTP."""
    try:
        return BatchRecord.model_validate_json(store.get(batch_request_key(batch)))
    except (ObjectMissing, ValidationError):
        return None


def write_batch_record(store: Store, batch: str, record: BatchRecord) -> None:
    """Write or replace it. Raises StoreUnreachable."""
    store.put(batch_request_key(batch), record.model_dump_json().encode(), JSON)

"""Many texts under a name of the caller's own; the same request again goes on where it stopped."""

import hashlib
import itertools
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from producer.api_keys import DEFAULT_TENANT
from producer.batches.following import AT_ONCE
from producer.gateway.access import Caller
from producer.gateway.answers.resources import job_resource
from producer.gateway.bodies.texts import text_in
from producer.gateway.gateway import Gateway
from producer.gateway.problems import HttpProblem, problem_body, problem_of
from producer.gateway.submissions.texts import submit_text
from voicefarm.artifacts.batch_files import BatchMember, BatchWriter, batch_members
from voicefarm.artifacts.batch_requests import (
    BatchRecord,
    RefusedItem,
    read_batch_record,
    write_batch_record,
)
from voicefarm.errors import BadInput, UnknownName
from voicefarm.messages import JobStatus
from voicefarm.messages.status import GOES_ON
from voicefarm.resumption import KnownStatuses, cancel_jobs
from voicefarm.wording.validation import NAME, checked_name

MOST_ITEMS = 1000
"""More would keep one request waiting for minutes."""
LONGEST_ITEM_ID = 200


@dataclass(frozen=True, slots=True)
class WantedBatch:
    """A batch's request, checked as far as no text is read."""

    items: tuple[dict[str, Any], ...]
    content: str
    """Hash of the request."""


def wanted_batch(fields: Mapping[str, Any]) -> WantedBatch:
    """The batch in a JSON object: `items`, and `defaults` for all. Raises BadInput."""
    if unknown := set(fields) - {"items", "defaults"}:
        raise BadInput("is not known here; give 'items' and 'defaults'.", field=min(unknown))
    defaults, items = fields.get("defaults", {}), fields.get("items")
    if not isinstance(defaults, dict):
        raise BadInput("give an object with fields of a job.", field="defaults")
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ITEMS:
        raise BadInput(f"give a list of 1 to {MOST_ITEMS} texts.", field="items")
    rows = tuple({**defaults, **_row(number, item)} for number, item in enumerate(items))
    _check_ids(rows)
    content = json.dumps([defaults, items], sort_keys=True).encode("utf-8", "surrogatepass")
    return WantedBatch(rows, hashlib.sha256(content).hexdigest()[:40])


def submit_batch(
    gateway: Gateway, caller: Caller, batch: str, wanted: WantedBatch
) -> tuple[BatchRecord, bool]:
    """Submit what isn't submitted yet; the record, and whether the batch is new.

    An item that can't be made is refused by itself. Raises HttpProblem, 409 if the name belongs to
    another request; BadInput, Unreachable.
    """
    store, name = gateway.farm.store, stored_name(caller, batch)
    known = read_batch_record(store, name)
    if known and known.content != wanted.content:
        raise HttpProblem(
            HTTPStatus.CONFLICT,
            f"Batch '{batch}' was another request; choose another id.",
            "batch_exists",
        )
    if known and known.is_complete:
        return known, False
    record = known or BatchRecord(
        content=wanted.content, created=time.time(), items=len(wanted.items)
    )
    write_batch_record(store, name, record)
    refused = tuple(_submitted(gateway, caller, wanted, BatchWriter(store, name)))
    record = record.model_copy(update={"refused": refused, "is_complete": True})
    write_batch_record(store, name, record)
    return record, known is None


def batch_resource(
    gateway: Gateway, caller: Caller, batch: str, *, after: int = 0, limit: int = MOST_ITEMS
) -> dict[str, Any]:
    """How a batch stands, with at most `limit` of its items behind number `after`, in order.

    Raises HttpProblem, 404.
    """
    record = _record(gateway, caller, batch)
    states = Counter[str](refused=len(record.refused)) if record.refused else Counter[str]()
    rows = {one.number: _refused_row(batch, one) for one in record.refused}
    for member, status in _members(gateway, caller, batch):
        states[status.state.value if status else "unknown"] += 1
        if after < member.number <= after + limit:
            rows[member.number] = _job_row(member, status)
    shown = [row for number, row in sorted(rows.items()) if after < number <= after + limit]
    more = after + limit < record.items
    going_on = not record.is_complete or any(states[state.value] for state in GOES_ON)
    return {
        "id": batch,
        "object": "batch",
        "state": "running" if going_on else "ended",
        "items": record.items,
        "states": dict(sorted(states.items())),
        "data": shown,
        "has_more": more,
        "next": after + limit if more else None,
    }


def cancel_batch(gateway: Gateway, caller: Caller, batch: str) -> None:
    """Cancel all its jobs that go on. Raises HttpProblem, 404."""
    _record(gateway, caller, batch)
    members = _members(gateway, caller, batch)
    going_on = [member.job for member, status in members if status and not status.ended]
    cancel_jobs(gateway.farm.ledger, gateway.farm.store, going_on)


def stored_name(caller: Caller, batch: str) -> str:
    """The batch's name in the store: nobody's batch is somebody's too. Raises BadInput."""
    checked_name(batch, "batch")
    if caller.tenant == DEFAULT_TENANT:
        return batch
    digest = hashlib.sha256(f"{caller.tenant}\n{batch}".encode()).hexdigest()
    return f"tenant-{digest[:32]}"


def _row(number: int, item: object) -> dict[str, Any]:
    if isinstance(item, str):
        return {"text": item}
    if not isinstance(item, dict):
        raise BadInput("give a text, or an object with one.", field=("items", number))
    if not isinstance(item.get("id", ""), str) or len(item.get("id", "")) > LONGEST_ITEM_ID:
        raise BadInput(
            f"give text of at most {LONGEST_ITEM_ID} characters.", field=("items", number, "id")
        )
    return dict(item)


def _check_ids(rows: Iterable[Mapping[str, Any]]) -> None:
    """Raise BadInput for an id that two items have, as results are fetched by it."""
    numbers: dict[str, int] = {}
    for number, row in enumerate(rows):
        id = row.get("id") or str(number + 1)
        if numbers.setdefault(id, number) != number:
            raise BadInput(
                f"'{id[:40]}' names items.{numbers[id]} too; give each text an id of its own.",
                field=("items", number, "id"),
            )


def _submitted(
    gateway: Gateway, caller: Caller, wanted: WantedBatch, writer: BatchWriter
) -> Iterator[RefusedItem]:
    """Submit each item; those that became no job."""
    try:
        for number, fields in enumerate(wanted.items, 1):
            id = fields.pop("id", "")
            try:
                made = submit_text(gateway, caller, text_in(dict(fields)))
            except (BadInput, HttpProblem) as error:
                yield _refused(number, id, error)
                continue
            item, job = id or str(number), made.status.job
            # Results are called as the item is, where that is a plain name.
            name = item if re.fullmatch(NAME, item) else ""
            member = BatchMember(number=number, item=item, id=id, name=name, job=job)
            writer.add(member.model_copy(update={"notices": made.notices}))
    finally:
        writer.flush()


def _refused(number: int, id: str, error: BadInput | HttpProblem) -> RefusedItem:
    """An item that can't be made. Raises the error again if another try may succeed."""
    problem = error if isinstance(error, HttpProblem) else problem_of(error)
    if problem.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE and isinstance(error, HttpProblem):
        raise error
    return RefusedItem(
        number=number,
        id=id,
        field=problem.param or "",
        code=problem.code,
        sentence=problem.sentence,
    )


def _record(gateway: Gateway, caller: Caller, batch: str) -> BatchRecord:
    record = read_batch_record(gateway.farm.store, stored_name(caller, batch))
    if record is None:
        raise HttpProblem(
            HTTPStatus.NOT_FOUND,
            f"There is no batch '{batch[:80]}'; PUT /v1/batches/ID makes one.",
            "unknown_batch",
        )
    return record


def _members(
    gateway: Gateway, caller: Caller, batch: str
) -> Iterator[tuple[BatchMember, JobStatus | None]]:
    try:
        members = batch_members(gateway.farm.store, stored_name(caller, batch))
        known = KnownStatuses(gateway.farm.ledger, gateway.farm.store)
        while page := list(itertools.islice(members, AT_ONCE)):
            yield from zip(page, known.of([member.job for member in page]), strict=True)
    except UnknownName:
        return  # all of its items were refused, or none was submitted yet


def _job_row(member: BatchMember, status: JobStatus | None) -> dict[str, Any]:
    row: dict[str, Any] = {"number": member.number, "id": member.id, "job": member.job}
    row["notices"] = list(member.notices)
    if status is None:
        return {**row, "state": "unknown", "error": None, "resource": None}
    error = status.error or None
    return {**row, "state": status.state.value, "error": error, "resource": job_resource(status)}


def _refused_row(batch: str, item: RefusedItem) -> dict[str, Any]:
    problem = HttpProblem(400, item.sentence, item.code, item.field or None)
    error = problem_body(problem, f"/v1/batches/{batch}", "")["error"]
    return {
        "number": item.number,
        "id": item.id,
        "job": None,
        "notices": [],
        "state": "refused",
        "error": error,
        "resource": None,
    }

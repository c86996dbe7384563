"""What a batch will be, item by item, before anything is written or queued."""

from collections.abc import Iterator
from dataclasses import dataclass

from producer.batches.batch import CheckedBatch
from producer.batches.items import BatchItem
from producer.batches.requests import item_document, item_request
from producer.jobs.plans.estimates import Estimator
from producer.jobs.plans.plan import JobPlan, plan_of
from producer.jobs.submission import prepare
from voicefarm.errors import BadInput


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item, and its plan or why it has none."""

    item: BatchItem
    plan: JobPlan | None
    problem: str = ""


def planned_items(batch: CheckedBatch, estimator: Estimator) -> Iterator[PlannedItem]:
    """Each item in turn. Raises Unreachable."""
    catalogue = batch.settings.catalogue()
    for item in batch.source:
        try:
            wanted = item_request(item, batch.request.defaults)
            document = item_document(item, wanted, batch.settings)
            prepared = prepare(batch.settings, document, wanted.request, catalogue=catalogue)
        except BadInput as problem:
            yield PlannedItem(item, None, str(problem))
            continue
        yield PlannedItem(item, plan_of(prepared, estimator.of(prepared)))

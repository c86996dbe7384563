"""What a batch will be, item by item, before anything is written or queued."""

from collections.abc import Iterator
from dataclasses import dataclass

from producer.batches.batch import CheckedBatch
from producer.batches.items import BatchItem
from producer.batches.requests import item_document, item_request
from producer.jobs.plans.estimates import Basis, Estimate, Estimator, wall_s
from producer.jobs.plans.plan import JobPlan, plan_of
from producer.jobs.submission import prepare
from voicefarm.errors import BadInput


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """The plan of all items together."""

    items: int
    bad: int
    """Items that can't be made."""
    characters: int
    chunks: int
    audio_s: float
    basis: Basis
    """Where the length of the audio is known from."""
    core_h: float | None
    """Core-hours; None if nothing of the model is known."""
    core_basis: Basis
    workers: int
    cores: int
    """Of each worker."""
    wall_s: float | None
    store_mb: float
    cost: float | None
    """In the unit of the price; None without one."""


@dataclass(frozen=True, slots=True)
class Machines:
    """What a batch would be made on."""

    workers: int
    cores: int
    """Of each worker."""
    price: float | None = None
    """Of a core-hour."""

    def totals(self, made: Estimate, items: int, bad: int) -> PlanTotals:
        """What the estimate of all items comes to; `bad` of the `items` are not in it."""
        core_h = None if made.core_s is None else made.core_s / 3600
        cost = None if core_h is None or self.price is None else core_h * self.price
        needed_s = None if made.core_s is None else wall_s(made.core_s, self.workers, self.cores)
        return PlanTotals(
            items=items,
            bad=bad,
            characters=made.characters,
            chunks=made.chunks,
            audio_s=round(made.audio_s, 1),
            basis=made.basis,
            core_h=_significant(core_h),
            core_basis=made.core_basis,
            workers=self.workers,
            cores=self.cores,
            wall_s=None if needed_s is None else round(needed_s, 1),
            store_mb=round(made.store_bytes / 1e6, 1),
            cost=_significant(cost),
        )


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


def _significant(figure: float | None) -> float | None:
    """With three digits that count: a short text costs far less than a hundredth."""
    return None if figure is None else float(f"{figure:.3g}")

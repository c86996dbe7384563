"""One item becomes a job, and a finished job's results become files. Nothing is done twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from producer.batches.items import BatchItem
from producer.batches.journal import DONE, REFUSED, ItemResult
from producer.batches.requests import ItemRequest
from producer.farm import Farm
from producer.jobs.output_files import save_results
from producer.jobs.results import read_summary, result_keys
from producer.jobs.submission import PreparedJob, submit_job
from voicefarm.artifacts.keys import programme_key, report_key
from voicefarm.messages import JobState, JobStatus


@dataclass(frozen=True, slots=True)
class QueuedItem:
    """An item that has a job."""

    item: BatchItem
    wanted: ItemRequest
    digest: str
    size: int
    job: str
    title: str = ""
    model: str = ""
    voice: str = ""
    language: str = ""
    characters: int = 0
    chunks: int = 0
    planned_s: float = 0.0
    notices: Sequence[str] = ()
    """What its user should know, though nothing is wrong."""


def queue_item(
    farm: Farm,
    prepared_item: Callable[[BatchItem, ItemRequest], PreparedJob],
    item: BatchItem,
    wanted: ItemRequest,
    digest: str,
    expected_s: Callable[[PreparedJob], float],
) -> QueuedItem:
    """The item as a job that runs, or that is done already. Raises BadInput, Unreachable."""
    prepared = prepared_item(item, wanted)
    if not _is_made(farm, prepared):
        submit_job(farm, prepared)
    manifest, spec = prepared.manifest, prepared.manifest.spec
    return QueuedItem(
        item=item,
        wanted=wanted,
        digest=digest,
        size=item.size,
        job=manifest.job,
        title=spec.title,
        model=spec.recipe.model,
        voice=spec.recipe.voice,
        language=spec.recipe.language,
        characters=manifest.characters,
        chunks=manifest.chunks,
        planned_s=round(expected_s(prepared), 1),
        notices=prepared.notices,
    )


def refused(item: BatchItem, digest: str, problem: str) -> ItemResult:
    """The result of an item that can't become a job."""
    return ItemResult(
        digest=digest,
        number=item.number,
        item=item.label,
        id=item.id,
        state=REFUSED,
        sentence=problem,
    )


def ended(queued: QueuedItem, status: JobStatus) -> ItemResult:
    """The result of an item whose job has ended without a programme."""
    sentence = status.error or f"Its job is {status.state.value}."
    return _result(queued, status.state.value, sentence)


def fetch_item(farm: Farm, queued: QueuedItem, folder: Path) -> ItemResult:
    """Copy the results of an item's finished job to their files.

    Raises ResultNotWritten, ObjectMissing, Unreachable.
    """
    paths = queued.wanted.paths(folder)
    save_results(farm.store, queued.job, result_keys(queued.job, paths))
    summary = read_summary(farm.store, queued.job)
    files = {path.relative_to(folder).as_posix(): path.stat().st_size for path in paths}
    return _result(
        queued,
        DONE,
        files=files,
        reused=summary.reused,
        audio_s=round(summary.duration_s, 3),
        synthesis_s=round(summary.synthesis_s, 3),
        flagged=summary.flagged,
        overruns=summary.overruns,
        chunks=summary.chunks,
    )


def is_in_store(farm: Farm, queued: QueuedItem) -> bool:
    """Whether the job's programme is in the store in all its forms, which appear last."""
    forms = queued.wanted.request.outputs
    keys = [*(programme_key(queued.job, form) for form in forms), report_key(queued.job)]
    return all(farm.store.size(key) is not None for key in keys)


def _is_made(farm: Farm, prepared: PreparedJob) -> bool:
    """Whether a ledger that has forgotten the job has no need to hear of it: it is finished."""
    job, forms = prepared.manifest.job, prepared.manifest.spec.outputs
    if any(farm.store.size(programme_key(job, form)) is None for form in forms):
        return False
    known = farm.ledger.statuses([job])[0]
    return known is None or known.state == JobState.DONE


def _result(queued: QueuedItem, state: str, sentence: str = "", **more: object) -> ItemResult:
    known = ("digest", "job", "title", "model", "voice", "language", "characters", "chunks")
    fields = {name: getattr(queued, name) for name in (*known, "planned_s", "notices")}
    item = queued.item
    return ItemResult(
        number=item.number,
        item=item.label,
        id=item.id,
        state=state,
        sentence=sentence,
        **{**fields, **more},
    )

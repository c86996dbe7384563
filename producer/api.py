"""The use cases as Python functions, for pipelines: `from producer import submit, wait, fetch`.

Synchronous and thread-safe. A `Farm` must not be used in a process that was forked after it was
opened. A job is named by its id, a string that can be passed from task to task. Every error is a
`VoicefarmError` (voicefarm/errors.py) and says in one sentence what to do. docs/python.md shows
them in Celery and in Airflow.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

from producer.batches.batch import BatchRequest, BatchSummary, CheckedBatch
from producer.batches.names import USUAL_NAME
from producer.batches.requests import BatchDefaults
from producer.batches.running import BatchProgress
from producer.batches.selection import JobSelection
from producer.documents.document import Document
from producer.documents.formats import READERS, parse_document, read_document
from producer.documents.policies import (
    CodePolicy,
    FrontMatterPolicy,
    NotesPolicy,
    ReadingPolicies,
    TablesPolicy,
    TimingPolicy,
)
from producer.documents.sources import read_source
from producer.documents.speakers import SpeakerSettings
from producer.documents.web.arguments import is_address
from producer.farm import Farm, JobRecords, open_farm, open_ledger, open_records
from producer.jobs import progress
from producer.jobs.input_file import InputFile, read_input_file
from producer.jobs.plans.estimates import estimator
from producer.jobs.plans.plan import JobPlan, plan_of
from producer.jobs.remakes.remake import RemakeRequest, remade_job
from producer.jobs.request import JobRequest
from producer.jobs.results import checked_outputs, fetch_results
from producer.jobs.submission import prepare, submit_job
from producer.jobs.text_preview import TextPreview, preview_of
from voicefarm.errors import BadInput
from voicefarm.messages import FailurePolicy, JobStatus, Scheduling
from voicefarm.messages.status import GOES_ON
from voicefarm.normalization.emojis import EmojiReading
from voicefarm.resumption import cancel_jobs, status_of
from voicefarm.settings import Settings, load_settings
from voicefarm.wording.validation import validated


class JobNotice(UserWarning):
    """What the user of a submitted text should know, though nothing is wrong."""


Source = str | bytes | Path
"""A text itself or the address of one, the bytes of a file, or where a file lies."""


Batchable = str | Path | Sequence[str | Path | Mapping[str, Any]]
"""Folders, files and patterns; or mappings, each with a `text` or a `file`."""


class RequestFields(TypedDict, total=False):
    """The fields of a JobRequest (producer/jobs/request.py), each with its meaning there."""

    model: str | None
    voice: str | None
    language: str | None
    force: bool
    speed: float
    seed: int
    title: str | None
    speakers: Mapping[str, SpeakerSettings | Mapping[str, Any]]
    dictionary: Path | InputFile | None
    normalize: bool
    emoji: EmojiReading
    notes: NotesPolicy
    tables: TablesPolicy
    code: CodePolicy
    front_matter: FrontMatterPolicy
    timing: TimingPolicy
    max_speed: float
    chapters: int
    from_part: str | None
    to_part: str | None
    outputs: Sequence[str]
    chapter_outputs: Sequence[str]
    loudness: float | None
    true_peak: float
    rate: int | None
    bits: Literal[16, 24]
    bitrate: int | None
    stereo: bool
    pauses: Mapping[str, int]
    pause_variation: float
    author: str
    date: str
    album: str
    track: str
    genre: str
    cover: Path | InputFile | None
    word_times: bool
    job: str | None
    on_failure: FailurePolicy
    share: Scheduling | Mapping[str, Any]


def submit(
    source: Source,
    *,
    format: str | None = None,
    farm: Farm | None = None,
    **fields: Unpack[RequestFields],
) -> str:
    """Queue a text on the farm; the job's id. Submitting the same again is the same job.

    A `str` is the text itself or an address, a `Path` names a file. `format` is the name of an
    input format, if neither bytes nor suffix say it. Warns with a JobNotice of what has no effect
    on this text; `plan` and `preview` have these `notices` too. Raises BadInput, before anything
    is queued, BadSetting, Unreachable.
    """
    request = _request(fields)
    document = _document(source, format, request.policies)
    farm = farm or open_farm(load_settings())
    prepared = prepare(farm.settings, document, request)
    submit_job(farm, prepared)
    for notice in prepared.notices:
        warnings.warn(notice, JobNotice, stacklevel=2)
    return prepared.manifest.job


def plan(
    source: Source,
    *,
    format: str | None = None,
    settings: Settings | None = None,
    **fields: Unpack[RequestFields],
) -> JobPlan:
    """What `submit` would queue: model, voice, language, characters, chunks. Needs no Redis.

    Raises what `submit` raises for the text and the request, and StoreUnreachable if an enrolled
    voice can't be looked up.
    """
    request = _request(fields)
    document = _document(source, format, request.policies)
    settings = settings or load_settings()
    prepared = prepare(settings, document, request)
    return plan_of(prepared, estimator(settings).of(prepared))


def preview(
    source: Source,
    *,
    format: str | None = None,
    settings: Settings | None = None,
    **fields: Unpack[RequestFields],
) -> TextPreview:
    """What would be said of a text, chunk by chunk, and what would be left out. Needs no Redis.

    Raises as `plan` does.
    """
    request = _request(fields)
    document = _document(source, format, request.policies)
    return preview_of(prepare(settings or load_settings(), document, request))


def batch(
    items: Batchable,
    folder: Path | str,
    *,
    name: str = USUAL_NAME,
    format: str | None = None,
    lines: bool = False,
    batch: str | None = None,
    limit: int = 0,
    show: Callable[[BatchProgress], None] = lambda _: None,
    farm: Farm | None = None,
    **fields: Unpack[RequestFields],
) -> BatchSummary:
    """Make every item's results in `folder`; returns when all have ended.

    `items` are paths and patterns, as `voicefarm batch` takes them, or mappings as its JSON lines
    have them. `outputs` are suffixes of results, `name` is a template. The same call again goes on
    where it stopped. What became of each item is in `batch-report.csv`; an item that can't be made
    raises nothing. Raises BadInput before anything is queued, BadSetting, Unreachable.
    """
    settings = farm.settings if farm else load_settings(model=fields.get("model"))
    given = _with_files(fields)
    outputs = checked_outputs(given.pop("outputs", ("wav",)))
    defaults = BatchDefaults(given, outputs, format, name)
    paths, rows = _parted(items)
    wanted = BatchRequest(
        paths, Path(folder), defaults, lines=lines, limit=limit, name=batch, rows=rows
    )
    return CheckedBatch(settings, wanted).run(show, farm)


def batch_jobs(batch: str, *, farm: Farm | None = None) -> list[str]:
    """The ids of a batch's jobs, in the order of its items. Raises UnknownName, Unreachable."""
    store = farm.store if farm else load_settings().open_store()
    return [one.job for one in JobSelection(batches=[batch]).chosen(store)]


def status(job: str, *, farm: Farm | None = None) -> JobStatus:
    """Where a job stands; without a farm only those that are done are known.

    Raises UnknownName, BadSetting, Unreachable.
    """
    records = _records(farm)
    return status_of(records.ledger, records.store, job)


def wait(job: str, timeout: float | None = None, *, farm: Farm | None = None) -> JobStatus:
    """Return the job's status once its programme is made; it may take hours.

    A Redis that restarts is waited for. Raises JobFailed, JobCancelled, JobForgotten, UnknownName,
    BadSetting, Unreachable, and JobStillRunning after `timeout` seconds; the job goes on then.
    """
    records = _records(farm)
    ledger, known = records.ledger, status_of(records.ledger, records.store, job)
    if ledger is None or known.ended:
        progress.require_done(known)
        return known
    return progress.wait_until_done(ledger, job, timeout_s=timeout, outage_s=records.outage_s)


def remake(
    job: str,
    chunk: int,
    text: str | None = None,
    *,
    seed: int | None = None,
    dictionary: Path | InputFile | None = None,
    farm: Farm | None = None,
) -> str:
    """Make one chunk of a job anew, numbered from 1; the id of the new job, the old one stays.

    With `text` it says that instead; without, it gets another reading. All other takes are kept.
    Raises UnknownName, BadInput, BadSetting, Unreachable.
    """
    farm = farm or open_farm(load_settings())
    words = (
        read_input_file(dictionary, "dictionary") if isinstance(dictionary, Path) else dictionary
    )
    wish = validated(RemakeRequest, {"text": text, "seed": seed, "dictionary": words})
    made = remade_job(farm.settings, farm.store, job, chunk, wish)
    submit_job(farm, made.prepared)
    return made.prepared.manifest.job


def cancel(job: str, *, farm: Farm | None = None) -> bool:
    """Cancel a job; False if it had ended before. What it had synthesized is kept.

    Raises UnknownName, BadSetting, Unreachable.
    """
    settings = farm.settings if farm else load_settings()
    store = farm.store if farm else settings.open_store()  # which may be away
    ledger = farm.ledger if farm else open_ledger(settings) if settings.redis_url else None
    return cancel_jobs(ledger, store, [job])[job] in GOES_ON


def fetch(job: str, path: Path | str, *, farm: Farm | None = None) -> Path:
    """Copy one of a finished job's results to `path`, whose suffix says which; the path.

    Each form of the programme has its suffix, and so have the captions and the report. Raises
    BadInput if the job isn't done or has no such form, JobFailed, JobCancelled, UnknownName,
    BadSetting, Unreachable.
    """
    target = Path(path)
    records = _records(farm)
    fetch_results(records.store, records.ledger, job, [target])
    return target


def _records(farm: Farm | None) -> JobRecords:
    return open_records(farm.settings if farm else load_settings(), farm)


def _document(source: Source, format: str | None, policies: ReadingPolicies) -> Document:
    if isinstance(source, Path):
        return read_document(source, format, policies).titled(source.stem)
    if isinstance(source, bytes):
        return parse_document(source, format, policies=policies)
    if not isinstance(source, str):
        kind = type(source).__name__
        raise BadInput(
            f"give a text, the Path of a file, or its bytes, not {kind}.", field="source"
        )
    if is_address(source) and not any(map(str.isspace, source)):
        return read_source(source, format, policies, load_settings())
    _refuse_path(source)
    data = source.encode("utf-8", "surrogatepass")
    return parse_document(data, format or "text", policies=policies)


def _refuse_path(text: str) -> None:
    """Raise BadInput for the name of a document where its text is wanted."""
    suffixes = tuple(suffix for reader in READERS for suffix in reader.suffixes if suffix)
    if text.endswith(suffixes) and "\n" not in text and len(text) < 256 and Path(text).is_file():
        raise BadInput(f"'{text}' is a file; give Path('{text}') to have it read.")


def _parted(items: Batchable) -> tuple[list[str], list[Mapping[str, Any]]]:
    """Paths and patterns, and rows."""
    every = [items] if isinstance(items, str | Path) else list(items)
    paths = [str(item) for item in every if isinstance(item, str | Path)]
    rows = [item for item in every if not isinstance(item, str | Path)]
    if paths and rows:
        raise BadInput("Give either paths or mappings, not both in one batch.")
    return paths, rows


def _request(fields: RequestFields) -> JobRequest:
    return validated(JobRequest, _with_files(fields))


def _with_files(fields: RequestFields) -> dict[str, Any]:
    given: dict[str, Any] = dict(fields)
    for name in ("dictionary", "cover"):
        if isinstance(given.get(name), Path):
            given[name] = read_input_file(given[name], name)
    return given

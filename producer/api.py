"""The use cases as Python functions, for pipelines: `from producer import submit, wait, fetch`.

Synchronous and thread-safe. A `Farm` must not be used in a process that was forked after it was
opened. A job is named by its id, a string that can be passed from task to task. Every error is a
`VoicefarmError` (voicefarm/errors.py) and says in one sentence what to do. docs/python.md shows
them in Celery and in Airflow.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

from producer.documents.document import Document
from producer.documents.formats import READERS, parse_document, read_document
from producer.documents.policies import CodePolicy, NotesPolicy, ReadingPolicies, TablesPolicy
from producer.documents.speakers import SpeakerSettings
from producer.farm import Farm, open_farm, open_ledger
from producer.jobs import progress
from producer.jobs.input_file import InputFile, read_input_file
from producer.jobs.plan import JobPlan, plan_of
from producer.jobs.request import JobRequest
from producer.jobs.results import fetch_results
from producer.jobs.submission import prepare, submit_job
from producer.jobs.text_preview import TextPreview, preview_of
from voicefarm.errors import BadInput
from voicefarm.ledger import Ledger
from voicefarm.messages import FailurePolicy, JobStatus, Scheduling
from voicefarm.normalization.emojis import EmojiReading
from voicefarm.settings import Settings, load_settings
from voicefarm.wording.validation import validated

__all__ = [
    "Farm",
    "JobPlan",
    "JobRequest",
    "JobStatus",
    "Scheduling",
    "Settings",
    "SpeakerSettings",
    "TextPreview",
    "cancel",
    "fetch",
    "load_settings",
    "open_farm",
    "plan",
    "preview",
    "status",
    "submit",
    "wait",
]

Source = str | bytes | Path
"""A text itself, the bytes of a file, or where a file lies."""


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
    chapters: int
    outputs: Sequence[str]
    loudness: float | None
    true_peak: float
    rate: int | None
    bits: Literal[16, 24]
    stereo: bool
    pauses: Mapping[str, int]
    pause_variation: float
    author: str
    date: str
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

    A `str` is the text itself, a `Path` names a file. `format` is text, markdown or script, if
    no suffix says it. Raises BadInput, before anything is queued, BadSetting, Unreachable.
    """
    request = _request(fields)
    document = _document(source, format, request.policies)
    farm = farm or open_farm(load_settings())
    prepared = prepare(farm.settings, document, request)
    submit_job(farm, prepared)
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
    return plan_of(prepare(settings or load_settings(), document, request))


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


def status(job: str, *, farm: Farm | None = None) -> JobStatus:
    """Where a job stands. Raises UnknownName, BadSetting, Unreachable."""
    return _ledger(farm).status(job)


def wait(job: str, timeout: float | None = None, *, farm: Farm | None = None) -> JobStatus:
    """Return the job's status once its programme is made; it may take hours.

    A Redis that restarts is waited for. Raises JobFailed, JobCancelled, JobForgotten, UnknownName,
    BadSetting, Unreachable, and JobStillRunning after `timeout` seconds; the job goes on then.
    """
    settings = farm.settings if farm else load_settings()
    ledger = farm.ledger if farm else open_ledger(settings)
    return progress.wait_until_done(ledger, job, timeout_s=timeout, outage_s=settings.outage_s)


def cancel(job: str, *, farm: Farm | None = None) -> bool:
    """Cancel a job; False if it had ended before. What it had synthesized is kept.

    Raises UnknownName, BadSetting, Unreachable.
    """
    return progress.cancel_job(_ledger(farm), job)


def fetch(job: str, path: Path | str, *, farm: Farm | None = None) -> Path:
    """Copy one of a finished job's results to `path`, whose suffix says which; the path.

    Each form of the programme has its suffix, and so have the captions and the report. Raises
    BadInput if the job isn't done or has no such form, JobFailed, JobCancelled, UnknownName,
    BadSetting, Unreachable.
    """
    target = Path(path)
    farm = farm or open_farm(load_settings())
    fetch_results(farm.store, farm.ledger, job, [target])
    return target


def _ledger(farm: Farm | None) -> Ledger:
    return farm.ledger if farm else open_ledger(load_settings())


def _document(source: Source, format: str | None, policies: ReadingPolicies) -> Document:
    if isinstance(source, Path):
        return read_document(source, format, policies).titled(source.stem)
    if isinstance(source, bytes):
        return parse_document(source, format, policies=policies)
    _refuse_path(source)
    data = source.encode("utf-8", "surrogatepass")
    return parse_document(data, format or "text", policies=policies)


def _refuse_path(text: str) -> None:
    """Raise BadInput for the name of a document where its text is wanted."""
    suffixes = tuple(suffix for reader in READERS for suffix in reader.suffixes if suffix)
    if text.endswith(suffixes) and "\n" not in text and len(text) < 256 and Path(text).is_file():
        raise BadInput(f"'{text}' is a file; give Path('{text}') to have it read.")


def _request(fields: RequestFields) -> JobRequest:
    given: dict[str, Any] = dict(fields)
    for name in ("dictionary", "cover"):
        if isinstance(given.get(name), Path):
            given[name] = read_input_file(given[name], name)
    return validated(JobRequest, given)

"""What a finished job left in the store: its forms by suffix, and how they are fetched."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from producer.farm import Farm
from producer.jobs.progress import require_done
from voicefarm.artifacts.keys import captions_key, programme_key, report_key, report_page_key
from voicefarm.errors import BadInput, ObjectMissing
from voicefarm.messages import Output, Report, ReportSummary
from voicefarm.store import Store

AUDIO = tuple(form.value for form in Output)
OTHER_RESULTS: Mapping[str, Callable[[str], str]] = {
    "srt": lambda job: captions_key(job, "srt"),
    "vtt": lambda job: captions_key(job, "vtt"),
    "html": report_page_key,
    "json": report_key,
}


def result_key(job: str, path: Path) -> str:
    """The store key of the result that a path's suffix asks for. Raises BadInput."""
    suffix = _suffix(path)
    if suffix in AUDIO:
        return programme_key(job, suffix)
    if suffix not in OTHER_RESULTS:
        known = ", ".join(f".{suffix}" for suffix in (*AUDIO, *OTHER_RESULTS))
        raise BadInput(f"'{path}' has a suffix that no result has; give one of: {known}.")
    return OTHER_RESULTS[suffix](job)


def audio_forms(paths: Iterable[Path]) -> tuple[Output, ...]:
    """The forms of the programme among the results; a WAV if none is wanted."""
    forms = (Output(suffix) for path in paths if (suffix := _suffix(path)) in AUDIO)
    return tuple(dict.fromkeys(forms)) or (Output.WAV,)


def fetch_results(farm: Farm, job: str, paths: Sequence[Path]) -> None:
    """Copy a finished job's results to files; a path's suffix says which.

    Raises UnknownName, JobFailed, JobCancelled, and BadInput if the job isn't done or was not made
    in such a form.
    """
    keys = [result_key(job, path) for path in paths]
    status = farm.ledger.status(job)
    require_done(status)
    if not status.ended:
        raise BadInput(
            f"Job '{job}' is not done ({status.done} of {status.chunks} chunks); "
            f"`voicefarm wait {job}` tells when it is."
        )
    for key, path in zip(keys, paths, strict=True):
        _fetch(farm.store, job, key, path)


def read_summary(store: Store, job: str) -> ReportSummary:
    """The summary at the end of the job's report. Raises ObjectMissing."""
    return Report.model_validate_json(store.get(report_key(job))).summary


def _fetch(store: Store, job: str, key: str, path: Path) -> None:
    try:
        store.download(key, path)
    except OSError as error:
        raise BadInput(
            f"'{path}' can't be written ({error.strerror}); give another file name."
        ) from error
    except ObjectMissing as error:
        raise BadInput(
            f"Job '{job}' was not made as {path.suffix}; submit it again with "
            f"{path.suffix.lstrip('.')} among its forms: its takes are kept."
        ) from error


def _suffix(path: Path) -> str:
    return path.suffix.lower().lstrip(".")

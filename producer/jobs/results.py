"""What a finished job left in the store: its forms by suffix, and how they are fetched."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from producer.jobs.output_files import EPUB, is_chapter_name, save_results
from producer.jobs.progress import require_done
from producer.publishing.epub import FORM as EPUB_SOUND
from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import (
    captions_key,
    chapter_index_key,
    programme_key,
    report_key,
    report_page_key,
)
from voicefarm.errors import BadInput, BrokenJob, ObjectMissing, UnknownName, did_you_mean
from voicefarm.forms import SUFFIXES, Output
from voicefarm.ledger import Ledger
from voicefarm.messages import Report, ReportSummary
from voicefarm.resumption import status_of
from voicefarm.store import Store
from voicefarm.wording.counting import clock, counted
from voicefarm.wording.paths import shown

AUDIO: Mapping[str, Output] = SUFFIXES
OTHER_RESULTS: Mapping[str, Callable[[str], str]] = {
    "srt": lambda job: captions_key(job, "srt"),
    "vtt": lambda job: captions_key(job, "vtt"),
    "captions.json": lambda job: captions_key(job, "json"),
    "epub": lambda job: chapter_index_key(job, EPUB_SOUND),
    "html": report_page_key,
    "json": report_key,
}

KNOWN = (*AUDIO, *OTHER_RESULTS)
"""The suffixes of all results, without their dots."""


def checked_outputs(suffixes: Sequence[Any]) -> tuple[str, ...]:
    """The suffixes, without their dots. Raises BadInput for one that no result has."""
    outputs = tuple(dict.fromkeys(str(suffix).lower().lstrip(".") for suffix in suffixes))
    for suffix in outputs:
        if suffix not in KNOWN:
            raise UnknownName.of("Form", suffix, KNOWN, field="outputs")
    return outputs


def check_folder(folder: Path) -> None:
    """Raise BadInput if results of many texts would go to what is named as one result is."""
    if suffix_of(folder) in KNOWN and not folder.is_dir():
        raise BadInput(
            f"{shown(folder)} names one result; give a folder for those of many texts.",
            field="folder",
        )


def result_key(job: str, path: Path) -> str:
    """The store key of the result that a path's suffix names. Raises BadInput."""
    suffix = suffix_of(path)
    if suffix not in KNOWN:
        known = ", ".join(f".{suffix}" for suffix in KNOWN)
        meant = did_you_mean(suffix, KNOWN)
        raise BadInput(
            f"{shown(path)} has a suffix that no result has; give one of: {known}.{meant}"
        )
    if is_chapter_name(path) and suffix in AUDIO:
        return chapter_index_key(job, AUDIO[suffix])
    if suffix in AUDIO:
        return programme_key(job, AUDIO[suffix])
    return OTHER_RESULTS[suffix](job)


def result_keys(job: str, paths: Iterable[Path]) -> dict[Path, str]:
    """The store keys of the results that the paths' suffixes name. Raises BadInput."""
    return {path: result_key(job, path) for path in paths}


def suffix_of(path: Path) -> str:
    """The suffix that says which result is wanted, without its dot: `wav`, `captions.json`."""
    name = f".{path.name.lower()}"
    if str(path) == "-":
        return Output.WAV.value
    both = "captions.json"
    return both if name.endswith(f".{both}") else path.suffix.lower().lstrip(".")


def audio_files(paths: Iterable[Path]) -> dict[Path, Output]:
    """Those of the results that are forms of the programme, whole or one file a chapter."""
    return {path: AUDIO[suffix] for path in paths if (suffix := suffix_of(path)) in AUDIO}


def audio_forms(paths: Iterable[Path]) -> tuple[Output, ...]:
    """The forms of the whole programme among the results; a WAV if none is wanted."""
    whole = audio_files(path for path in paths if not is_chapter_name(path))
    return tuple(dict.fromkeys(whole.values())) or (Output.WAV,)


def chapter_forms(paths: Iterable[Path]) -> tuple[Output, ...]:
    """The forms in which the results have one file a chapter."""
    named = list(paths)
    forms = [*audio_files(filter(is_chapter_name, named)).values()]
    forms += [EPUB_SOUND for path in named if suffix_of(path) == EPUB]
    return tuple(dict.fromkeys(forms))


def fetch_results(
    store: Store,
    ledger: Ledger | None,
    job: str,
    paths: Sequence[Path],
    standard_output: int | None = None,
) -> None:
    """Copy a finished job's results to files; a path's suffix says which.

    Without a ledger the store alone says what there is. Raises UnknownName, JobFailed,
    JobCancelled, ResultNotWritten, and BadInput if the job isn't done or was not made in such a
    form.
    """
    keys = result_keys(job, paths)
    if ledger:
        _require_ended(ledger, store, job)
    _require_results(store, job, keys)
    save_results(store, job, keys, standard_output)


def first_form(jobs: JobReader, job: str) -> Output:
    """The first form in which the job was wanted; WAV for a job without its files."""
    try:
        return jobs.manifest(job).spec.outputs[0]
    except (ObjectMissing, BrokenJob):  # what is missing is said when it is fetched
        return Output.WAV


def read_summary(store: Store, job: str) -> ReportSummary:
    """The summary at the end of the job's report. Raises ObjectMissing."""
    return Report.of_any_version(store.get(report_key(job))).summary


def _require_ended(ledger: Ledger, store: Store, job: str) -> None:
    """Raise unless the job is done; one that the ledger has lost is done if it is in the store."""
    status = status_of(ledger, store, job)
    require_done(status)
    if not status.ended:
        raise BadInput(
            f"Job '{status.job}' is not done ({status.done} of {counted(status.chunks, 'chunk')}); "
            f"`voicefarm wait {status.job}` shows when it is."
        )


def _require_results(store: Store, job: str, keys: Mapping[Path, str]) -> None:
    """Raise BadInput unless all of them lie in the store."""
    if store.size(report_key(job)) is None:
        raise UnknownName(f"Job '{job}' has no results in the store; check its id and the store.")
    for path, key in keys.items():
        if store.size(key) is None:
            raise BadInput(
                f"Job '{job}' was not made as {path.suffix}; submit it again with "
                f"{_wanted_for(path)}: its takes are kept."
            )


def _wanted_for(path: Path) -> str:
    """What a request must have so that a result is made."""
    if forms := chapter_forms([path]):
        return f"{forms[0]} among the forms that have a file for each chapter"
    return f"{suffix_of(path)} among its forms"


def overrun_sentence(summary: ReportSummary) -> str:
    """How many cues go on behind their end, and which one does most; empty if none does."""
    worst = summary.longest_overrun
    if worst is None:
        return ""
    cues = counted(summary.overruns, "cue")
    goes = "goes" if summary.overruns == 1 else "go"
    return (
        f"{cues} {goes} on behind the time given: the one at {clock(worst.start_ms / 1000)} by "
        f"{worst.over_ms / 1000:.1f} s; report.json lists all"
    )

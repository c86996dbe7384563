"""Where results go: the paths after -o, whose suffixes say what is wanted."""

from collections.abc import Callable, Mapping
from pathlib import Path

from voicefarm.artifacts.keys import captions_key, programme_key, report_key, report_page_key
from voicefarm.errors import BadInput
from voicefarm.forms import Output

AUDIO = tuple(form.value for form in Output)
OTHER_RESULTS: Mapping[str, Callable[[str], str]] = {
    "srt": lambda job: captions_key(job, "srt"),
    "vtt": lambda job: captions_key(job, "vtt"),
    "html": report_page_key,
    "json": report_key,
}


def output_paths(wanted: list[Path], default: str) -> list[Path]:
    """Where the results go, checked before any work is done. Raises BadInput."""
    paths = wanted or [Path(default)]
    for path in paths:
        if path.is_dir():
            raise BadInput(f"'{path}' is a folder; give -o a file name such as {path / 'out.wav'}.")
        if not path.absolute().parent.is_dir():
            raise BadInput(f"There is no folder '{path.absolute().parent}'; make it or mend -o.")
        if wanted:
            result_key("", path)
    return paths


def default_output(file: str) -> str:
    """What the result is called when nobody says."""
    return "narration.wav" if file == "-" else f"{Path(file).stem}.wav"


def audio_forms(paths: list[Path]) -> tuple[str, ...]:
    """The forms of the programme among the results; a WAV if none is wanted."""
    forms = [suffix for path in paths if (suffix := _suffix(path)) in AUDIO]
    return tuple(dict.fromkeys(forms)) or ("wav",)


def result_key(job: str, path: Path) -> str:
    """The store key of the result that a path's suffix asks for. Raises BadInput."""
    suffix = _suffix(path)
    if suffix in AUDIO:
        return programme_key(job, suffix)
    if suffix not in OTHER_RESULTS:
        known = ", ".join(f".{suffix}" for suffix in (*AUDIO, *OTHER_RESULTS))
        raise BadInput(f"'{path}' has a suffix that no result has; give one of: {known}.")
    return OTHER_RESULTS[suffix](job)


def _suffix(path: Path) -> str:
    return path.suffix.lower().lstrip(".")

"""Where results go: the paths after -o, whose suffixes say what is wanted."""

from pathlib import Path

from producer.jobs.results import result_key
from voicefarm.errors import BadInput


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

"""Where results go: the paths after -o, whose suffixes say which results."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, TextIO

import typer

from producer.documents.web.arguments import name_of
from producer.jobs.output_files import check_output_files, is_standard_output
from producer.jobs.results import KNOWN, result_key
from producer.listening.pipe_player import Pipe, named_pipe
from voicefarm.errors import BadInput

Outs = Annotated[
    list[Path],
    typer.Option(
        "-o",
        "--out",
        help="A file for the result, or - for stdout (also -.mp3 and the like). Repeatable. "
        f"The suffix is one of {', '.join(KNOWN)}.",
    ),
]

STDIN, STDOUT, STDERR = 0, 1, 2
STDOUT_NAMES = frozenset({"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})


def output_paths(
    wanted: Sequence[Path], default: str, inputs: Mapping[str, Path | int] | None = None
) -> list[Path]:
    """Where the results go, checked before any work is done. Raises BadInput.

    `inputs` are the files that are read for it, by what messages call them.
    """
    paths = list(wanted) or [Path(default)]
    check_output_files(paths, inputs or {})
    for path in wanted:
        result_key("", path)
    return paths


def input_files(
    file: str, cover: Path | None, dictionary: Path | None, play_to: Path | None
) -> dict[str, Path | int]:
    """What a result must not overwrite, by what messages call it."""
    named: dict[str, Path | int | None] = {
        "the text itself": STDIN if file == "-" else Path(file),
        "the cover": cover,
        "the dictionary": dictionary,
        "where the sound is played to": STDOUT if str(play_to) in STDOUT_NAMES else play_to,
    }
    return {name: place for name, place in named.items() if place is not None and _is_there(place)}


def sound_pipe(path: Path) -> Pipe:
    """Where --play-to leads. Raises BadInput for all but a pipe and the standard output.

    With the standard output, all that this process prints goes to stderr from now on.
    """
    if str(path) not in STDOUT_NAMES:
        return named_pipe(path)
    if _shows_nothing_or_text(sys.stdout):
        raise BadInput(
            "The standard output is a terminal or closed; give the sound to a player: "
            "voicefarm narrate FILE --play-to - | mpv -"
        )
    sound = os.dup(STDOUT)
    os.dup2(STDERR, STDOUT)
    return Pipe(sound)


def kept_standard_output(paths: Sequence[Path], play_to: Path | None = None) -> int | None:
    """A descriptor for the result that goes to the standard output; None if there is none.

    All that this process prints goes to stderr from now on. Raises BadInput.
    """
    if not any(map(is_standard_output, paths)):
        return None
    if str(play_to) in STDOUT_NAMES:
        raise BadInput("The standard output plays the sound already; give the result a file.")
    if _shows_nothing_or_text(sys.stdout):
        raise BadInput(
            "The standard output is a terminal or closed; give the result to a file or a program: "
            "voicefarm narrate FILE -o - > out.wav"
        )
    kept = os.dup(STDOUT)
    os.dup2(STDERR, STDOUT)
    return kept


def _shows_nothing_or_text(stdout: TextIO) -> bool:
    """Whether it is a terminal, or was closed: see `open_standard_streams`."""
    return stdout.isatty() or stdout.name == os.devnull


def default_output(file: str) -> str:
    """The name of the result if none is given."""
    return "narration.wav" if file == "-" else f"{name_of(file)}.wav"


def _is_there(place: Path | int) -> bool:
    try:
        os.stat(place)  # noqa: PTH116 - of a descriptor too
    except (OSError, ValueError):
        return False
    return True

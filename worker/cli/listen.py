"""`listen`: the worker's part of the command, which gets the spoken text on its stdin."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicefarm.console import Json, say, say_json
from voicefarm.recognizers.choice import listening_recognizer
from voicefarm.settings import load_settings
from voicefarm.wording.counting import clock, counted

if TYPE_CHECKING:
    from worker.quality.checks.word_errors import WordErrors

SHOWN = 10
"""Passages that are printed for people."""


def listen_to_file(
    file: Annotated[Path, typer.Argument(help="The programme.")],
    language: Annotated[str, typer.Option(help="The text's language.")] = "en",
    json: Json = False,
) -> None:
    """Compare a programme with its text, which comes on stdin as it is spoken."""
    # Libraries of sound: every other command of the worker begins without them.
    from worker.model_files.recognizer_files import recognizer_folder
    from worker.quality.instruments.whisper import Whisper
    from worker.quality.listening import listen

    settings = load_settings()
    wanted = settings.verify_model
    recognizer = listening_recognizer(wanted, settings.recognizers(), language)
    place = recognizer_folder(recognizer) if recognizer else wanted
    name = recognizer.name if recognizer else wanted
    whisper = Whisper.open(name, place, settings.threads or 2)
    told = listen(file, sys.stdin.read(), language, whisper)
    if json:
        say_json({"recognizer": name, "word_error_rate": round(told.rate, 4), **asdict(told)})
    else:
        _print(file, name, told)


def _print(file: Path, recognizer: str, told: "WordErrors") -> None:
    say(
        f"{file}: {told.rate:.1%} of {counted(told.words, 'word')} heard otherwise, by {recognizer}"
    )
    worst = sorted(told.passages, key=lambda passage: -passage.errors)[:SHOWN]
    for passage in sorted(worst, key=lambda passage: passage.start_s):
        heard = f"“{passage.heard}”" if passage.heard else "nothing"
        say(f"  {clock(passage.start_s):>7}  “{passage.text}” was heard as {heard}")

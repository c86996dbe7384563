"""`transcribe` and `voice-activity`: what is said in a recording and when, for the gateway."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicefarm.console import Json, say, say_json
from voicefarm.recognizers.choice import writing_recognizer
from voicefarm.settings import load_settings

if TYPE_CHECKING:
    from worker.quality.transcription import Transcription

AudioFile = Annotated[Path, typer.Argument(metavar="FILE", help="A WAV, FLAC, MP3 or Ogg file.")]


def add_to(app: typer.Typer) -> None:
    """Add both commands to the worker's."""
    app.command("transcribe")(transcribe_file)
    app.command("voice-activity")(voice_activity_of_file)


def transcribe_file(
    file: AudioFile,
    language: Annotated[
        str | None, typer.Option(help="The recording's language; recognized by default.")
    ] = None,
    recognizer: Annotated[
        str | None, typer.Option(help="One of the recognizers; by default the best that is here.")
    ] = None,
    words: Annotated[
        bool, typer.Option("--words", help="Also say when each word is said.")
    ] = False,
    json: Json = False,
) -> None:
    """Write down what is said in a recording."""
    # Libraries of sound: every other command of the worker begins without them.
    from worker.model_files.recognizer_files import recognizer_folder
    from worker.quality.instruments.whisper import Whisper
    from worker.quality.transcription import transcribed

    settings = load_settings()
    chosen = writing_recognizer(settings.recognizers(), recognizer, language)
    whisper = Whisper.open(chosen.name, recognizer_folder(chosen), settings.threads or 2)
    made: Transcription = transcribed(file, language, whisper, words=words)
    if json:
        say_json({"recognizer": chosen.name, **made.fields()})
    else:
        say(made.text)


def voice_activity_of_file(file: AudioFile, json: Json = False) -> None:
    """Say where somebody speaks in a recording."""
    from worker.quality.transcription import spoken_parts

    parts, duration_s = spoken_parts(file)
    if json:
        rows = [{"start": start, "end": end} for start, end in parts]
        say_json({"duration": duration_s, "segments": rows})
    else:
        say("\n".join(f"{start:.2f} {end:.2f}" for start, end in parts))

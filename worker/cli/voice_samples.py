"""Commands to hear voices and to carry them: `voices hear|compare|export|import`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from voicefarm.console import Json, say, say_json, say_table
from voicefarm.errors import BadInput
from voicefarm.settings import load_settings
from voicefarm.wording.paths import reason_of, shown
from worker.cli.work import Model

_Language = Annotated[
    str | None, typer.Option(help="The language to speak; the voice's first one.")
]
_Codec = Annotated[str, typer.Option(help="The codec whose voices they are.")]
_Out = Annotated[Path | None, typer.Option("-o", "--out", help="The file to write.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the group `voices`."""
    for name, command in (
        ("hear", hear),
        ("compare", compare),
        ("export", export_voices),
        ("import", import_voices),
    ):
        app.command(name)(command)


def hear(
    voice: Annotated[str, typer.Argument(help="A voice, or MODEL/VOICE.")],
    model: Model = None,
    language: _Language = None,
    text: Annotated[str | None, typer.Option(help="What to say; a sample sentence.")] = None,
    out: _Out = None,
    json: Json = False,
) -> None:
    """Have a voice say a sentence. Its sample is kept in the store, so it is spoken once.

    By default it is written to VOICE.wav. `-o -` writes it to the standard output.
    """
    from worker.voices.samples import heard, named_voice

    settings = load_settings(model=model)
    path = out or Path(f"{voice.strip('/').replace('/', '-')}.wav")
    _check_file(path)
    named = named_voice(settings, _within(voice, model), language)
    sample = heard(settings, named, text)
    _write(path, sample.wav)
    if json:
        told = {"model": named.model.name, "voice": named.voice, "language": named.language}
        say_json(told | {"path": str(path), "text": sample.text, "kept": sample.is_kept})
    elif str(path) != "-":
        say(f"{path}: {named.name}, {named.language}: “{sample.text}”")


def compare(
    words: Annotated[
        list[str], typer.Argument(metavar="VOICE... TEXT", help="Two voices or more, and a text.")
    ],
    model: Model = None,
    language: _Language = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write to.")] = Path(),
    json: Json = False,
) -> None:
    """Have several voices say the same text, each into a file of its own.

    A voice of another model is named MODEL/VOICE.
    """
    from voicefarm.artifacts.samples import wav_of
    from worker.voices.samples import compared, named_voice

    *names, text = words
    check_folder(out)
    if len(names) < 2:
        raise BadInput("Name two voices or more, and then the text in quotes.")
    settings = load_settings(model=model)
    voices = [named_voice(settings, _within(name, model), language) for name in names]
    rows = []
    for named, spoken in compared(settings, voices, text):
        path = out / f"{named.model.name}-{named.voice}.wav"
        _write(path, wav_of(spoken.pcm, spoken.rate))
        rows.append(
            {
                "voice": named.name,
                "language": named.language,
                "seconds": round(spoken.seconds, 2),
                "times_real_time": round(spoken.seconds / max(spoken.wall_s, 1e-6), 1),
                "path": str(path),
            }
        )
    if json:
        say_json(rows)
    else:
        say_table(
            ("VOICE", "LANGUAGE", "SECONDS", "× REAL TIME", "FILE"),
            (tuple(str(value) for value in row.values()) for row in rows),
        )


def export_voices(
    names: Annotated[list[str], typer.Argument(metavar="[VOICE]...", help="Only these.")] = [],  # noqa: B006
    codec: _Codec = "neucodec",
    out: _Out = None,
    json: Json = False,
) -> None:
    """Write enrolled voices as a voices.json, which VieNeu-TTS reads too."""
    from worker.voices.sharing import exported

    path = out or Path("voices.json")
    _check_file(path)
    content = exported(load_settings().open_store(), codec, names)
    _write(path, content)
    if json:
        say_json({"path": str(path), "codec": codec})
    elif str(path) != "-":
        say(str(path))


def import_voices(
    file: Annotated[Path, typer.Argument(help="A voices.json of VieNeu-TTS's format.")],
    names: Annotated[list[str], typer.Argument(metavar="[VOICE]...", help="Only these.")] = [],  # noqa: B006
    codec: _Codec = "neucodec",
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite voices of these names.")
    ] = False,
    json: Json = False,
) -> None:
    """Enrol the voices of a voices.json, so that all models of their codec can speak in them."""
    from worker.voices.sharing import chosen, read_presets, store_presets

    voices = chosen(read_presets(file, codec), names)
    store = load_settings().open_store()
    store.check()
    places = store_presets(store, codec, voices, replace=replace)
    if json:
        say_json(places)
        return
    for voice in voices:
        other = f", in the file '{voice.called}'" if voice.called != voice.name else ""
        say(f"Voice '{voice.name}'{other}: {places[voice.name]}")


def _within(voice: str, model: str | None) -> str:
    return f"{model}/{voice}" if model and "/" not in voice else voice


def _check_file(path: Path) -> None:
    """Raise BadInput, before work, if no file can be written there."""
    if path.is_dir():
        raise BadInput(f"{shown(path)} is a folder; name a file in it.", field="out")
    check_folder(path.parent)


def check_folder(path: Path) -> None:
    """Raise BadInput, before work, if a file stands where the folder is to be."""
    for folder in (path, *path.parents):
        if folder.exists() and not folder.is_dir():
            raise BadInput(f"{shown(folder)} is a file; name a folder.", field="out")


def _write(path: Path, content: bytes) -> None:
    """Write a file, or the standard output for `-`. Raises BadInput."""
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(
            f"{shown(path)} can't be written ({reason_of(error)}); name another.", field="out"
        ) from error

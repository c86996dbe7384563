"""Commands for voices: `voices list|add`, and those of `voice_samples`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from voicefarm.artifacts.keys import enrolled_key
from voicefarm.artifacts.voices import checked_voice_name, with_all_voices
from voicefarm.console import Json, command_group, say, say_json, say_table
from voicefarm.errors import BadInput
from voicefarm.languages.tags import canonical_tag, language_name, primary
from voicefarm.model_choice import candidates
from voicefarm.models import Model as SpeechModel
from voicefarm.models import Voice
from voicefarm.settings import load_settings
from voicefarm.store import JSON
from worker.cli import voice_samples
from worker.cli.work import Model

voices_app = command_group("List voices, and make your own.", invoke_without_command=True)
voice_samples.add_to(voices_app)


_Language = Annotated[
    str | None, typer.Option(help="Only the voices of this language, such as de or pt-BR.")
]
MOST_ROWS = 40
"""Voices that are listed one by one; of a model with more, its languages are listed."""


@voices_app.callback()
def list_without_a_command(
    context: typer.Context,
    model: Model = None,
    language: _Language = None,
    json: Json = False,
) -> None:
    """List voices, and make voices of your own. Without a command, list them."""
    if context.invoked_subcommand is None:
        list_voices(model, language, json)


@voices_app.command("list")
def list_voices(model: Model = None, language: _Language = None, json: Json = False) -> None:
    """List the voices of a model: its own and the enrolled ones."""
    settings = load_settings(model=model)
    chosen = with_all_voices(settings.catalogue()[candidates(settings)[0]], settings.open_store())
    voices = chosen.voices
    if language is not None:
        spoken = chosen.language_for(given_tag(language), field=("language",))
        voices = {name: voice for name, voice in voices.items() if spoken in voice.languages}
    if json:
        say_json({name: voice.model_dump(mode="json") for name, voice in voices.items()})
    elif len(voices) > MOST_ROWS:
        _say_languages(chosen)
    else:
        _say_voices(chosen, voices)


def given_tag(language: str) -> str:
    """The language's tag as models list it. Raises BadInput."""
    try:
        return canonical_tag(language)
    except ValueError as error:
        raise BadInput(f"{error}.", field="language") from error


def _say_voices(model: SpeechModel, voices: Mapping[str, Voice]) -> None:
    say_table(
        ("VOICE", "LANGUAGES", "DEFAULT FOR", "DESCRIPTION"),
        (
            (
                name,
                ",".join(voice.languages),
                ",".join(code for code, usual in model.default_voices.items() if usual == name),
                voice.description,
            )
            for name, voice in voices.items()
        ),
    )


def _say_languages(model: SpeechModel) -> None:
    """One line a language with its voices, the usual one first."""
    by_language: dict[str, dict[str, None]] = {}
    for tag in model.languages:
        names = by_language.setdefault(primary(tag), {})
        if usual := model.default_voices.get(tag):
            names[usual] = None
        names.update(
            dict.fromkeys(n for n, voice in model.voices.items() if tag in voice.languages)
        )
    say_table(
        ("LANGUAGE", "TAG", "VOICES, THE USUAL ONE FIRST"),
        ((language_name(tag), tag, ", ".join(names)) for tag, names in by_language.items()),
    )


@voices_app.command("add")
def add_voice(
    name: Annotated[str, typer.Argument(help="The name of the new voice.")],
    audio: Annotated[Path, typer.Option(help="3 to 15 seconds of one person speaking.")],
    text: Annotated[str, typer.Option(help="Exactly what the recording says.")],
    description: Annotated[str, typer.Option(help="A description that `voices list` shows.")] = "",
    codec: Annotated[
        str, typer.Option(help="The codec of the models that will use the voice.")
    ] = "neucodec",
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite a voice of this name.")
    ] = False,
    json: Json = False,
) -> None:
    """Make a voice from a recording, for models that imitate a reference, and store it."""
    from worker.engines.speechlm.codecs.enrolment import enrol, enrolment_for

    enrolment = enrolment_for(codec)
    store = load_settings().open_store()
    store.check()
    key = enrolled_key(codec, checked_voice_name(name))
    if store.size(key) is not None and not replace:
        raise BadInput(
            f"Voice '{name}' is enrolled already; add --replace, or choose another name."
        )
    voice = enrol(audio, text, enrolment, description=description)
    store.put(key, voice.to_json(), JSON)
    place = store.locate(key)
    if json:
        say_json({"voice": name, "place": place, "codes": len(voice.codes)})
    else:
        say(f"Voice '{name}' has {len(voice.codes)} codes: {place}")

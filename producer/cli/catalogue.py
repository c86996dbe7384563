"""The commands that show what can speak: models and voices."""

import typer

from producer.cli import options
from producer.cli.output import Json, say_json, say_table
from voicefarm.settings import load_settings


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(models)
    app.command()(voices)


def models(json: Json = False) -> None:
    """List the models, each one file in config/models or in `models_dir`."""
    found = load_settings().catalogue()
    if json:
        say_json([model.model_dump(mode="json") for model in found.values()])
        return
    say_table(
        ("MODEL", "LANGUAGES", "VOICES", "LICENCE", "DESCRIPTION"),
        (
            (
                model.name,
                ",".join(sorted(model.default_voices)),
                len(model.voices),
                model.licence,
                model.description,
            )
            for model in found.values()
        ),
    )


def voices(model: options.Model = None, json: Json = False) -> None:
    """List the voices of a model."""
    settings = load_settings(model=model)
    chosen = settings.catalogue()[settings.model]
    if json:
        say_json({name: voice.model_dump(mode="json") for name, voice in chosen.voices.items()})
        return
    say_table(
        ("VOICE", "LANGUAGES", "DEFAULT FOR", "DESCRIPTION"),
        (
            (
                name,
                ",".join(voice.languages),
                ",".join(code for code, it in chosen.default_voices.items() if it == name),
                voice.description,
            )
            for name, voice in chosen.voices.items()
        ),
    )

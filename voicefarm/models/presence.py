"""Which voices of a model have their files on this machine."""

from collections.abc import Iterable

from voicefarm.errors import BadInput, listed
from voicefarm.models import Model
from voicefarm.weights import places


def missing_voices(model: Model) -> tuple[str, ...]:
    """The voices that can't speak here, because their own files are elsewhere."""
    return tuple(
        name
        for name, voice in model.voices.items()
        if not all(
            places.is_here(source, model.folder) for source in places.sources_in(voice.settings)
        )
    )


def with_voices_here(model: Model, wanted: Iterable[tuple[Iterable[str], str]]) -> Model:
    """The model with those voices alone that can speak on this machine.

    If a language's usual voice can't, another one that speaks the language stands in for it.
    Raises BadInput if a wanted voice can't; each of `wanted` stands behind the field that names it.
    """
    missing = missing_voices(model)
    if not missing:
        return model
    for field, name in wanted:
        if name in missing:
            raise BadInput(_absent(name, model, missing), field=field)
    voices = {name: voice for name, voice in model.voices.items() if name not in missing}
    usual = {
        language: name if name in voices else next(iter(others), "")
        for language, name in model.default_voices.items()
        for others in ([n for n, voice in voices.items() if language in voice.languages],)
    }
    usual = {language: name for language, name in usual.items() if name}
    return model.model_copy(update={"voices": voices, "default_voices": usual})


def _absent(name: str, model: Model, missing: Iterable[str]) -> str:
    here = [voice for voice in model.voices if voice not in missing]
    instead = f", or name one of {listed(here)}" if here else ""
    return f"'{name}' is not on this machine; run `voicefarm models pull {model.name}`{instead}."

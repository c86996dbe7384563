"""A voice's sample: spoken once, kept in the store, and read from there afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from voicefarm.artifacts.samples import keep_sample, read_sample, wav_of
from voicefarm.artifacts.voices import with_voice
from voicefarm.errors import NothingToSay, UnknownName
from voicefarm.languages import Language
from voicefarm.model_choice import candidates
from voicefarm.models import Catalogue, Model
from voicefarm.settings import Settings
from voicefarm.store import Store
from worker.voices.sample_texts import sample_text
from worker.voices.soloist import Solo, Soloist, soloist


@dataclass(frozen=True, slots=True)
class NamedVoice:
    """A voice of a model, and the language that it is to speak."""

    model: Model
    voice: str
    language: Language

    @property
    def name(self) -> str:
        """By which it is named among voices of several models."""
        return f"{self.model.name}/{self.voice}"


@dataclass(frozen=True, slots=True)
class Sample:
    """A voice's sample, as a WAV file."""

    wav: bytes
    text: str
    """What it says."""
    is_kept: bool
    """Whether the store had it already."""


def named_voice(settings: Settings, name: str, language: str | None) -> NamedVoice:
    """`VOICE` of the usual model, or `MODEL/VOICE`, in its first language if none is given.

    Raises UnknownName, BadInput.
    """
    catalogue, store = settings.catalogue(), settings.open_store()
    model_name, _, voice = name.rpartition("/")
    if model_name and model_name not in catalogue:
        raise UnknownName.of("Model", model_name, catalogue)
    model = catalogue[model_name] if model_name else _model_with(settings, catalogue, store, voice)
    model = with_voice(model, store, voice)
    if voice not in model.voices:
        raise UnknownName.of("Voice", voice, model.voices, f" to model '{model.name}'")
    languages = model.voices[voice].languages
    tag = model.language_for(language, field=("language",)) if language else languages[0]
    model.voice_for(tag, voice)
    return NamedVoice(model, voice, tag)


def _model_with(settings: Settings, catalogue: Catalogue, store: Store, voice: str) -> Model:
    """The first model that may speak and has the voice, or the first one of all."""
    models = [catalogue[name] for name in candidates(settings, None, catalogue)]
    having = [model for model in models if voice in with_voice(model, store, voice).voices]
    return (having or models)[0]


def check_text(text: str, *field: str) -> None:
    """Raise NothingToSay for a text without a letter or a figure."""
    if not any(character.isalnum() for character in text):
        sentence = "give a text with words."
        raise NothingToSay(sentence if field else sentence.capitalize(), field=field)


def heard(settings: Settings, named: NamedVoice, text: str | None = None) -> Sample:
    """The voice's sample, or another `text` in its voice, which is not kept.

    The model is loaded for what the store doesn't have. Raises BadInput, EngineUnavailable,
    SynthesisFailed.
    """
    if text is not None:
        check_text(text, "text")
    store = settings.open_store()
    words = text or sample_text(named.language)
    kept = read_sample(store, named.model, named.voice, named.language) if text is None else None
    if kept:
        return Sample(kept, words, is_kept=True)
    with soloist(settings, named.model, store) as solo:
        spoken = solo.speak(words, named.language, named.voice)
    wav = wav_of(spoken.pcm, spoken.rate)
    if text is None:
        keep_sample(store, named.model, named.voice, named.language, wav)
    return Sample(wav, words, is_kept=False)


def compared(
    settings: Settings, voices: Sequence[NamedVoice], text: str
) -> Iterator[tuple[NamedVoice, Solo]]:
    """The text in each of the voices. Each model is loaded once. Raises as `heard` does."""
    check_text(text)
    store = settings.open_store()
    with ExitStack() as loaded:
        soloists: dict[str, Soloist] = {}
        for named in voices:
            name = named.model.name
            if name not in soloists:
                soloists[name] = loaded.enter_context(soloist(settings, named.model, store))
            yield named, soloists[name].speak(text, named.language, named.voice)

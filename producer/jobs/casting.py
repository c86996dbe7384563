"""Who speaks by which model and in which language.

The model is the job's own, or a further one that a speaker names (a guest). A speaker who names a
language is read by its rules, and in a voice that speaks it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from producer.directions.speaker_labels import with_speakers
from producer.documents.document import Document
from producer.documents.speakers import SpeakerSettings
from producer.jobs.language_choice import check_readable, choose_language, stated_language
from producer.jobs.request import JobRequest
from producer.jobs.voice_choice import (
    Speakers,
    check_speed,
    field_of,
    speakers_by,
    wanted_voices,
    with_enrolled_voices,
)
from voicefarm.errors import BadInput, BadSetting, UnknownName
from voicefarm.languages import Language
from voicefarm.languages.tags import fitting_tag
from voicefarm.messages import LANES, Guest
from voicefarm.models import Catalogue, Model
from voicefarm.models.presence import with_voices_here
from voicefarm.settings import Settings
from voicefarm.store import Store


@dataclass(frozen=True, slots=True)
class Cast:
    """A script's speakers, and the models by which they speak."""

    own: Model
    guests: Mapping[str, Model]
    """Further models by name, with the voices that their speakers name."""
    speakers: Speakers
    """All of them; one who speaks by the job's own model names none."""

    def speakers_by(self, model: str = "") -> Speakers:
        """Those who speak by one of the guests, or by the job's own model."""
        return {name: one for name, one in self.speakers.items() if one.model == model}

    @property
    def narrowest(self) -> Model:
        """The own model with what all models can do: how a text is cut, and which sounds it has."""
        models = [self.own, *self.guests.values()]
        shared = {
            language: " ".join(
                sound for sound in sounds.split() if _all_know(sound, language, models)
            )
            for language, sounds in self.own.phonemes.items()
        }
        narrow = self.own.model_copy(
            update={"budget": min(model.budget for model in models), "phonemes": shared}
        )
        return narrow if self.guests else self.own


def _all_know(sound: str, language: Language, models: Iterable[Model]) -> bool:
    return all(sound in model.sounds(language) for model in models)


def leading_model(document: Document, speakers: Speakers) -> str | None:
    """The first speaker's model, if every passage has a speaker who names one.

    Then the model of the job has nothing to say, and no worker must serve it.
    """
    if not any(one.model for one in speakers.values()):
        return None
    blocks = with_speakers(document, speakers).blocks
    models = [speakers[block.speaker].model if block.speaker else "" for block in blocks]
    return models[0] if models and all(models) else None


def cast_of(
    own: Model,
    document: Document,
    request: JobRequest,
    speakers: Speakers,
    guests: Mapping[str, Model],
) -> Cast:
    """The cast, with those of the `guests` that have lines. Raises UnknownName for a speaker."""
    speakers = {
        name: one.model_copy(update={"model": ""}) if one.model == own.name else one
        for name, one in speakers.items()
    }
    if not any(one.model for one in speakers.values()):
        return Cast(own, {}, speakers)
    heard = {block.speaker for block in with_speakers(document, speakers).blocks}
    used = {one.model for name, one in speakers.items() if one.model and name in heard}
    if len(used) >= len(LANES):
        raise BadInput(f"The speakers name {len(used)} models; give them {len(LANES) - 1} at most.")
    for name, one in speakers.items():
        if one.model in used and one.model not in guests:
            raise UnknownName.of("Model", one.model, guests, field=field_of(request, name, "model"))
    return Cast(
        own,
        {name: guests[name] for name in sorted(used)},
        {name: one for name, one in speakers.items() if name in heard},
    )


def guest_models(
    settings: Settings, catalogue: Catalogue, store: Store, request: JobRequest, speakers: Speakers
) -> dict[str, Model]:
    """The models that speakers name, each with the enrolled voices that are named with it.

    Raises UnknownName, BadSetting, StoreUnreachable.
    """
    models = {}
    apart = request.model_copy(update={"voice": None})
    for speaker, one in speakers.items():
        name = one.model
        if not name or name in models:
            continue
        if name not in catalogue:
            subject = "" if (path := field_of(request, speaker, "model")) else _whose(speaker)
            raise UnknownName.of("Model", name, catalogue, subject, field=path)
        model = catalogue[name]
        theirs = {who: other for who, other in speakers.items() if other.model == name}
        if not settings.redis_url:
            model = with_voices_here(model, wanted_voices(apart, theirs))
        models[name] = with_enrolled_voices(model, store, apart, theirs)
    return models


def narrated(document: Document, speakers: Speakers) -> Document:
    """What is in the job's own language: all but the words of speakers who name one.

    Raises UnknownName for a speaker who isn't among them.
    """
    if not any(one.language for one in speakers.values()):
        return document
    blocks = with_speakers(document, speakers).blocks
    return replace(document, blocks=tuple(block for block in blocks if not block.language))


def narrators_language(
    document: Document, request: JobRequest, model: Model, speakers: Speakers
) -> Language:
    """The job's own language, as the model lists it. Raises BadInput as `choose_language` does.

    If nobody speaks it, it is that of the first speaker who speaks by the model.
    """
    rest = narrated(document, speakers)
    if not rest.blocks and stated_language(document, request) is None:
        heard = {block.speaker for block in with_speakers(document, speakers).blocks}
        for name, one in speakers_by(model.name, speakers).items():
            if name in heard and one.language:
                return _language_of(name, one, model, request)
    return choose_language(rest, request, model)


def with_languages(cast: Cast, document: Document, language: Language, request: JobRequest) -> Cast:
    """The cast with each speaker's language as the speaker's model lists it, and a voice for it.

    Raises UnknownName for a language that the model doesn't speak. Raises BadInput if it can't read
    most of what the speaker says.
    """
    if not any(one.language for one in cast.speakers.values()):
        return cast
    blocks = with_speakers(document, cast.speakers).blocks
    speakers = dict(cast.speakers)
    for name, one in cast.speakers.items():
        if not one.language:
            continue
        model = cast.guests[one.model] if one.model else cast.own
        tag = _language_of(name, one, model, request)
        words = replace(document, blocks=tuple(it for it in blocks if it.speaker == name))
        if not request.force:
            _check_words(name, words, tag, model)
        if tag == language and not one.model:
            speakers[name] = one.model_copy(update={"language": ""})
        else:
            voice = _voice_of(name, one, tag, model, request)
            speakers[name] = one.model_copy(update={"language": tag, "voice": voice})
    return replace(cast, speakers=speakers)


def _check_words(name: str, words: Document, language: Language, model: Model) -> None:
    """Raise BadInput, which names the speaker, if the model can't read most of the words."""
    try:
        check_readable(words, language, model, is_stated=True)
    except BadInput as error:
        raise BadInput(f"Speaker '{name}': {error.sentence}") from error


def _language_of(name: str, one: SpeakerSettings, model: Model, request: JobRequest) -> Language:
    """The speaker's language as the model lists it. Raises UnknownName, which names the speaker."""
    field = field_of(request, name, "language")
    if voice := model.voices.get(one.voice):
        model = model.model_copy(update={"voices": {one.voice: voice}, "enrols": None})
    try:
        return model.language_for(one.language, field=field)
    except UnknownName as error:
        if field:
            raise
        raise UnknownName(f"Speaker '{name}': {error.sentence}") from error


def _voice_of(
    name: str, one: SpeakerSettings, language: Language, model: Model, request: JobRequest
) -> str:
    """The named voice; of the job's own model the job's, if it speaks the language; the usual."""
    named = one.voice
    if not named and not one.model and request.voice in model.voices:
        named = request.voice if language in model.voices[request.voice].languages else ""
    return model.voice_for(language, named or None, field=field_of(request, name, "voice"))


def check_installed(catalogue: Catalogue, models: Sequence[str]) -> None:
    """Raise BadSetting if one of several models can't speak on this machine.

    A single one isn't looked at: its worker says best what it lacks.
    """
    for name in models if len(models) > 1 else ():
        if not catalogue[name].installed:
            raise BadSetting(
                f"Model '{name}', which a speaker names, is not installed here; "
                f"`voicefarm models check {name}` says what it lacks."
            )


def guest_of(model: Model, language: Language, request: JobRequest, speakers: Speakers) -> Guest:
    """What a job needs to know of a guest with these speakers. Raises BadInput."""
    tag = _language_by(model, language, speakers)
    voices, usual = {}, ""
    for name, one in speakers.items():
        field = field_of(request, name, "voice")
        voice = model.voice_for(one.language or tag, one.voice or None, field=field)
        voices[voice] = model.fingerprint(voice)
        usual = usual or (voice if not one.voice else "")
        speed = one.speed or request.speed
        subject = f"The speed of speaker '{name}',"
        check_speed(model, speed, subject, field_of(request, name, "speed"))
    ordered = dict(sorted(voices.items()))
    return Guest(language=tag, voice=usual or next(iter(ordered)), voices=ordered)


def _language_by(model: Model, language: Language, speakers: Speakers) -> Language:
    """The job's language as all named voices of the model speak it. Raises UnknownName.

    If each of its speakers names a language, it is the first one's.
    """
    own = {name: one for name, one in speakers.items() if not one.language}
    if not own:
        return next(iter(speakers.values())).language
    named = [voice for one in own.values() if (voice := model.voices.get(one.voice))]
    common = [tag for tag in model.languages if all(tag in voice.languages for voice in named)]
    return fitting_tag(language, common) or model.language_for(language)


def _whose(speaker: str) -> str:
    return f", which speaker '{speaker}' names"

"""Which voices speak: the job's own and those of a script's speakers, each looked up once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from producer.documents.document import Document
from producer.documents.speakers import SpeakerSettings
from producer.jobs.request import JobRequest
from voicefarm.artifacts.voices import with_voice
from voicefarm.errors import BadInput, UnknownName
from voicefarm.languages import Language
from voicefarm.languages.tags import fitting_tag
from voicefarm.messages import AS_THE_JOB, Delivery, Pauses, Recipe
from voicefarm.models import Model
from voicefarm.store import Store

Speakers = Mapping[str, SpeakerSettings]


@dataclass(frozen=True, slots=True)
class ChosenVoices:
    """The voices of one job, all of them the model's."""

    own: str
    """The job's, for text without a speaker."""
    fingerprints: Mapping[str, str]
    """Of every voice, the job's own among them."""


def merged_speakers(document: Document, request: JobRequest) -> dict[str, SpeakerSettings]:
    """The speakers of the document, each with what the request says of it."""
    speakers = dict(document.speakers or {})
    for name, changes in request.speakers.items():
        speakers[name] = speakers.get(name, SpeakerSettings()).changed_by(changes)
    return speakers


def with_enrolled_voices(
    model: Model, store: Store, request: JobRequest, speakers: Speakers
) -> Model:
    """The model with those of the named voices that were enrolled, or are blends of its own.

    Raises StoreUnreachable, and UnknownName or BadInput for a blend that can't be made.
    """
    for field, voice in wanted_voices(request, speakers):
        model = with_voice(model, store, voice, field=field)
    return model


def wanted_voices(request: JobRequest, speakers: Speakers) -> Iterator[tuple[tuple[str, ...], str]]:
    """The voices that are named, each behind the field that names it; () for the document."""
    if request.voice:
        yield ("voice",), request.voice
    for name, speaker in speakers.items():
        if speaker.voice:
            yield field_of(request, name, "voice"), speaker.voice


def choose_voices(
    model: Model, language: Language, request: JobRequest, speakers: Speakers
) -> ChosenVoices:
    """The voices that speak, with their fingerprints. Raises UnknownName."""
    own = model.voice_for(language, request.voice, field="voice")
    chosen = {own}
    for name, speaker in speakers.items():
        if speaker.voice:
            field = field_of(request, name, "voice")
            chosen.add(model.voice_for(speaker.language or language, speaker.voice, field=field))
    return ChosenVoices(own, {voice: model.fingerprint(voice) for voice in sorted(chosen)})


def check_wishes(model: Model, request: JobRequest) -> None:
    """Raise BadInput if the model lacks what the request names, whatever the text is."""
    voice = model.voices.get(request.voice or "")
    if request.voice and not voice:
        whose = f" to model '{model.name}'"
        raise UnknownName.of("Voice", request.voice, model.voices, whose, field="voice")
    if request.language and not (voice and fitting_tag(request.language, voice.languages)):
        language = model.language_for(request.language, field=("language",))
        model.voice_for(language, request.voice, field=("voice",))
    check_speed(model, request.speed, "Speed", ("speed",))


def speaker_fingerprints(voices: ChosenVoices, speakers: Speakers) -> dict[str, str]:
    """The fingerprints of the speakers' voices, by name."""
    return {voice: voices.fingerprints[voice] for voice in sorted(_voices_of(speakers))}


def recipe_of(
    model: Model, language: Language, request: JobRequest, voices: ChosenVoices
) -> Recipe:
    """All that shapes the takes of what has no speaker. Raises BadInput."""
    check_speed(model, request.speed, "Speed", ("speed",))
    return Recipe(
        model=model.name,
        fingerprint=voices.fingerprints[voices.own],
        voice=voices.own,
        language=language,
        speed=request.speed,
        seed=request.seed,
        as_written=not request.normalize,
    )


def speakers_by(model: str, speakers: Speakers) -> Speakers:
    """The speakers that speak by the job's own model, which is called so."""
    return {name: one for name, one in speakers.items() if one.model in ("", model)}


def check_speeds(model: Model, request: JobRequest, speakers: Speakers) -> None:
    """Raise BadInput for a speaker of the job's own model who speaks faster or slower than it."""
    for name, speaker in speakers.items():
        subject = f"The speed of speaker '{name}',"
        check_speed(model, speaker.speed or 1.0, subject, field_of(request, name, "speed"))


def deliveries_of(speakers: Speakers, usual: Pauses) -> dict[str, Delivery]:
    """How those speakers speak who don't speak as the job does."""
    deliveries = {name: speaker.delivery(usual) for name, speaker in sorted(speakers.items())}
    return {name: delivery for name, delivery in deliveries.items() if delivery != AS_THE_JOB}


def _voices_of(speakers: Speakers) -> set[str]:
    return {speaker.voice for speaker in speakers.values() if speaker.voice}


def field_of(request: JobRequest, speaker: str, setting: str) -> tuple[str, ...]:
    """The field in the request that sets it; none if the document does."""
    named = request.speakers.get(speaker)
    is_requested = named is not None and setting in named.model_fields_set
    return ("speakers", speaker, setting) if is_requested else ()


def check_speed(model: Model, speed: float, subject: str, field: Iterable[str]) -> None:
    """Raise BadInput if the model can't speak so fast; `subject` begins it if no field does."""
    slowest, fastest = model.speed_range
    path = tuple(field)
    if slowest <= speed <= fastest:
        return
    if slowest == fastest:
        sentence = f"model '{model.name}' speaks at its own speed only; leave the speed out."
        raise BadInput(sentence if path else f"{subject} {speed:g}: {sentence}", field=path)
    value = f"{speed:g}" if path else f"{subject} {speed:g},"
    raise BadInput(
        f"{value} is out of range; model '{model.name}' speaks at {slowest:g} to {fastest:g} "
        "times its voice's own rate.",
        field=path,
    )

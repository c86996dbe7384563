"""A document becomes a job: resolved, cut, written to the store, opened in the ledger."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from producer.chunking import chunk_document
from producer.directions.dictionary import read_dictionary
from producer.directions.marks import with_marks
from producer.directions.speaker_labels import with_speakers
from producer.documents.document import Document
from producer.documents.speakers import SpeakerSettings, read_speakers
from producer.farm import Farm
from producer.jobs.covers import read_cover
from producer.jobs.sound_request import SoundRequest, job_spec
from producer.text.language_guess import guess_language
from voicefarm.artifacts.job_files import PAGE_SIZE, content_digest, paginate, write_job
from voicefarm.errors import BadInput, UnknownName
from voicefarm.messages import (
    AS_THE_JOB,
    JOB_ID,
    Chunk,
    Delivery,
    FailurePolicy,
    JobSpec,
    Manifest,
    Pauses,
    Recipe,
    Scheduling,
)
from voicefarm.models import Language, Model

USUAL_SCHEDULING = Scheduling()
LANGUAGES: tuple[Language, ...] = ("en", "vi")


@dataclass(frozen=True, slots=True)
class JobRequest:
    """How a document should be read; what is None is chosen by the document or the model."""

    title: str | None = None
    language: str | None = None
    voice: str | None = None
    speed: float = 1.0
    seed: int = 0
    job: str | None = None
    sound: SoundRequest = field(default_factory=SoundRequest)
    speakers: tuple[str, ...] = ()
    """Of a script: `NAME=VOICE`, with speed, level and pauses behind it."""
    dictionary: Path | None = None
    on_failure: FailurePolicy = "fail"
    share: Scheduling = USUAL_SCHEDULING


@dataclass(frozen=True, slots=True)
class PreparedJob:
    """A job that can be submitted: nothing has been written or queued for it yet."""

    manifest: Manifest
    pages: Sequence[bytes]
    cover: bytes | None = None


def prepare_job(document: Document, model: Model, request: JobRequest) -> PreparedJob:
    """Resolve the wishes and cut the text. Raises BadInput; touches neither store nor queue."""
    language = _language(document, request.language)
    _check_job_id(request.job)
    speakers = speakers_of(document, request)
    cover = read_cover(request.sound.cover)
    title = request.title or document.title or "Untitled"
    recipe = _recipe(model, language, request)
    spec = job_spec(title, recipe, model.sample_rate, request.sound, cover.facts if cover else None)
    spec = spec.model_copy(
        update={
            "voices": _fingerprints(model, language, speakers),
            "speakers": _deliveries(model, speakers, spec.pauses),
            "on_failure": request.on_failure,
        }
    )
    document = with_marks(with_speakers(document, speakers))
    rules = read_dictionary(request.dictionary, language, model)
    chunks = rules.spoken(chunk_document(document, language, model.budget), model.budget)
    return _paginated(spec, chunks, request, cover.data if cover else None)


def _recipe(model: Model, language: Language, request: JobRequest) -> Recipe:
    _check_speed(model, request.speed)
    voice = model.voice_for(language, request.voice)
    return Recipe(
        model=model.name,
        fingerprint=model.fingerprint(voice),
        voice=voice,
        language=language,
        speed=request.speed,
        seed=request.seed,
    )


def speakers_of(document: Document, request: JobRequest) -> dict[str, SpeakerSettings]:
    """The speakers of the document and of the wishes, which go before it. Raises BadInput."""
    speakers = dict(document.speakers or {})
    for name, part in read_speakers(request.speakers).items():
        known = speakers.get(name, SpeakerSettings())
        speakers[name] = known.model_copy(update=part.model_dump(exclude_unset=True))
    return speakers


def _fingerprints(
    model: Model, language: Language, speakers: Mapping[str, SpeakerSettings]
) -> dict[str, str]:
    """The fingerprint of each voice of the cast; all speak the language. Raises UnknownName."""
    voices = sorted({part.voice for part in speakers.values() if part.voice})
    return {voice: model.fingerprint(model.voice_for(language, voice)) for voice in voices}


def _deliveries(
    model: Model, speakers: Mapping[str, SpeakerSettings], usual: Pauses
) -> dict[str, Delivery]:
    """How those of the cast who don't speak as the job does speak. Raises BadInput."""
    for name, part in speakers.items():
        _check_speed(model, part.speed or 1.0, f"of speaker '{name}' ")
    deliveries = {name: part.delivery(usual) for name, part in sorted(speakers.items())}
    return {name: delivery for name, delivery in deliveries.items() if delivery != AS_THE_JOB}


def submit_job(farm: Farm, prepared: PreparedJob) -> bool:
    """Write the job's files, open it, and send its first chunks.

    False if it runs or is done already: the same text and wishes are one job. What crashes in the
    middle is mended by submitting again.
    """
    manifest = prepared.manifest
    write_job(farm.store, manifest, prepared.pages, prepared.cover)
    opened = farm.ledger.open(manifest, retention_s=farm.settings.retention_s)
    farm.dispatcher.refill(manifest.spec.recipe.model)
    return opened


def _check_job_id(job: str | None) -> None:
    if job is not None and not re.fullmatch(JOB_ID, job):
        raise BadInput(
            f"Job id '{job}' can't be used; give 1 to 64 letters, digits, '.', '_' or '-', "
            "beginning with a letter or digit."
        )


def _check_speed(model: Model, speed: float, whose: str = "") -> None:
    slowest, fastest = model.speed_range
    if not slowest <= speed <= fastest:
        raise BadInput(
            f"Speed {speed:g} {whose}is out of range; model '{model.name}' speaks at "
            f"{slowest:g} to {fastest:g} times its voice's own rate."
        )


def _paginated(
    spec: JobSpec, chunks: Sequence[Chunk], request: JobRequest, cover: bytes | None
) -> PreparedJob:
    pages = paginate(chunks)
    content = content_digest(spec, pages)
    manifest = Manifest(
        job=request.job or content,
        content=content,
        spec=spec,
        chunks=len(chunks),
        page_size=PAGE_SIZE,
        characters=chunks[-1].end,
        share=request.share,
    )
    return PreparedJob(manifest, pages, cover)


def _language(document: Document, wished: str | None) -> Language:
    stated = wished or document.language
    if stated is None:
        return guess_language(document.text)
    for language in LANGUAGES:
        if stated == language:
            return language
    raise UnknownName.of("Language", stated, LANGUAGES)

"""A document becomes a job: resolved, cut, written to the store, opened in the ledger."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from producer.blocks import Document
from producer.chunking import chunk_document
from producer.farm import Farm
from producer.languages import guess_language
from producer.mastering import SoundWishes, job_spec
from producer.reading_rules import read_dictionary, with_marks
from producer.script import read_speakers, with_speakers
from voicefarm.errors import BadInput, UnknownName
from voicefarm.job_files import PAGE_SIZE, content_digest, paginate, write_job
from voicefarm.messages import (
    JOB_ID,
    Chunk,
    FailurePolicy,
    JobSpec,
    Manifest,
    Recipe,
    Share,
)
from voicefarm.models import Language, Model

DEFAULT_SHARE = Share()
LANGUAGES: tuple[Language, ...] = ("en", "vi")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a document should be read; what is None is chosen by the document or the model."""

    title: str | None = None
    language: str | None = None
    voice: str | None = None
    speed: float = 1.0
    seed: int = 0
    job: str | None = None
    sound: SoundWishes = field(default_factory=SoundWishes)
    speakers: tuple[str, ...] = ()
    """Of a script: `NAME=VOICE`."""
    dictionary: Path | None = None
    on_failure: FailurePolicy = "fail"
    share: Share = DEFAULT_SHARE


@dataclass(frozen=True, slots=True)
class PreparedJob:
    """A job that can be submitted: nothing has been written or queued for it yet."""

    manifest: Manifest
    pages: Sequence[bytes]


def prepare_job(document: Document, model: Model, wishes: Wishes) -> PreparedJob:
    """Resolve the wishes and cut the text. Raises BadInput; touches neither store nor queue."""
    language = _language(document, wishes.language)
    _check_job_id(wishes.job)
    slowest, fastest = model.speed_range
    if not slowest <= wishes.speed <= fastest:
        raise BadInput(
            f"Speed {wishes.speed:g} is out of range; model '{model.name}' speaks at "
            f"{slowest:g} to {fastest:g} times its voice's own rate."
        )
    voice = model.voice_for(language, wishes.voice)
    recipe = Recipe(
        model=model.name,
        fingerprint=model.fingerprint(voice),
        voice=voice,
        language=language,
        speed=wishes.speed,
        seed=wishes.seed,
    )
    spec = job_spec(
        wishes.title or document.title or "Untitled", recipe, model.sample_rate, wishes.sound
    )
    speakers = read_speakers(wishes.speakers)
    voices = {voice: model.voice_for(language, voice) for voice in speakers.values()}
    document = with_marks(with_speakers(document, speakers))
    rules = read_dictionary(wishes.dictionary, language)
    fingerprints = {voice: model.fingerprint(voice) for voice in sorted(voices)}
    spec = spec.model_copy(update={"voices": fingerprints, "on_failure": wishes.on_failure})
    chunks = rules.spoken(chunk_document(document, language, model.budget), model.budget)
    return _paginated(spec, chunks, wishes)


def submit_job(farm: Farm, prepared: PreparedJob) -> bool:
    """Write the job's files, open it, and send its first chunks.

    False if it runs or is done already: the same text and wishes are one job. What crashes in the
    middle is mended by submitting again.
    """
    manifest = prepared.manifest
    write_job(farm.store, manifest, prepared.pages)
    opened = farm.ledger.open(manifest, retention_s=farm.settings.retention_s)
    farm.dispatcher.refill(manifest.spec.recipe.model)
    return opened


def _check_job_id(job: str | None) -> None:
    if job is not None and not re.fullmatch(JOB_ID, job):
        raise BadInput(
            f"Job id '{job}' can't be used; give 1 to 64 letters, digits, '.', '_' or '-', "
            "beginning with a letter or digit."
        )


def _paginated(spec: JobSpec, chunks: Sequence[Chunk], wishes: Wishes) -> PreparedJob:
    pages = paginate(chunks)
    content = content_digest(spec, pages)
    manifest = Manifest(
        job=wishes.job or content,
        content=content,
        spec=spec,
        chunks=len(chunks),
        page_size=PAGE_SIZE,
        characters=chunks[-1].end,
        share=wishes.share,
    )
    return PreparedJob(manifest, pages)


def _language(document: Document, wished: str | None) -> Language:
    stated = wished or document.language
    if stated is None:
        return guess_language(document.text)
    for language in LANGUAGES:
        if stated == language:
            return language
    raise UnknownName.of("Language", stated, LANGUAGES)

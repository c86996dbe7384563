"""A document becomes a job: resolved, cut, written to the store, opened in the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from producer.chunking import chunk_document
from producer.directions.dictionary import ReadingRules, read_dictionary
from producer.directions.marks import with_marks
from producer.directions.speaker_labels import with_speakers
from producer.documents.document import Document
from producer.farm import Farm
from producer.jobs.covers import CoverFile, checked_cover
from producer.jobs.language_choice import choose_language, stated_language
from producer.jobs.omissions import all_omissions
from producer.jobs.request import JobRequest
from producer.jobs.sound_request import job_spec, tags_of
from producer.jobs.voice_choice import (
    Speakers,
    choose_voices,
    deliveries_of,
    merged_speakers,
    recipe_of,
    speaker_fingerprints,
    with_enrolled_voices,
)
from producer.reading import read_aloud
from producer.text.language_guess import guess_language
from voicefarm.artifacts.job_files import PAGE_SIZE, content_digest, paginate, write_job
from voicefarm.errors import BadInput, NothingToSay
from voicefarm.forms import listed as listed_forms
from voicefarm.languages import Language
from voicefarm.messages import Chunk, JobSpec, Manifest
from voicefarm.messages.omission import listed
from voicefarm.model_choice import candidates
from voicefarm.models import Model
from voicefarm.resumption import add_missing_forms, restore_job
from voicefarm.settings import Settings


@dataclass(frozen=True, slots=True)
class PreparedJob:
    """A job that can be submitted: nothing has been written or queued for it yet."""

    manifest: Manifest
    pages: Sequence[bytes]
    cover: bytes | None = None
    chapters: int = 0
    """Headings that make one."""

    @property
    def notice(self) -> str:
        """What its user should know, though nothing is wrong; empty if there is nothing."""
        forms = [form for form in self.manifest.spec.outputs if form.traits.most_chapters]
        few = [form.upper() for form in forms if self.chapters > form.traits.most_chapters]
        if not few:
            return ""
        most = min(form.traits.most_chapters for form in forms)
        return (
            f"The {listed_forms(few, 'and')} will have {self.chapters:,} chapters, and some players"
            f" show the first {most} only; have fewer levels of headings make chapters."
        )


@dataclass(frozen=True, slots=True)
class ResolvedText:
    """A document with what its request says of it, as far as no model is needed for it."""

    document: Document
    language: Language
    """The stated or guessed one; from `_prepared` on the model's own tag for it."""
    speakers: Speakers
    cover: CoverFile | None


def prepare(settings: Settings, document: Document, request: JobRequest) -> PreparedJob:
    """The job with the first of the candidate models that can read the document as asked.

    If none can, raises BadInput with what the first one lacks. Enrolled voices are looked for in
    the store. Raises BadInput, Unreachable; nothing is written.
    """
    text = _resolved(document, request)
    catalogue, store = settings.catalogue(), settings.open_store()
    refusals: list[BadInput] = []
    for name in candidates(settings, request.model):
        try:
            model = with_enrolled_voices(catalogue[name], store, request, text.speakers)
            return _prepared(text, model, request)
        except BadInput as refusal:
            refusals.append(refusal)
    raise refusals[0]


def prepare_job(document: Document, model: Model, request: JobRequest) -> PreparedJob:
    """The job with this model. Raises BadInput; touches neither store nor queue."""
    return _prepared(_resolved(document, request), model, request)


def submit_job(farm: Farm, prepared: PreparedJob, *, listening: bool = False) -> bool:
    """Write the job's files, open it, and send its first chunks.

    False if it runs or is done already: the same text and request are one job. What a crash left
    half done is completed by submitting again. A programme that is done in another form gets the
    further one. A job that somebody listens to is opened anew, so that it is played from its takes.
    """
    manifest, retention_s = prepared.manifest, farm.settings.retention_s
    is_known = write_job(farm.store, manifest, prepared.pages, prepared.cover)
    if is_known and not listening:
        restore_job(farm.ledger, farm.store, manifest, retention_s=retention_s)
    opened = farm.ledger.open(manifest, retention_s=retention_s)
    if is_known and not opened:
        add_missing_forms(farm.ledger, farm.dispatcher, farm.store, manifest)
    farm.dispatcher.refill(manifest.spec.recipe.model)
    return opened


def _resolved(document: Document, request: JobRequest) -> ResolvedText:
    speakers = merged_speakers(document, request)
    return ResolvedText(
        document=document,
        language=stated_language(document, request) or guess_language(document.text),
        speakers=speakers,
        cover=checked_cover(request.cover),
    )


def _prepared(text: ResolvedText, model: Model, request: JobRequest) -> PreparedJob:
    text = replace(text, language=choose_language(text.document, request, model))
    spec = _spec(text, model, request)
    document = with_marks(with_speakers(text.document, text.speakers))
    rules = _rules(request, text.language, model)
    spoken = read_aloud(
        document, text.language, rules, normalize=request.normalize, emoji=request.emoji
    )
    chunks = _with_chapters(
        chunk_document(document, text.language, model.budget, spoken), request.chapters
    )
    if not chunks:
        raise NothingToSay(
            "Nothing is left to say of the text; change the dictionary's rules, or the text."
        )
    manifest, pages = _paginated(spec, chunks, request)
    omissions = listed(all_omissions(document, spoken, model))
    return PreparedJob(
        manifest.model_copy(update={"omissions": omissions}),
        pages,
        text.cover.data if text.cover else None,
        sum(chunk.heading > 0 for chunk in chunks),
    )


def _spec(text: ResolvedText, model: Model, request: JobRequest) -> JobSpec:
    voices = choose_voices(model, text.language, request, text.speakers)
    title = request.title or text.document.title or "Untitled"
    recipe = recipe_of(model, text.language, request, voices)
    cover = text.cover.info if text.cover else None
    spec = job_spec(title, recipe, model.sample_rate, request, cover)
    return spec.model_copy(
        update={
            "voices": speaker_fingerprints(voices, text.speakers),
            "speakers": deliveries_of(model, request, text.speakers, spec.pauses),
            "on_failure": request.on_failure,
            "tags": tags_of(request, text.document.author, text.document.date),
        }
    )


def _with_chapters(chunks: Iterable[Chunk], lowest: int) -> list[Chunk]:
    """The chunks; headings below the lowest level make no chapters and keep their pauses."""
    return [
        chunk if chunk.heading <= lowest else chunk.model_copy(update={"heading": 0})
        for chunk in chunks
    ]


def _rules(request: JobRequest, language: Language, model: Model) -> ReadingRules:
    if request.dictionary is None:
        return ReadingRules(language)
    return read_dictionary(request.dictionary.data, request.dictionary.name, language, model)


def _paginated(
    spec: JobSpec, chunks: Sequence[Chunk], request: JobRequest
) -> tuple[Manifest, Sequence[bytes]]:
    pages = paginate(chunks)
    content = content_digest(spec, pages)
    manifest = Manifest(
        version=2 if request.normalize is False or any(chunk.changes for chunk in chunks) else 1,
        job=request.job or content,
        content=content,
        spec=spec,
        chunks=len(chunks),
        page_size=PAGE_SIZE,
        characters=chunks[-1].end,
        share=request.share,
    )
    return manifest, pages

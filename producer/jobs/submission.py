"""A document becomes a job: resolved, cut, written to the store, opened in the ledger."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from producer.chunking import chunk_document
from producer.directions.dictionary import ReadingRules, read_dictionary, with_pronunciations
from producer.directions.marks import with_marks
from producer.directions.speaker_labels import notice_of_names, with_speakers
from producer.documents.chapters import chosen_chapters
from producer.documents.document import Document
from producer.farm import Farm
from producer.job_pages import JobPages
from producer.jobs.casting import (
    Cast,
    cast_of,
    guest_models,
    guest_of,
    leading_model,
    narrated,
    narrators_language,
    with_languages,
)
from producer.jobs.covers import CoverFile, checked_cover, cover_of_document
from producer.jobs.language_choice import stated_language
from producer.jobs.omissions import all_omissions
from producer.jobs.request import JobRequest
from producer.jobs.sound_request import job_spec, tags_of, wishes_in_vain
from producer.jobs.voice_choice import (
    Speakers,
    check_speeds,
    check_wishes,
    choose_voices,
    deliveries_of,
    merged_speakers,
    recipe_of,
    speaker_fingerprints,
    speakers_by,
    wanted_voices,
    with_enrolled_voices,
)
from producer.reading import read_aloud
from producer.text.language_guess import guess_language
from voicefarm.artifacts.cancellation import forget_cancelled
from voicefarm.artifacts.job_files import PAGE_SIZE, content_digest, write_job
from voicefarm.errors import BadInput, NothingToSay
from voicefarm.forms import listed as listed_forms
from voicefarm.languages import Language
from voicefarm.ledger.traces import keep_trace
from voicefarm.messages import Chunk, CueFitting, JobSpec, Manifest, Omission
from voicefarm.messages.omission import listed
from voicefarm.model_choice import candidates
from voicefarm.models import Catalogue, Model
from voicefarm.models.presence import with_voices_here
from voicefarm.recognizers.choice import fitting_recognizer
from voicefarm.resumption import add_missing_forms, restore_job
from voicefarm.settings import Settings
from voicefarm.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PreparedJob:
    """A job that can be submitted: nothing has been written or queued for it yet."""

    manifest: Manifest
    pages: Sequence[bytes]
    cover: bytes | None = None
    chapters: int = 0
    """Headings that make one."""
    hints: tuple[str, ...] = ()
    """Wishes that have no effect on this text, and what it has that needs one."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What its user should know, though nothing is wrong."""
        return tuple(filter(None, (self._of_chapters(), *self.hints)))

    def _of_chapters(self) -> str:
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


def prepare(
    settings: Settings,
    document: Document,
    request: JobRequest,
    *,
    catalogue: Catalogue | None = None,
) -> PreparedJob:
    """The job with the first of the candidate models that can read the document as asked.

    If none can, raises BadInput with the first field that one refuses. Without such a field it says
    what the first one lacks. Enrolled voices are looked for in the store. Raises BadInput and
    Unreachable; nothing is written. Who prepares many jobs gives the settings' `catalogue` each
    time, so that a model's file is read once.
    """
    text = _resolved(document, request)
    store = settings.open_store()
    catalogue = catalogue or settings.catalogue()
    guests = guest_models(settings, catalogue, store, request, text.speakers)
    leading = None if request.model else leading_model(text.document, text.speakers)

    def attempt(name: str) -> PreparedJob:
        own = speakers_by(name, text.speakers)
        model = _with_voices(catalogue[name], settings, store, request, own)
        return _prepared(text, model, request, guests)

    prepared = _first_able(candidates(settings, leading or request.model, catalogue), attempt)
    _check_recognizer(settings, prepared)
    return prepared


def check_request(settings: Settings, request: JobRequest, *, catalogue: Catalogue) -> None:
    """Raise BadInput if no candidate model can do what the request asks, whatever the text is.

    It looks at the names of model, voice and language, and at the speed. Raises Unreachable.
    """
    store = settings.open_store()

    def attempt(name: str) -> None:
        check_wishes(_with_voices(catalogue[name], settings, store, request, {}), request)

    _first_able(candidates(settings, request.model, catalogue), attempt)


def _first_able(names: Iterable[str], attempt: Callable[[str], T]) -> T:
    """What the attempt gives with the first model that can do it. Raises BadInput if none can."""
    refusals: list[BadInput] = []
    for name in names:
        try:
            return attempt(name)
        except BadInput as refusal:
            refusals.append(refusal)
    # A wish can be changed; a model's languages can't.
    raise next((refusal for refusal in refusals if refusal.path), refusals[0])


def _with_voices(
    model: Model, settings: Settings, store: Store, request: JobRequest, own: Speakers
) -> Model:
    """The model with those of its voices that can speak, and with the enrolled ones named."""
    if not settings.redis_url:  # on a farm, others have the voices
        model = with_voices_here(model, wanted_voices(request, own))
    return with_enrolled_voices(model, store, request, own)


def prepare_job(
    document: Document,
    model: Model,
    request: JobRequest,
    guests: Mapping[str, Model] = MappingProxyType({}),
) -> PreparedJob:
    """The job with this model, and with those of the `guests` that its speakers name.

    Raises BadInput; touches neither store nor queue.
    """
    return _prepared(_resolved(document, request), model, request, guests)


def submit_job(farm: Farm, prepared: PreparedJob, *, listening: bool = False) -> bool:
    """Write the job's files, open it, and send its first chunks.

    False if it runs or is done already: the same text and request are one job. What a crash left
    half done is completed by submitting again. A programme that is done in another form gets the
    further one. A job that somebody listens to is opened anew, so that it is played from its takes.
    """
    manifest, retention_s = prepared.manifest, farm.settings.retention_s
    facts: dict[str, str | int] = {"job": manifest.job, "chunks": manifest.chunks}
    with farm.tracing.span("submit", facts) as place:
        keep_trace(farm.ledger, manifest.job, place, retention_s)
        is_known = write_job(farm.store, manifest, prepared.pages, prepared.cover)
        if is_known:
            forget_cancelled(farm.store, manifest.job)
        if is_known and not listening:
            restore_job(farm.ledger, farm.store, manifest, retention_s=retention_s)
        opened = farm.ledger.open(manifest, retention_s=retention_s)
        if is_known and not opened:
            add_missing_forms(farm.ledger, farm.dispatcher, farm.store, manifest)
        farm.dispatcher.refill_all(manifest.models)
    return opened


def _check_recognizer(settings: Settings, prepared: PreparedJob) -> None:
    """Raise BadSetting if takes are to be verified, and no recognizer can judge the job's."""
    if not settings.verify:
        return
    spec, manifest = prepared.manifest.spec, prepared.manifest
    languages = {spec.recipe.model: spec.recipe.language}
    languages |= {name: guest.language for name, guest in spec.guests.items()}
    spoken = {(model, languages[model]): None for model in manifest.models}
    for one in spec.speakers.values():
        if one.language:
            spoken[one.model or spec.recipe.model, one.language] = None
    for model, language in spoken:
        fitting_recognizer(settings.verify_model, settings.recognizers(), model, language)


def _resolved(document: Document, request: JobRequest) -> ResolvedText:
    document = chosen_chapters(document, request.from_part, request.to_part, request.chapters)
    speakers = merged_speakers(document, request)
    return ResolvedText(
        document=document,
        language=stated_language(document, request)
        or guess_language(narrated(document, speakers).text),
        speakers=speakers,
        cover=_cover(document, request),
    )


def _cover(document: Document, request: JobRequest) -> CoverFile | None:
    """The picture of the request, or the document's own where one of the forms carries one."""
    if request.cover is None and any(form.traits.cover for form in request.outputs):
        return cover_of_document(document.cover)
    return checked_cover(request.cover)


def _prepared(
    text: ResolvedText, model: Model, request: JobRequest, guests: Mapping[str, Model]
) -> PreparedJob:
    text = replace(text, language=narrators_language(text.document, request, model, text.speakers))
    cast = cast_of(model, text.document, request, text.speakers, guests)
    cast = with_languages(cast, text.document, text.language, request)
    text = replace(text, speakers={**text.speakers, **cast.speakers})
    spec = _spec(text, cast, request)
    model = cast.narrowest
    rules, unsounded = _with_pronunciations(text, text.language, request, model)
    further = {
        one.language: _with_pronunciations(text, one.language, request, model)[0]
        for one in cast.speakers.values()
        if one.language
    }
    pages, omissions = JobPages(spec), list[Omission]()
    heard = set[str]()
    for part in text.document.parts:
        document = with_marks(with_speakers(part, text.speakers))
        heard |= {block.speaker for block in document.blocks}
        spoken = read_aloud(
            document,
            text.language,
            rules,
            normalize=request.normalize,
            emoji=request.emoji,
            further=further,
        )
        pages.add(
            _with_chapters(
                chunk_document(document, text.language, model.budget, spoken), request.chapters
            )
        )
        omissions += all_omissions(document, spoken, model)
    if not pages.chunks:
        raise NothingToSay(
            "Nothing is left to say of the text; change the dictionary's rules, or the text."
        )
    manifest = _manifest(spec, pages, request)
    lacking = [Omission("pronunciation", f"{word}: {model.name}") for word in unsounded]
    return PreparedJob(
        manifest.model_copy(update={"omissions": listed([*omissions, *lacking])}),
        pages.pages,
        text.cover.data if text.cover else None,
        pages.headings,
        tuple(_hints(text, request, heard)),
    )


def _hints(text: ResolvedText, request: JobRequest, heard: Container[str]) -> Iterator[str]:
    yield notice_of_names(text.document, text.speakers)
    for name in request.speakers:
        if name not in heard:
            yield f"No line is spoken by '{name}'; check the name, or put it before the lines."
    yield from wishes_in_vain(
        request,
        has_cues=text.document.length_ms is not None,
        has_levels=any(one.level_db for one in text.speakers.values()),
    )


def _spec(text: ResolvedText, cast: Cast, request: JobRequest) -> JobSpec:
    model, own = cast.own, cast.speakers_by()
    voices = choose_voices(model, text.language, request, own)
    title = request.title or text.document.title or "Untitled"
    recipe = recipe_of(model, text.language, request, voices)
    cover = text.cover.info if text.cover else None
    rates = [guest.sample_rate for guest in cast.guests.values()]
    spec = job_spec(title, recipe, max([model.sample_rate, *rates]), request, cover)
    check_speeds(model, request, own)
    return spec.model_copy(
        update={
            "voices": speaker_fingerprints(voices, own),
            "speakers": deliveries_of(cast.speakers, spec.pauses),
            "guests": {
                name: guest_of(guest, text.language, request, cast.speakers_by(name))
                for name, guest in cast.guests.items()
            },
            "on_failure": request.on_failure,
            "cues": _cue_fitting(text.document, request),
            "tags": tags_of(request, text.document.author, text.document.date),
        }
    )


def _cue_fitting(document: Document, request: JobRequest) -> CueFitting | None:
    """How the cues of a dubbing track are fitted; None for any other document."""
    if document.length_ms is None:
        return None
    return CueFitting(max_speed=request.max_speed, length_ms=document.length_ms)


def _with_chapters(chunks: Iterable[Chunk], lowest: int) -> list[Chunk]:
    """The chunks; headings below the lowest level make no chapters and keep their pauses."""
    return [
        chunk if chunk.heading <= lowest else chunk.model_copy(update={"heading": 0})
        for chunk in chunks
    ]


def _with_pronunciations(
    text: ResolvedText, language: Language, request: JobRequest, model: Model
) -> tuple[ReadingRules, list[str]]:
    rules = _rules(request, language, model)
    return with_pronunciations(rules, text.document.pronunciations, model)


def _rules(request: JobRequest, language: Language, model: Model) -> ReadingRules:
    if request.dictionary is None:
        return ReadingRules(language, longest_sounded=model.budget // 2)
    return read_dictionary(request.dictionary.data, request.dictionary.name, language, model)


def _manifest(spec: JobSpec, pages: JobPages, request: JobRequest) -> Manifest:
    content = content_digest(spec, pages.finish())
    return Manifest(
        version=2 if request.normalize is False or pages.has_changes else 1,
        job=request.job or content,
        content=content,
        spec=spec,
        chunks=pages.chunks,
        page_size=PAGE_SIZE,
        characters=pages.characters,
        share=request.share,
        lanes=pages.lanes,
    )

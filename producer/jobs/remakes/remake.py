"""One chunk made anew: the same job with another take, or another text, in one place.

A manifest never changes, so the result is a job of its own. All other chunks have the takes that
they had, as equal recipe and text are one take. Its programme is stitched anew, and the old one
stays, so nothing is lost by a remake that turns out worse.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from producer.chunking import chunk_document
from producer.directions.dictionary import ReadingRules, read_dictionary
from producer.documents.document import Document, paragraph, without_empty
from producer.jobs.input_file import InputFile
from producer.jobs.remakes.chunk_list import checked_number, unknown_job
from producer.jobs.submission import PreparedJob
from producer.reading import read_aloud
from voicefarm.artifacts.job_files import JobReader, content_digest, paginate
from voicefarm.artifacts.keys import cover_key
from voicefarm.artifacts.voices import with_voice
from voicefarm.artifacts.wanted_forms import wanted_forms
from voicefarm.errors import BadInput, NothingToSay, ObjectMissing
from voicefarm.messages import Chunk, Manifest, Recipe
from voicefarm.messages.job import MOST_SEED
from voicefarm.models import Model
from voicefarm.settings import Settings
from voicefarm.store import Store

LONGEST_EDIT = 100_000
"""Characters; a longer text is a job of its own."""


class RemakeRequest(BaseModel):
    """How a chunk is to be made anew."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    text: str | None = Field(None, max_length=LONGEST_EDIT)
    """What it is to say instead; by default what it says now, in another reading."""
    seed: int | None = Field(None, ge=0, le=MOST_SEED)
    """Another seed gives another reading; by default the next one, if the text stays."""
    dictionary: InputFile | None = None
    """A TOML file of words and how they are spoken, for the new text."""


@dataclass(frozen=True, slots=True)
class Remake:
    """A job with a chunk made anew, ready to be submitted."""

    prepared: PreparedJob
    characters: int
    """Of what is made anew."""


def remade_job(
    settings: Settings, store: Store, job: str, number: int, wish: RemakeRequest
) -> Remake:
    """The job with chunk `number`, from 1, made anew. Nothing is written.

    Raises UnknownName for a job or chunk that isn't there, and BadInput for a text that can't be
    spoken. Raises BadInput if the model has changed since the job was made. Raises
    StoreUnreachable.
    """
    reader = JobReader(store)
    try:
        manifest = reader.manifest(job)
        index = checked_number(number, manifest.chunks, job)
        old = reader.chunk(job, index)
        model = _same_model(settings, store, manifest, old)
        new = _edited(manifest, old, model, wish) if wish.text is not None else [old]
        seed = _seed(manifest, old, wish, is_edited=_texts(new) != _texts([old]))
        new = [chunk.model_copy(update={"seed": seed}) for chunk in new]
        pages = paginate(list(_with(reader, job, index, new)))
        cover = _cover(store, manifest)
    except ObjectMissing as error:
        raise unknown_job(job) from error
    changed = _manifest(store, manifest, pages, new, old)
    return Remake(PreparedJob(changed, pages, cover), sum(len(chunk.text) for chunk in new))


def _texts(chunks: list[Chunk]) -> list[str]:
    return [chunk.text for chunk in chunks]


def _seed(manifest: Manifest, old: Chunk, wish: RemakeRequest, *, is_edited: bool) -> int | None:
    """The seed of the new takes: another one where nothing else would differ."""
    if wish.seed is not None:
        return wish.seed
    if is_edited:
        return old.seed
    return (manifest.spec.recipe_of(old).seed + 1) % (MOST_SEED + 1)


def _same_model(settings: Settings, store: Store, manifest: Manifest, chunk: Chunk) -> Model:
    """The model, as it was when the job was made. Raises BadInput if it is another by now."""
    recipe: Recipe = manifest.spec.recipe_of(chunk)
    model = with_voice(settings.catalogue()[recipe.model], store, recipe.voice)
    if recipe.voice in model.voices and model.fingerprint(recipe.voice) == recipe.fingerprint:
        return model
    raise BadInput(
        f"Model '{recipe.model}', or its voice '{recipe.voice}', has changed since the job was "
        "made; submit the whole text again."
    )


def _edited(manifest: Manifest, old: Chunk, model: Model, wish: RemakeRequest) -> list[Chunk]:
    """The chunks that the new text makes; more than one if it is longer than the model's budget.

    They keep the old one's speaker, heading and pause. Raises NothingToSay.
    """
    recipe = manifest.spec.recipe_of(old)
    blocks = [paragraph(part) for part in (wish.text or "").split("\n\n")]
    document = Document(None, recipe.language, without_empty(blocks))
    spoken = read_aloud(
        document, recipe.language, _rules(recipe, model, wish), normalize=not recipe.as_written
    )
    chunks = chunk_document(document, recipe.language, model.budget, spoken)
    if not chunks:
        raise NothingToSay(
            "give a text with words, or submit the whole text without it.", field="text"
        )
    *before, last = chunks
    kept = {"voice": old.voice, "speaker": old.speaker, "heading": old.heading}
    ending = {**kept, "pause": old.pause, "pause_ms": old.pause_ms}
    return [
        *(chunk.model_copy(update=kept) for chunk in before),
        last.model_copy(update=ending),
    ]


def _rules(recipe: Recipe, model: Model, wish: RemakeRequest) -> ReadingRules:
    if wish.dictionary is None:
        return ReadingRules(recipe.language, longest_sounded=model.budget // 2)
    return read_dictionary(wish.dictionary.data, wish.dictionary.name, recipe.language, model)


def _with(reader: JobReader, job: str, index: int, new: list[Chunk]) -> Iterator[Chunk]:
    """All chunks, with `new` in place of one; those behind it move."""
    moved = 0
    for chunk in reader.chunks(job):
        if chunk.index != index:
            later = chunk.index > index
            by = (len(new) - 1, moved) if later else (0, 0)
            yield _moved(chunk, *by) if any(by) else chunk
            continue
        is_same = len(new) == 1 and new[0].visible == chunk.visible
        length = chunk.end - chunk.start if is_same else new[-1].end - new[0].start
        for place, piece in enumerate(new):
            yield piece.model_copy(
                update={
                    "index": index + place,
                    "start": chunk.start + (0 if is_same else piece.start - new[0].start),
                    "end": chunk.start + (length if is_same else piece.end - new[0].start),
                }
            )
        moved = length - (chunk.end - chunk.start)


def _moved(chunk: Chunk, places: int, characters: int) -> Chunk:
    return chunk.model_copy(
        update={
            "index": chunk.index + places,
            "start": chunk.start + characters,
            "end": chunk.end + characters,
        }
    )


def _manifest(
    store: Store, old: Manifest, pages: list[bytes], new: list[Chunk], before: Chunk
) -> Manifest:
    wanted = wanted_forms(store, old)
    spec = old.spec.model_copy(
        update={"outputs": wanted.outputs, "chapter_outputs": wanted.chapter_outputs}
    )
    content = content_digest(spec, pages)
    last = Chunk.model_validate_json(pages[-1].splitlines()[-1])
    is_read = any(chunk.changes for chunk in new) and new != [before]
    place, more = before.index, len(new) - 1
    lanes = old.lanes[:place] + old.lanes[place : place + 1] * len(new) + old.lanes[place + 1 :]
    return old.model_copy(
        update={
            "version": 2 if is_read else old.version,
            "job": content,
            "content": content,
            "spec": spec,
            "chunks": old.chunks + more,
            "characters": last.end,
            "lanes": lanes,
        }
    )


def _cover(store: Store, manifest: Manifest) -> bytes | None:
    cover = manifest.spec.cover
    return store.get(cover_key(manifest.job, cover.kind)) if cover else None

"""A preview of a text: what would be said, chunk by chunk, without synthesis."""

from dataclasses import dataclass

from producer.documents.chapters import chapters_of
from producer.documents.document import Document
from producer.jobs.submission import PreparedJob
from voicefarm.messages import Chunk, JobSpec, Omission


@dataclass(frozen=True, slots=True)
class ChunkPreview:
    """What would be said of one chunk."""

    number: int
    """From 1."""
    spoken: str
    """Words that bring their phonemes carry them."""
    written: str
    """What captions would show; empty where it is what is spoken."""
    heading: int
    """Level of the heading that it is; 0 for none."""
    speaker: str
    """Whose words they are, in a script; empty for the narrator."""
    language: str
    """By whose rules they are read."""
    voice: str
    model: str


@dataclass(frozen=True, slots=True)
class ChapterPreview:
    """A chapter that the programme would have."""

    number: int
    """From 1, by which a request can choose it."""
    title: str
    level: int
    characters: int
    """Of its text, with the chapters below it."""


@dataclass(frozen=True, slots=True)
class TextPreview:
    """How a text would be read."""

    title: str
    model: str
    voice: str
    language: str
    chunks: tuple[ChunkPreview, ...]
    omissions: tuple[Omission, ...]
    """What would not be read aloud."""
    notices: tuple[str, ...] = ()
    """What its user should know, though nothing is wrong: wishes without an effect on this text."""


def preview_of(prepared: PreparedJob) -> TextPreview:
    """The preview of a job that could be submitted as it is."""
    spec = prepared.manifest.spec
    lines = (line for page in prepared.pages for line in page.splitlines())
    return TextPreview(
        title=spec.title,
        model=spec.recipe.model,
        voice=spec.recipe.voice,
        language=spec.recipe.language,
        chunks=tuple(_preview(spec, Chunk.model_validate_json(line)) for line in lines),
        omissions=prepared.manifest.omissions,
        notices=prepared.notices,
    )


def chapter_previews(document: Document, lowest: int) -> tuple[ChapterPreview, ...]:
    """The chapters of a document, of which a request can choose some."""
    return tuple(
        ChapterPreview(one.number, one.title, one.level, one.characters)
        for one in chapters_of(document, lowest)
    )


def _preview(spec: JobSpec, chunk: Chunk) -> ChunkPreview:
    recipe = spec.recipe_of(chunk)
    return ChunkPreview(
        number=chunk.index + 1,
        spoken=chunk.text,
        written=chunk.shown,
        heading=chunk.heading,
        speaker=chunk.speaker,
        language=recipe.language,
        voice=recipe.voice,
        model=recipe.model,
    )

"""Small jobs for the tests."""

from typing import Any

from voicefarm.artifacts.job_files import PAGE_SIZE, content_digest, paginate
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import Chunk, JobSpec, Manifest, Pause, Recipe

RATE = 8_000
WEEK_S = 7 * 86_400


def make_chunks(count: int, prefix: str = "Sentence number") -> list[Chunk]:
    """Chunks of one sentence each, back to back."""
    texts = [f"{prefix} {index}." for index in range(count)]
    starts = [sum(len(text) + 1 for text in texts[:index]) for index in range(min(count, 500))]
    starts += [starts[-1] + 1] * (count - len(starts))  # long jobs: nobody looks at the ranges
    return [
        Chunk(index=i, start=start, end=start + len(text), text=text, pause=Pause.SENTENCE)
        for i, (start, text) in enumerate(zip(starts, texts, strict=True))
    ]


def make_job(
    count: int = 3, *, job: str | None = None, model: str = "silence", fingerprint: str = "f" * 16
) -> tuple[Manifest, list[bytes]]:
    """A manifest and its pages."""
    recipe = Recipe(model=model, fingerprint=fingerprint, voice="nobody", language="en")
    spec = JobSpec(title="A test", recipe=recipe, sample_rate=RATE)
    pages = paginate(make_chunks(count))
    content = content_digest(spec, pages)
    manifest = Manifest(
        job=job or content,
        content=content,
        spec=spec,
        chunks=count,
        page_size=PAGE_SIZE,
        characters=count * 20,
    )
    return manifest, pages


def handed_out(ledger: Ledger, *arguments: Any, **limits: Any) -> list[ChunkRef]:
    """What the ledger hands out now, for the queue's front and for its back."""
    front, back = ledger.dispatch(*arguments, **limits)
    return [*front, *back]


def opened(ledger: Ledger, job: str, chunks: int = 3) -> str:
    """A small job in the ledger, by its id."""
    manifest, _ = make_job(chunks, job=job)
    ledger.open(manifest, retention_s=WEEK_S)
    return job


def complete(ledger: Ledger, chunk: ChunkRef, samples: int = 100) -> str:
    """Claim a chunk and count it as done."""
    ledger.claim(chunk, "w", 10)
    return ledger.complete(chunk, samples=samples, synthesis_s=0.5, reused=False)

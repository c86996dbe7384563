"""The chunks of a job, with what is wrong with each, for people who decide what to make anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import report_key, take_key
from voicefarm.errors import ObjectMissing, UnknownChunk, UnknownName
from voicefarm.messages import Chunk, Finding, Report, ReportChunk
from voicefarm.store import Store

ChunkOrder = Literal["text", "suspicion"]
GAP = 1000.0
"""The suspicion of a chunk without a take."""
REMADE = 0.1
"""What each take that was made again adds to it."""


@dataclass(frozen=True, slots=True)
class ListedChunk:
    """One chunk of a job."""

    number: int
    """From 1."""
    text: str
    """As people read it."""
    spoken: str
    """As it is spoken, where that differs; otherwise empty. Empty in a finished job's list."""
    speaker: str
    start_s: float | None
    """Where it is heard in the programme; None while there is none."""
    end_s: float | None
    suspicion: float
    """How likely something is wrong: 0 for nothing, from 1 on a check found something."""
    findings: tuple[Finding, ...] = ()
    rejected: int = 0
    """Takes that were made again before this one."""
    heard: str = ""
    """What a recognizer wrote down, if one listened."""
    gap: str | None = None
    """Why it has no take; None if it has one."""


def listed_chunks(store: Store, job: str, order: ChunkOrder = "text") -> list[ListedChunk]:
    """All chunks of a job, the most suspicious first if wanted. Raises UnknownName."""
    report = _report(store, job)
    if report:
        rate = report.summary.sample_rate
        chunks = [_judged(chunk, rate) for chunk in report.chunks]
    else:
        chunks = [_waiting(chunk) for chunk in _texts(store, job)]
    if order == "suspicion":
        chunks.sort(key=lambda chunk: (-chunk.suspicion, chunk.number))
    return chunks


def listed_chunk(store: Store, job: str, number: int) -> ListedChunk:
    """One chunk of a job. Raises UnknownName; UnknownChunk for a number that it doesn't have."""
    chunks = listed_chunks(store, job)
    return chunks[checked_number(number, len(chunks), job)]


def take_of_chunk(store: Store, job: str, number: int) -> str:
    """The store key of the take that a chunk has or will have. Raises UnknownName."""
    reader = JobReader(store)
    try:
        chunk = reader.chunk(job, _index(reader, job, number))
    except ObjectMissing as error:
        raise unknown_job(job) from error
    return take_key(reader.manifest(job).spec.recipe_of(chunk), chunk.text)


def checked_number(number: int, chunks: int, job: str) -> int:
    """The index of a chunk's number. Raises UnknownChunk, which names the field."""
    if not 1 <= number <= chunks:
        raise UnknownChunk(f"job '{job}' has chunks 1 to {chunks}, not {number}.", field="chunk")
    return number - 1


def unknown_job(job: str) -> UnknownName:
    """The error for a job whose files aren't in the store."""
    return UnknownName(f"Job '{job}' is not in the store; submit its text again.")


def _index(reader: JobReader, job: str, number: int) -> int:
    return checked_number(number, reader.manifest(job).chunks, job)


def _report(store: Store, job: str) -> Report | None:
    try:
        return Report.of_any_version(store.get(report_key(job)))
    except (ObjectMissing, ValidationError):
        return None


def _texts(store: Store, job: str) -> Iterator[Chunk]:
    try:
        yield from JobReader(store).chunks(job)
    except ObjectMissing as error:
        raise unknown_job(job) from error


def _judged(chunk: ReportChunk, rate: int) -> ListedChunk:
    weights = sum(finding.weight for finding in chunk.findings)
    suspicion = GAP if chunk.gap is not None else weights + REMADE * len(chunk.rejected)
    return ListedChunk(
        number=chunk.index + 1,
        text=chunk.text,
        spoken="",
        speaker=chunk.speaker,
        start_s=round(chunk.start_sample / rate, 3),
        end_s=round(chunk.end_sample / rate, 3),
        suspicion=round(suspicion, 2),
        findings=chunk.findings,
        rejected=len(chunk.rejected),
        heard=chunk.transcript.text if chunk.transcript else "",
        gap=chunk.gap,
    )


def _waiting(chunk: Chunk) -> ListedChunk:
    spoken = chunk.text if chunk.shown else ""
    return ListedChunk(chunk.index + 1, chunk.visible, spoken, chunk.speaker, None, None, 0.0)

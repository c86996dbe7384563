"""A programme and its report, streamed into the store in constant memory.

The bytes depend on the manifest and the takes alone, so that a second run writes the same ones.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

import numpy as np
import soundfile

from voicefarm.errors import ObjectMissing
from voicefarm.job_files import JSON, JobReader
from voicefarm.ledger import ChunkFacts, Ledger
from voicefarm.messages import Chunk, JobSpec, Manifest, ReportChunk, ReportSummary
from voicefarm.names import programme_key, report_key
from voicefarm.store import Store
from voicefarm.takes import Pcm, decode_audio, fetch_audio

READ_AHEAD = 8
"""Takes fetched at once: on S3 a read is waiting, mostly. It also bounds the memory."""
FACTS_AT_ONCE = 1024
WAV_LIMIT = 2**32 - 2**16
"""Bytes of samples that a WAV file's 32-bit sizes can hold, headers allowed for."""
SAMPLE_BYTES = 2
SILENT_S_PER_CHARACTER = 0.065
"""How long a chunk without a take is silent: about as long as a reader would take."""

T = TypeVar("T")
R = TypeVar("R")


class MissingTake(ObjectMissing):
    """A take that the ledger counts as done is not in the store."""

    def __init__(self, index: int, take: str) -> None:
        super().__init__(f"The take of chunk {index} is gone from the store, or broken.")
        self.index = index
        self.take = take


class Lease(Protocol):
    """The writer's right to go on; both raise when it is lost."""

    def keep(self) -> None:
        """Called for every take."""

    def confirm(self) -> None:
        """Called before the programme becomes visible."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A chunk with its take and the pause after it, ready to be written."""

    chunk: Chunk
    facts: ChunkFacts
    take: str
    pcm: Pcm
    pause: int
    """Samples."""
    gap: str | None = None
    """Why there is no take, where there is none."""


def write_programme(
    store: Store, jobs: JobReader, ledger: Ledger, job: str, lease: Lease
) -> ReportSummary:
    """Stream programme and report into the store; both appear whole or not at all.

    Raises MissingTake, StoreUnreachable, and whatever `lease` raises.
    """
    manifest = jobs.manifest(job)
    for key in (programme_key(job), report_key(job)):
        store.abandon(key)  # what a stitcher that was killed left of its upload
    with ExitStack() as uploads:
        # Entered first, so committed last: who sees the programme finds the report beside it.
        audio = uploads.enter_context(store.writer(programme_key(job), "audio/wav"))
        report = uploads.enter_context(store.writer(report_key(job), JSON))
        tally = Tally(manifest)
        report.write(b'{"chunks": [\n')
        with soundfile.SoundFile(
            audio,
            "w",
            samplerate=manifest.spec.sample_rate,
            channels=1,
            subtype="PCM_16",
            format=_wav_format(manifest, ledger.status(job).samples),
        ) as wav:
            for placed in _placed(store, jobs, ledger, manifest):
                lease.keep()
                wav.write(placed.pcm)
                wav.write(np.zeros(placed.pause, np.int16))
                report.write(tally.line(placed))
        report.write(b'\n],\n"summary": ' + tally.summary().model_dump_json().encode() + b"}\n")
        lease.confirm()
    return tally.summary()


class Tally:
    """Counts along while a programme is written, for its report."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._samples = 0
        self._reused = 0
        self._gaps = 0
        self._synthesis_s = 0.0

    def line(self, placed: Placed) -> bytes:
        """The report's line on a chunk, as JSON after a separator."""
        start, end = self._samples, self._samples + len(placed.pcm)
        line = ReportChunk(
            index=placed.chunk.index,
            text_start=placed.chunk.start,
            text_end=placed.chunk.end,
            take=placed.take,
            start_sample=start,
            end_sample=end,
            synthesis_s=placed.facts.synthesis_s,
            attempts=placed.facts.attempts,
            reused=placed.facts.reused,
            gap=placed.gap,
        )
        self._gaps += placed.gap is not None
        self._samples = end + placed.pause
        self._reused += placed.facts.reused
        self._synthesis_s += placed.facts.synthesis_s
        return (b",\n" if placed.chunk.index else b"") + line.model_dump_json().encode()

    def summary(self) -> ReportSummary:
        """The programme so far."""
        spec = self._manifest.spec
        return ReportSummary(
            job=self._manifest.job,
            title=spec.title,
            model=spec.recipe.model,
            voice=spec.recipe.voice,
            language=spec.recipe.language,
            sample_rate=spec.sample_rate,
            samples=self._samples,
            duration_s=self._samples / spec.sample_rate,
            chunks=self._manifest.chunks,
            reused=self._reused,
            gaps=self._gaps,
            synthesis_s=round(self._synthesis_s, 3),
        )


def _wav_format(manifest: Manifest, take_samples: int) -> str:
    """WAV, or RF64 where the programme might not fit WAV's 32-bit sizes."""
    spec = manifest.spec
    longest_pause = max(spec.pauses.model_dump().values()) * spec.sample_rate // 1000
    most = (take_samples + manifest.chunks * (longest_pause + 1)) * SAMPLE_BYTES
    return "RF64" if most > WAV_LIMIT else "WAV"


def _placed(store: Store, jobs: JobReader, ledger: Ledger, manifest: Manifest) -> Iterator[Placed]:
    spec = manifest.spec
    gaps = ledger.gaps(manifest.job)

    def fetch(chunk: Chunk) -> tuple[Chunk, str, bytes]:
        take = spec.recipe.take_key(chunk.text)
        if chunk.index in gaps:
            return chunk, "", b""
        try:
            return chunk, take, fetch_audio(store, take)
        except ObjectMissing as error:
            raise MissingTake(chunk.index, take) from error

    # Only bytes are fetched ahead. Decoded in those threads too, each thread would keep a heap of
    # its own, and the memory of a long programme would creep up.
    fetched = ahead(fetch, jobs.chunks(manifest.job))
    for (chunk, take, flac), facts in zip(fetched, _facts(ledger, manifest), strict=True):
        last = chunk.index == manifest.chunks - 1
        pause = 0 if last else round(spec.pauses.after(chunk.pause) * spec.sample_rate / 1000)
        if take:
            yield Placed(chunk, facts, take, _decoded(flac, chunk, take), pause)
        else:
            yield _gap(spec, chunk, facts, pause, gaps[chunk.index])


def _decoded(flac: bytes, chunk: Chunk, take: str) -> Pcm:
    try:
        return decode_audio(flac)
    except ObjectMissing as error:
        raise MissingTake(chunk.index, take) from error


def _gap(spec: JobSpec, chunk: Chunk, facts: ChunkFacts, pause: int, why: str) -> Placed:
    """A chunk that was given up, as its job's policy wants it: silent, or not there at all."""
    if spec.on_failure == "skip":
        return Placed(chunk, facts, "", np.zeros(0, np.int16), 0, why)
    samples = round(len(chunk.text) * SILENT_S_PER_CHARACTER * spec.sample_rate)
    return Placed(chunk, facts, "", np.zeros(samples, np.int16), pause, why)


def _facts(ledger: Ledger, manifest: Manifest) -> Iterator[ChunkFacts]:
    for start in range(0, manifest.chunks, FACTS_AT_ONCE):
        count = min(FACTS_AT_ONCE, manifest.chunks - start)
        yield from ledger.facts(manifest.job, start, count)


def ahead(call: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """`map` whose calls run in threads, READ_AHEAD of them before their result is asked for."""
    rest = iter(items)
    with ThreadPoolExecutor(READ_AHEAD) as pool:
        waiting: deque[Future[R]] = deque(
            pool.submit(call, item) for item in islice(rest, READ_AHEAD)
        )
        try:
            while waiting:
                result = waiting.popleft().result()
                waiting.extend(pool.submit(call, item) for item in islice(rest, 1))
                yield result
        finally:
            for future in waiting:
                future.cancel()

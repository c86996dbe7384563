"""A job's takes, read in order in constant memory: what they say of themselves, then the sound.

The lease is kept as they come. Waiting for a slow store counts as progress.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import take_key
from voicefarm.artifacts.takes import decode_audio, fetch_audio, fetch_metadata, read_metadata
from voicefarm.errors import ObjectMissing
from voicefarm.messages import Chunk, JobSpec, Manifest
from voicefarm.store import Store
from worker import heap
from worker.programme.lease import Lease
from worker.programme.plan import Gap, Item, Placed, Plan
from worker.programme.takes.missing import MissingTake
from worker.programme.takes.read_ahead import ahead
from worker.sound import Wave, to_wave
from worker.sound.joining import kept
from worker.sound.mastering import LimiterTrial, mastered, wanted_of
from worker.sound.measurement import measured
from worker.sound.stretching import stretched, stretched_length

TRIM_EVERY = 128
"""Takes (about 40 minutes) after which the heap gives back what the work on them left free.
Otherwise the holes in it would grow (docs/decisions/0018-the-stitcher-memory-stays-flat.md)."""
SAMPLE = 10
"""Takes of each voice on which the limiter is tried out."""
SILENT_S_PER_CHARACTER = 0.065
"""Silence for a chunk without a take: about as long as its reading would be."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TakeReader:
    """Reads takes. Raises MissingTake, StoreUnreachable, and what the lease raises."""

    store: Store
    lease: Lease

    def items(self, jobs: JobReader, manifest: Manifest, gaps: Mapping[int, str]) -> Iterator[Item]:
        """Every chunk with its take's metadata, or its gap; a take that was not measured is now."""
        return self._keeping(self._items(jobs, manifest, gaps))

    def corrected_gains(self, plan: Plan) -> dict[str, float]:
        """The plan's gains, raised for voices that the limiter makes fainter."""
        return {voice: round(self._corrected_gain(plan, voice), 3) for voice in plan.gains_db}

    def waves(self, plan: Plan) -> Iterator[tuple[Placed, Wave]]:
        """Every take as it is heard: cut, faded and levelled."""
        return self._keeping(self._waves(plan))

    def _items(
        self, jobs: JobReader, manifest: Manifest, gaps: Mapping[int, str]
    ) -> Iterator[Item]:
        spec = manifest.spec

        def fetch(chunk: Chunk) -> tuple[Chunk, str, bytes]:
            key = take_key(spec.recipe_of(chunk), chunk.text)
            if chunk.index in gaps:
                return chunk, key, b""
            try:
                return chunk, key, fetch_metadata(self.store, key)
            except ObjectMissing as error:
                raise MissingTake(chunk.index, key) from error

        for chunk, key, stored in waited_for(self.lease, ahead(fetch, jobs.chunks(manifest.job))):
            if chunk.index in gaps:
                yield chunk, _gap(spec, chunk, gaps[chunk.index])
                continue
            take = read_metadata(stored)
            if take is None:
                raise MissingTake(chunk.index, key)
            if take.sound is None:
                with self.lease.excused():
                    flac = self._audio(chunk.index, key)
                wave = _decoded(flac, chunk.index, key)
                take = take.model_copy(update={"sound": measured(wave, take.sample_rate)})
            yield chunk, take.at_rate(spec.sample_rate)

    def _corrected_gain(self, plan: Plan, voice: str) -> float:
        wanted = wanted_of(plan.spec)
        trial = LimiterTrial(plan.gains_db[voice], plan.spec.sample_rate, wanted)
        if wanted.loudness is not None:
            for placed, part in self._keeping(self._parts(plan, plan.sample(voice, SAMPLE))):
                if placed.sound.speaks:
                    trial.hear(part, placed.sound)
        return trial.corrected()

    def _waves(self, plan: Plan) -> Iterator[tuple[Placed, Wave]]:
        rate, wanted = plan.spec.sample_rate, wanted_of(plan.spec)
        for placed, part in self._parts(plan, plan.placed()):
            gain = plan.gains_db.get(placed.voice, 0.0)
            yield placed, mastered(part, placed.sound, rate, gain, wanted)

    def _parts(self, plan: Plan, takes: Iterable[Placed]) -> Iterator[tuple[Placed, Wave]]:
        """The takes, cut and faded."""

        def fetch(placed: Placed) -> tuple[Placed, bytes]:
            return placed, b"" if placed.gap else self._audio(placed.chunk.index, placed.take)

        rate = plan.spec.sample_rate
        # Only bytes are fetched ahead. If they were decoded in those threads too, each thread would
        # keep a heap of its own. A long programme would need more and more memory.
        for placed, flac in waited_for(self.lease, ahead(fetch, takes)):
            if placed.gap:
                yield placed, np.zeros(stretched_length(placed.samples, placed.speed), np.float32)
            else:
                wave = _decoded(flac, placed.chunk.index, placed.take, rate)
                part = kept(wave, placed.cut, rate)
                yield placed, part if placed.speed == 1 else stretched(part, placed.speed, rate)

    def _audio(self, index: int, take: str) -> bytes:
        try:
            return fetch_audio(self.store, take)
        except ObjectMissing as error:
            raise MissingTake(index, take) from error

    def _keeping(self, items: Iterable[T]) -> Iterator[T]:
        """The items. The lease is kept as they come, and the heap is kept small."""
        for number, item in enumerate(items, 1):
            self.lease.keep()
            if number % TRIM_EVERY == 0:
                heap.trim()
            yield item


def waited_for(lease: Lease, items: Iterable[T]) -> Iterator[T]:
    """The items. Waiting for a slow store or ledger, from which they come, counts as progress."""
    coming = iter(items)
    while True:
        with lease.excused():
            try:
                item = next(coming)
            except StopIteration:
                return
        yield item


def _gap(spec: JobSpec, chunk: Chunk, why: str) -> Gap:
    """A chunk that was given up, by its job's policy: silent, or left out."""
    if spec.on_failure == "skip":
        return Gap(0, why)
    return Gap(round(len(chunk.text) * SILENT_S_PER_CHARACTER * spec.sample_rate), why)


def _decoded(flac: bytes, index: int, take: str, rate: int | None = None) -> Wave:
    """A take's sound at `rate` Hz, or at its own."""
    try:
        return to_wave(decode_audio(flac, rate))
    except ObjectMissing as error:
        raise MissingTake(index, take) from error

"""A programme with its captions and report, streamed into the store in constant memory.

The bytes depend on the manifest and the takes alone, so that a second run writes the same ones.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import TypeVar

import numpy as np

from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import (
    captions_key,
    cover_key,
    programme_key,
    report_key,
    report_page_key,
    take_key,
)
from voicefarm.artifacts.takes import decode_audio, fetch_audio, fetch_metadata, read_metadata
from voicefarm.artifacts.wanted_forms import WantedForms, missing_forms, wanted_forms
from voicefarm.errors import ObjectMissing
from voicefarm.forms import Output
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkStats
from voicefarm.messages import (
    Chunk,
    JobSpec,
    Manifest,
    ReportChunk,
    ReportSummary,
)
from voicefarm.resumption import stored_summary
from voicefarm.store import JSON, Store, StreamWriter
from worker import heap
from worker.programme.captions import CaptionLines, cues_of
from worker.programme.chapter_files import ChapterFiles
from worker.programme.further_forms import lossless_form, write_further_forms
from worker.programme.lease import Lease
from worker.programme.missing_takes import MissingTake
from worker.programme.plan import Gap, Item, Placed, Plan, planned
from worker.programme.read_ahead import ahead
from worker.programme.report_page import ReportPage
from worker.programme.spooled_text import SpooledText
from worker.programme.totals import Totals
from worker.sound import Wave, to_wave
from worker.sound.joining import Joiner, kept
from worker.sound.mastering import LimiterTrial, limiter_of, mastered, wanted_of
from worker.sound.measurement import measured
from worker.sound.outputs import OutputFile
from worker.sound.pictures import Picture
from worker.sound.programme_head import Programme
from worker.sound.stretching import stretched, stretched_length

STATS_AT_ONCE = 1024
TRIM_EVERY = 128
"""Takes (about 40 minutes) after which the heap gives back what the work on them left free.
Otherwise the holes in it would grow (docs/decisions/0018-the-stitcher-memory-stays-flat.md)."""
SAMPLE = 10
"""Takes of each voice on which the limiter is tried out."""
SILENT_S_PER_CHARACTER = 0.065
"""Silence for a chunk without a take: about as long as its reading would be."""
CAPTION_TYPES = {"srt": "application/x-subrip", "vtt": "text/vtt", "json": JSON}

T = TypeVar("T")


def write_programme(
    store: Store, jobs: JobReader, ledger: Ledger, job: str, lease: Lease
) -> ReportSummary:
    """Stream programme, captions and report into the store; all appear whole or not at all.

    If they are there already, only the forms that are missing are made, from a lossless one. Raises
    MissingTake, StoreUnreachable, and what `lease` raises.
    """
    with lease.excused():
        manifest, gaps = jobs.manifest(job), ledger.gaps(job)
        wanted, missing = wanted_forms(store, manifest), missing_forms(store, manifest)
        manifest = _for_forms(manifest, wanted)
        summary = stored_summary(store, job) if missing else None
        source = lossless_form(store, job) if summary else None
    if summary and source:
        cover = _cover(store, manifest)
        write_further_forms(store, manifest, summary, cover, source, missing, lease)
        return summary
    made = missing or wanted
    takes = _keeping(lease, _takes(store, jobs, manifest, gaps, lease))
    with planned(manifest.spec, takes) as plan, ExitStack() as uploads:
        plan = plan.with_gains(_corrected_gains(store, plan, lease))
        with lease.excused():
            files = _Files(store, manifest, plan, made, uploads, lease)
        tally = Totals(manifest, plan)
        stats = _waited_for(lease, _stats(ledger, manifest))
        waves = _keeping(lease, _waves(store, plan, lease))
        for (placed, wave), of_chunk in zip(waves, stats, strict=True):
            files.add(placed, wave, tally.line(placed, of_chunk))
        files.finish(tally.summary())
        lease.confirm()
        with lease.excused():
            uploads.close()
    return tally.summary()


class _Files:
    """All that is written for a job, in step."""

    def __init__(
        self,
        store: Store,
        manifest: Manifest,
        plan: Plan,
        made: WantedForms,
        uploads: ExitStack,
        lease: Lease,
    ) -> None:
        job, spec = manifest.job, manifest.spec

        def entered(result: AbstractContextManager[T]) -> T:
            uploads.callback(lease.advance)  # when it has been published, as that may take long
            return uploads.enter_context(result)

        def opened(form: Output) -> StreamWriter:
            key = programme_key(job, form)
            store.abandon(key)  # what a stitcher that was killed left of its upload
            lease.advance()
            return entered(store.writer(key, form.traits.media_type))

        def text(key: str, kind: str) -> SpooledText:
            return entered(SpooledText(store, key, kind))

        # Entered first, so committed last: if the programme is there, all other results are too.
        audio = {form: opened(form) for form in made.outputs}
        self._report = text(report_key(job), JSON)
        self._captions = {
            form: text(captions_key(job, form), kind) for form, kind in CAPTION_TYPES.items()
        }
        self._page = ReportPage(text(report_page_key(job), "text/html"), plan)
        programme = Programme(spec, plan.length, plan.chapters, _cover(store, manifest))
        self._outputs: list[OutputFile | ChapterFiles] = [
            entered(OutputFile(file, form, programme)) for form, file in audio.items()
        ]
        for form in made.chapter_outputs:
            self._outputs.append(entered(ChapterFiles(store, job, form, programme)))
        self._lease = lease
        self._joiner, self._length = Joiner(), plan.length
        # Cues may be heard over each other, and are louder there than each alone.
        self._limiter = limiter_of(spec) if spec.cues else None
        self._cues = CaptionLines(spec.sample_rate, spec.word_times)
        self._report.write(b'{"chunks": [\n')
        self._write_captions(self._cues.heads())

    def add(self, placed: Placed, wave: Wave, line: ReportChunk) -> None:
        """Append one take, its captions and its line of the report."""
        place = placed.place
        settled = place.first if place.settled is None else place.settled
        for until in self._joiner.long_silence(settled):
            self._write_audio(self._joiner.settle(until))
        self._write_audio(self._joiner.push(wave, place.first, settled))
        if placed.samples:
            start, end, chunk = placed.place.start, placed.place.end, placed.chunk
            for cue in cues_of(chunk.visible, start, end, placed.words, chunk.speaker):
                self._write_captions(self._cues.add(cue))
        first = b",\n" if placed.chunk.index else b""
        self._report.write(first + line.model_dump_json().encode())
        self._page.add(line)

    def finish(self, summary: ReportSummary) -> None:
        """Write what comes after the last take."""
        for until in self._joiner.long_silence(self._length):
            self._write_audio(self._joiner.settle(until))
        self._write_audio(self._joiner.settle(self._length))
        if self._limiter:
            self._write_settled(self._limiter.finish())
        self._write_captions(self._cues.tails())
        self._report.write(b'\n],\n"summary": ' + summary.model_dump_json().encode() + b"}\n")
        self._page.finish(summary)

    def _write_audio(self, wave: Wave) -> None:
        self._write_settled(self._limiter.push(wave) if self._limiter else wave)

    def _write_settled(self, wave: Wave) -> None:
        self._page.hear(wave)
        for output in self._outputs:
            with (
                self._lease.excused()
            ):  # a long pause takes long to encode, and a full part is sent
                output.write(wave)

    def _write_captions(self, parts: dict[str, bytes]) -> None:
        for form, part in parts.items():
            self._captions[form].write(part)


def _for_forms(manifest: Manifest, wanted: WantedForms) -> Manifest:
    """The manifest as if all forms had been wanted from the beginning."""
    forms = {"outputs": wanted.outputs, "chapter_outputs": wanted.chapter_outputs}
    return manifest.model_copy(update={"spec": manifest.spec.model_copy(update=forms)})


def _cover(store: Store, manifest: Manifest) -> Picture | None:
    info = manifest.spec.cover
    if info is None:
        return None
    data = store.get(cover_key(manifest.job, info.kind))
    if hashlib.sha256(data).hexdigest() != info.digest:
        raise ObjectMissing(f"The cover of job '{manifest.job}' is damaged; submit it again.")
    return Picture(info, data)


def _keeping(lease: Lease, items: Iterable[T]) -> Iterator[T]:
    """The items. The lease is kept as they come, and the heap is kept small."""
    for number, item in enumerate(items, 1):
        lease.keep()
        if number % TRIM_EVERY == 0:
            heap.trim()
        yield item


def _waited_for(lease: Lease, items: Iterable[T]) -> Iterator[T]:
    """The items. Waiting for a slow store or ledger, from which they come, counts as progress."""
    coming = iter(items)
    while True:
        with lease.excused():
            try:
                item = next(coming)
            except StopIteration:
                return
        yield item


def _takes(
    store: Store, jobs: JobReader, manifest: Manifest, gaps: Mapping[int, str], lease: Lease
) -> Iterator[Item]:
    """Every chunk with its take's metadata, or its gap; a take that was not measured is now."""
    spec = manifest.spec

    def fetch(chunk: Chunk) -> tuple[Chunk, str, bytes]:
        key = take_key(spec.recipe_of(chunk), chunk.text)
        if chunk.index in gaps:
            return chunk, key, b""
        try:
            return chunk, key, fetch_metadata(store, key)
        except ObjectMissing as error:
            raise MissingTake(chunk.index, key) from error

    for chunk, key, stored in _waited_for(lease, ahead(fetch, jobs.chunks(manifest.job))):
        if chunk.index in gaps:
            yield chunk, _gap(spec, chunk, gaps[chunk.index])
            continue
        take = read_metadata(stored)
        if take is None:
            raise MissingTake(chunk.index, key)
        if take.sound is None:
            with lease.excused():
                flac = _audio(store, chunk.index, key)
            wave = _decoded(flac, chunk.index, key)
            take = take.model_copy(update={"sound": measured(wave, take.sample_rate)})
        yield chunk, take.at_rate(spec.sample_rate)


def _gap(spec: JobSpec, chunk: Chunk, why: str) -> Gap:
    """A chunk that was given up, by its job's policy: silent, or left out."""
    if spec.on_failure == "skip":
        return Gap(0, why)
    return Gap(round(len(chunk.text) * SILENT_S_PER_CHARACTER * spec.sample_rate), why)


def _audio(store: Store, index: int, take: str) -> bytes:
    try:
        return fetch_audio(store, take)
    except ObjectMissing as error:
        raise MissingTake(index, take) from error


def _decoded(flac: bytes, index: int, take: str, rate: int | None = None) -> Wave:
    """A take's sound at `rate` Hz, or at its own."""
    try:
        return to_wave(decode_audio(flac, rate))
    except ObjectMissing as error:
        raise MissingTake(index, take) from error


def _corrected_gains(store: Store, plan: Plan, lease: Lease) -> dict[str, float]:
    """The plan's gains, raised for voices that the limiter makes fainter."""
    return {voice: round(_corrected_gain(store, plan, voice, lease), 3) for voice in plan.gains_db}


def _corrected_gain(store: Store, plan: Plan, voice: str, lease: Lease) -> float:
    wanted = wanted_of(plan.spec)
    trial = LimiterTrial(plan.gains_db[voice], plan.spec.sample_rate, wanted)
    if wanted.loudness is not None:
        sample = _parts(store, plan, plan.sample(voice, SAMPLE), lease)
        for placed, part in _keeping(lease, sample):
            if placed.sound.speaks:
                trial.hear(part, placed.sound)
    return trial.corrected()


def _waves(store: Store, plan: Plan, lease: Lease) -> Iterator[tuple[Placed, Wave]]:
    """Every take as it is heard: cut, faded and levelled."""
    rate, wanted = plan.spec.sample_rate, wanted_of(plan.spec)
    for placed, part in _parts(store, plan, plan.placed(), lease):
        gain = plan.gains_db.get(placed.voice, 0.0)
        yield placed, mastered(part, placed.sound, rate, gain, wanted)


def _parts(
    store: Store, plan: Plan, takes: Iterable[Placed], lease: Lease
) -> Iterator[tuple[Placed, Wave]]:
    """The takes, cut and faded."""

    def fetch(placed: Placed) -> tuple[Placed, bytes]:
        return placed, b"" if placed.gap else _audio(store, placed.chunk.index, placed.take)

    rate = plan.spec.sample_rate
    # Only bytes are fetched ahead. If they were decoded in those threads too, each thread would
    # keep a heap of its own. A long programme would need more and more memory.
    for placed, flac in _waited_for(lease, ahead(fetch, takes)):
        if placed.gap:
            yield placed, np.zeros(stretched_length(placed.samples, placed.speed), np.float32)
        else:
            wave = _decoded(flac, placed.chunk.index, placed.take, rate)
            part = kept(wave, placed.cut, rate)
            yield placed, part if placed.speed == 1 else stretched(part, placed.speed, rate)


def _stats(ledger: Ledger, manifest: Manifest) -> Iterator[ChunkStats]:
    for start in range(0, manifest.chunks, STATS_AT_ONCE):
        count = min(STATS_AT_ONCE, manifest.chunks - start)
        yield from ledger.stats(manifest.job, start, count)

"""A programme with its captions and report, streamed into the store in constant memory.

The bytes depend on the manifest and the takes alone, so that a second run writes the same ones.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import TypeVar

from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import (
    captions_key,
    cover_key,
    programme_key,
    report_key,
    report_page_key,
)
from voicefarm.artifacts.wanted_forms import WantedForms, missing_forms, wanted_forms
from voicefarm.errors import ObjectMissing
from voicefarm.forms import Output
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkStats
from voicefarm.messages import (
    Manifest,
    ReportChunk,
    ReportSummary,
)
from voicefarm.resumption import stored_summary
from voicefarm.store import JSON, Store, StreamWriter
from worker.programme.captions import CaptionLines, cues_of
from worker.programme.chapter_files import ChapterFiles
from worker.programme.further_forms import lossless_form, write_further_forms
from worker.programme.lease import Lease
from worker.programme.plan import Placed, Plan, planned
from worker.programme.report_page import ReportPage
from worker.programme.spooled_text import SpooledText
from worker.programme.takes.reader import TakeReader, waited_for
from worker.programme.totals import Totals
from worker.sound import Wave
from worker.sound.joining import Joiner
from worker.sound.mastering import limiter_of
from worker.sound.outputs import OutputFile
from worker.sound.pictures import Picture
from worker.sound.programme_head import Programme

STATS_AT_ONCE = 1024
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
    takes = TakeReader(store, lease)
    items = takes.items(jobs, manifest, gaps)
    with planned(manifest.spec, items) as plan, ExitStack() as uploads:
        plan = plan.with_gains(takes.corrected_gains(plan))
        with lease.excused():
            files = _Files(store, manifest, plan, made, uploads, lease)
        tally = Totals(manifest, plan)
        stats = waited_for(lease, _stats(ledger, manifest))
        for (placed, wave), of_chunk in zip(takes.waves(plan), stats, strict=True):
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


def _stats(ledger: Ledger, manifest: Manifest) -> Iterator[ChunkStats]:
    for start in range(0, manifest.chunks, STATS_AT_ONCE):
        count = min(STATS_AT_ONCE, manifest.chunks - start)
        yield from ledger.stats(manifest.job, start, count)

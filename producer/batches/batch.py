"""A batch from beginning to end: checked, run on the farm or on a private one, and reported."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from producer.batches.checks import BatchCheck, check_items
from producer.batches.items import BatchItem
from producer.batches.journal import Journal
from producer.batches.model_workers import models_to_serve
from producer.batches.names import check_template
from producer.batches.report import nearness, write_report
from producer.batches.requests import BatchDefaults, ItemRequest, item_document
from producer.batches.running import BatchProgress, BatchRun
from producer.batches.sources.lists import items_of_rows
from producer.batches.sources.places import BatchSource, batch_source
from producer.batches.sources.watching import WatchedSource
from producer.farm import Farm, open_farm
from producer.jobs.results import check_folder
from producer.jobs.submission import prepare
from producer.private_farm import private_farm
from voicefarm.errors import BadInput
from voicefarm.messages import BatchId
from voicefarm.settings import Settings

REPORT_S = 30.0
"""Seconds between two reports of a batch that runs."""


@dataclass(frozen=True, slots=True)
class FarmInUse:
    """A farm, and what is known of its workers."""

    farm: Farm
    check: Callable[[], None] = lambda: None
    """To be called regularly while waiting."""
    settings: Settings | None = None
    """By which models are chosen; None for the farm's own."""
    served: Sequence[str] | None = None
    """The models that have a worker; None where others may come."""


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What is wanted of a batch."""

    sources: Sequence[str]
    """Folders, patterns, files, lists, addresses, buckets, or `-`."""
    folder: Path
    """Where results go."""
    defaults: BatchDefaults
    lines: bool = False
    """Whether each line of a file is a text of its own."""
    limit: int = 0
    """Jobs in flight; 0 for as many as the farm's slots want."""
    name: BatchId | None = None
    """By which the batch is found again; by default a hash of sources and folder."""
    watch: bool = False
    """Whether to go on with what comes into the folders later, until Ctrl-C."""
    rows: Sequence[Mapping[str, Any]] = ()
    """Items as a list's rows have them, in place of sources."""
    strict: bool = False
    """Whether one bad item keeps the whole batch from starting."""


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What became of a batch."""

    batch: str
    items: int
    done: int
    skipped: int
    """Of those, how many an earlier run had done."""
    failed: int
    audio_s: float
    planned_s: float | None
    """What was expected of those that are done; None without measured rates."""
    off_percent: float | None
    """By how much they are longer than planned."""
    wall_s: float
    folder: str
    report: str
    noticed: int = 0
    """Items of which there is something to know, though nothing is wrong; the report says what."""

    @property
    def nearness(self) -> str:
        """How near the plan was; empty if there was none."""
        if self.planned_s is None or self.off_percent is None:
            return ""
        return nearness(self.planned_s, self.planned_s * (1 + self.off_percent / 100))


class CheckedBatch:
    """A batch that was checked and can be run."""

    def __init__(self, settings: Settings, request: BatchRequest) -> None:
        """Look at all items. Raises BadInput if the batch can't begin; nothing is written.

        A strict batch has all texts read too, and may raise Unreachable.
        """
        if request.strict and request.watch:
            raise BadInput("texts that come later can't be checked before.", field="strict")
        check_template(request.defaults.template)
        check_folder(request.folder)
        self.request = request
        self.settings = settings
        self.source = _source_of(request, settings)
        self.check = (
            BatchCheck()  # what comes may be anything
            if request.watch
            else check_items(self.source, request.defaults, request.folder, self._reader())
        )
        self.check.passed_over = dict(self.source.passed_over)
        if request.strict and self.check.bad:
            raise BadInput(f"{self.check.problems[0]} Nothing was queued.")
        self.name = request.name or _name_of(request)

    def run(self, show: Callable[[BatchProgress], None], farm: Farm | None = None) -> BatchSummary:
        """Make all items; `show` is called at every look at the jobs.

        Raises Unreachable, WorkerDied, ResultNotWritten; the same batch again goes on then.
        """
        progress = BatchProgress(self.name, self.check.items, self.check.size)
        with Journal(self.request.folder) as journal, self._farm(farm) as used:
            run = BatchRun(
                used.farm,
                self._items(),
                self.request.defaults,
                self.request.folder,
                journal,
                progress,
                limit=self.request.limit,
                between=used.check,
                settings=used.settings,
                served=used.served,
            )
            reported_at, reported = 0.0, 0
            try:
                for state in run.run():
                    show(state)
                    ended = state.done + state.failed
                    if ended > reported and time.monotonic() - reported_at > REPORT_S:
                        write_report(journal, run.order, self.request.folder)
                        reported_at, reported = time.monotonic(), ended
            finally:
                report = write_report(journal, run.order, self.request.folder)
        return self._summary(progress, report)

    def _reader(self) -> Callable[[BatchItem, ItemRequest], object] | None:
        if not self.request.strict:
            return None
        catalogue = self.settings.catalogue()

        def read(item: BatchItem, wanted: ItemRequest) -> object:
            document = item_document(item, wanted, self.settings)
            return prepare(self.settings, document, wanted.request, catalogue=catalogue)

        return read

    def _items(self) -> Iterable[BatchItem | None]:
        if not self.request.watch:
            return self.source
        template, outage_s = self.request.defaults.template, self.settings.outage_s
        return WatchedSource(self.source, template, outage_s)

    @contextmanager
    def _farm(self, farm: Farm | None) -> Iterator[FarmInUse]:
        if farm or self.settings.redis_url:
            yield FarmInUse(farm or open_farm(self.settings))
            return
        models = models_to_serve(self.source, self.request.defaults, self.settings)
        settings = self.settings.model_copy(update={"model": models[0]})
        with private_farm(settings, models[1:]) as private:
            # Items without a model choose among those that this machine has, each for itself.
            choosing = self.settings if len(models) > 1 else private.farm.settings
            yield FarmInUse(private.farm, private.check_workers, choosing, models)

    def _summary(self, progress: BatchProgress, report: Path) -> BatchSummary:
        planned_s, made_s = progress.planned_s, progress.planned_audio_s
        return BatchSummary(
            batch=self.name,
            items=progress.items or progress.done + progress.failed,
            done=progress.done,
            skipped=progress.skipped,
            failed=progress.failed,
            audio_s=round(progress.audio_s, 3),
            planned_s=round(planned_s, 1) if planned_s else None,
            off_percent=round(100 * (made_s / planned_s - 1), 1) if planned_s else None,
            wall_s=round(time.monotonic() - progress.started, 2),
            folder=str(self.request.folder),
            report=str(report),
            noticed=progress.noticed,
        )


def _source_of(request: BatchRequest, settings: Settings) -> BatchSource:
    if request.rows or not request.sources:
        return BatchSource(lambda: items_of_rows(request.rows))
    folder = request.folder.resolve()
    return batch_source(request.sources, settings, lines=request.lines, without=folder)


def _name_of(request: BatchRequest) -> str:
    """The name of a batch that has none: the same command is the same batch."""
    places = [
        source if "://" in source else str(Path(source).absolute()) for source in request.sources
    ]
    known = repr((places, request.rows, str(request.folder.absolute()), request.lines))
    return f"batch-{hashlib.sha256(known.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"

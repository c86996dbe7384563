"""The loop over a batch: items become jobs up to a limit, and finished jobs become files.

One thread decides; a few others read texts, write to the store and fetch. What is in memory is what
is in flight. The journal says what is done, so that a batch that was killed does nothing twice.
"""

import hashlib
import time
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from producer.batches.items import BatchItem
from producer.batches.journal import DONE, ItemResult, Journal
from producer.batches.model_workers import require_served
from producer.batches.patience import Patience
from producer.batches.requests import (
    BatchDefaults,
    ItemRequest,
    item_digest,
    item_document,
    item_request,
    models_digest,
)
from producer.batches.sources.places import printable
from producer.batches.submission import (
    QueuedItem,
    ended,
    fetch_item,
    is_in_store,
    queue_item,
    refused,
)
from producer.farm import Farm
from producer.jobs.plans.estimates import Estimator
from producer.jobs.submission import PreparedJob, prepare
from voicefarm.artifacts.batch_files import BatchMember, BatchWriter
from voicefarm.artifacts.job_files import JobReader
from voicefarm.errors import BadInput, ObjectMissing, Unreachable, VoicefarmError
from voicefarm.messages import JobState, JobStatus
from voicefarm.resumption import resume_job
from voicefarm.settings import Settings

THREADS = 4
POLL_S = 0.25
POLL_SHARE = 20
"""Looking at the jobs takes at most this part of the time: one in 20."""
LEAST_JOBS = 64
JOBS_PER_SLOT = 4
"""In flight at the same time, if no limit is given: enough that no slot of the farm waits."""
SLOTS_KNOWN_S = 30.0
"""Seconds until the farm's slots are counted again."""
FLUSH_S = 5.0

Outcome = QueuedItem | ItemResult


@dataclass(slots=True)
class BatchProgress:
    """Where a batch stands, for people who watch it."""

    batch: str
    items: int
    """0 if nobody knows how many will come."""
    size: int
    """Of all texts, bytes."""
    started: float = field(default_factory=time.monotonic)
    done: int = 0
    skipped: int = 0
    """Of those, how many were done by an earlier run."""
    failed: int = 0
    """Failed, cancelled or refused."""
    noticed: int = 0
    """Items with notices, which the report has."""
    audio_s: float = 0.0
    planned_s: float = 0.0
    """What was expected of those that are done and have a plan."""
    planned_audio_s: float = 0.0
    """How long these are."""
    made_size: int = 0
    """Bytes of the texts that this run has finished."""
    skipped_size: int = 0
    statuses: list[tuple[QueuedItem, JobStatus]] = field(default_factory=list)
    """The jobs in flight, as they were seen last."""

    @property
    def left(self) -> int:
        """Items that have not ended."""
        return max(0, self.items - self.done - self.failed)

    @property
    def share(self) -> float:
        """How much of the texts is made, 0 to 1."""
        made = self.made_size + self.skipped_size + self._partly()
        return min(1.0, made / self.size) if self.size else 0.0

    @property
    def eta_s(self) -> float | None:
        """Seconds until all are made, by this run's pace; None while nothing is known."""
        made = self.made_size + self._partly()
        if not (made and self.size):
            return None
        rest = max(0.0, self.size - self.skipped_size - made)
        return rest * (time.monotonic() - self.started) / made

    def _partly(self) -> float:
        return sum(item.size * status.done / status.chunks for item, status in self.statuses)


class BatchRun:
    """One run of a batch. Used by one thread."""

    def __init__(
        self,
        farm: Farm,
        source: Iterable[BatchItem | None],
        defaults: BatchDefaults,
        folder: Path,
        journal: Journal,
        progress: BatchProgress,
        *,
        limit: int = 0,
        between: Callable[[], None] = lambda: None,
        settings: Settings | None = None,
        served: Collection[str] | None = None,
    ) -> None:
        """`limit` is of jobs in flight, 0 for as many as the farm's slots want.

        The source gives None when nothing is there now, but more may come. `between` is called
        regularly and may raise. Models are chosen by `settings`, or by the farm's own. An item is
        refused if its model isn't among those `served`; None means that workers may come.
        """
        self.progress = progress
        self.order = array("q")
        """Where in the journal each item's result lies, -1 while it has none."""
        self._farm = farm
        self._items = iter(source)
        self._defaults = defaults
        self._folder = folder
        self._journal = journal
        self._given_limit = limit
        self._between = between
        self._patient = Patience(farm.settings.outage_s)
        self._settings, self._served = settings or farm.settings, served
        self._models = farm.settings.catalogue()
        self._model_digests: dict[str | None, str] = {}
        self._estimator = Estimator(self._models, farm.store, farm.ledger, farm.settings.model)
        self._members = BatchWriter(farm.store, progress.batch)
        self._jobs: dict[str, list[QueuedItem]] = {}
        """The items whose job runs; equal items are one job."""
        self._queued = 0
        """Items that have one."""
        self._pending: dict[Future[Outcome], BatchItem] = {}
        self._exhausted = False
        self._limit, self._limit_known = LEAST_JOBS, 0.0
        self._next_poll = self._next_flush = 0.0

    def run(self) -> Iterator[BatchProgress]:
        """Go through all items; yields at every look at the jobs.

        Raises Unreachable after an outage that is too long, and ResultNotWritten. What runs then
        goes on, and the same run again continues.
        """
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="batch")
        try:
            while True:
                self._between()
                self._feed(pool)
                if self._exhausted and not self._pending and not self._jobs:
                    break
                self._collect()
                if time.monotonic() >= self._next_poll:
                    self._poll(pool)
                    yield self.progress
            self._patient(self._members.flush)
            yield self.progress
        finally:
            self._patient.given_up.set()
            pool.shutdown(wait=True, cancel_futures=True)

    @property
    def in_flight(self) -> int:
        """Items that have a job, or are on their way to it or from it."""
        return len(self._pending) + self._queued

    def _feed(self, pool: ThreadPoolExecutor) -> None:
        while not self._exhausted and len(self._pending) < 2 * THREADS:
            if self.in_flight >= self._most_in_flight():
                return
            item = next(self._items, self)
            if item is None:
                return
            if isinstance(item, BatchRun):
                self._exhausted = True
                return
            self._begin(pool, item)

    def _begin(self, pool: ThreadPoolExecutor, item: BatchItem) -> None:
        self.order.append(-1)
        try:
            wanted = item_request(item, self._defaults)
            digest = item_digest(item, wanted, self._digest_of_models(wanted.request.model))
        except BadInput as problem:
            self._settle(item, refused(item, _digest_of_label(item), str(problem)))
            return
        before = self._journal.find(digest)
        paths = {
            path.relative_to(self._folder).as_posix(): path for path in wanted.paths(self._folder)
        }
        if before and self._journal.has_files(before, paths):
            self._skip(item, before)
        elif before and before.state == DONE:
            self._pending[pool.submit(self._fetch_again, item, wanted, before)] = item
        else:
            self._pending[pool.submit(self._queue, item, wanted, digest)] = item

    def _queue(self, item: BatchItem, wanted: ItemRequest, digest: str) -> Outcome:
        try:
            return self._patient(
                queue_item, self._farm, self._prepared, item, wanted, digest, self._expected_s
            )
        except Unreachable:
            raise
        except VoicefarmError as problem:
            return refused(item, digest, str(problem))
        except Exception as error:  # noqa: BLE001 - one item's edge: it must stop no other
            return refused(item, digest, f"It can't be read, by a fault of ours: {error!r}.")

    def _prepared(self, item: BatchItem, wanted: ItemRequest) -> PreparedJob:
        document = item_document(item, wanted, self._settings)
        prepared = prepare(self._settings, document, wanted.request, catalogue=self._models)
        require_served(prepared, self._served)
        return prepared

    def _expected_s(self, prepared: PreparedJob) -> float:
        return self._estimator.of(prepared).audio_s

    def _fetch_again(self, item: BatchItem, wanted: ItemRequest, before: ItemResult) -> Outcome:
        """A programme that was made, and whose files are gone or have other names now."""
        known = {
            name: getattr(before, name)
            for name in ("digest", "job", "title", "model", "voice", "language", "characters")
        }
        known["notices"] = before.notices
        queued = QueuedItem(
            item=item, wanted=wanted, size=item.size, planned_s=before.planned_s, **known
        )
        if self._patient(is_in_store, self._farm, queued):
            return self._fetch(queued)
        return self._queue(item, wanted, before.digest)

    def _fetch(self, queued: QueuedItem) -> ItemResult:
        try:
            return self._patient(fetch_item, self._farm, queued, self._folder)
        except (ObjectMissing, BadInput) as error:
            return replace(
                refused(queued.item, queued.digest, str(error)), state=JobState.FAILED.value
            )

    def _collect(self) -> None:
        """Take what the threads have finished; wait a moment if that is nothing."""
        pause_s = max(0.0, self._next_poll - time.monotonic())
        if not self._pending:
            time.sleep(min(pause_s, POLL_S))
            return
        finished, _ = wait(self._pending, timeout=pause_s, return_when=FIRST_COMPLETED)
        for future in finished:
            item = self._pending.pop(future)
            outcome = future.result()
            if isinstance(outcome, QueuedItem):
                self._jobs.setdefault(outcome.job, []).append(outcome)
                self._queued += 1
                self._remember(outcome.item, outcome.job, outcome.wanted)
            else:
                self._settle(item, outcome)

    def _poll(self, pool: ThreadPoolExecutor) -> None:
        """Look at all jobs in flight, and have the results of those that ended fetched."""
        began = time.monotonic()
        names = list(self._jobs)
        statuses = self._patient(self._farm.ledger.statuses, names) if names else []
        self.progress.statuses = []
        for name, status in zip(names, statuses, strict=True):
            if status is None:
                self._find(pool, name)
            elif status.state == JobState.DONE:
                self._have_fetched(pool, name)
            elif status.ended:
                for queued in self._ended(name):
                    self._settle(queued.item, ended(queued, status))
            else:
                self.progress.statuses += [(queued, status) for queued in self._jobs[name]]
        if time.monotonic() >= self._next_flush:
            self._patient(self._members.flush)
            self._next_flush = time.monotonic() + FLUSH_S
        now = time.monotonic()
        self._next_poll = now + max(POLL_S, POLL_SHARE * (now - began))

    def _find(self, pool: ThreadPoolExecutor, job: str) -> None:
        """The ledger doesn't know the job: it is finished, or Redis was lost."""
        farm, first = self._farm, self._jobs[job][0]
        if self._patient(is_in_store, farm, first):
            self._have_fetched(pool, job)
            return
        jobs, retention_s = JobReader(farm.store), farm.settings.retention_s
        self._patient(resume_job, farm.ledger, farm.dispatcher, jobs, job, retention_s=retention_s)

    def _have_fetched(self, pool: ThreadPoolExecutor, job: str) -> None:
        for queued in self._ended(job):
            self._pending[pool.submit(self._fetch, queued)] = queued.item

    def _ended(self, job: str) -> list[QueuedItem]:
        """The items of a job that runs no more."""
        items = self._jobs.pop(job)
        self._queued -= len(items)
        return items

    def _skip(self, item: BatchItem, before: ItemResult) -> None:
        """An earlier run has done all that is wanted."""
        self.progress.skipped += 1
        self.progress.skipped_size += item.size
        now = replace(before, number=item.number, item=item.label, id=item.id)
        if now != before:
            self._journal.add(now)
        self._note(item, now)
        wanted = item_request(item, self._defaults)
        self._remember(item, before.job, wanted)

    def _settle(self, item: BatchItem, result: ItemResult) -> None:
        """An item has ended, in this run."""
        self._journal.add(result)
        self.progress.made_size += item.size
        self._note(item, result)

    def _note(self, item: BatchItem, result: ItemResult) -> None:
        self.order[item.number - 1] = self._journal.place_of(result.digest)
        self.progress.noticed += bool(result.notices)
        if result.state != DONE:
            self.progress.failed += 1
            return
        self.progress.done += 1
        self.progress.audio_s += result.audio_s
        if result.planned_s:
            self.progress.planned_s += result.planned_s
            self.progress.planned_audio_s += result.audio_s

    def _remember(self, item: BatchItem, job: str, wanted: ItemRequest) -> None:
        member = BatchMember(
            number=item.number,
            item=item.label,
            id=item.id,
            name=printable(str(wanted.name)),
            job=job,
        )
        self._patient(self._members.add, member)

    def _most_in_flight(self) -> int:
        if self._given_limit:
            return self._given_limit
        now = time.monotonic()
        if now >= self._limit_known:
            workers = self._patient(self._farm.ledger.workers)
            self._limit = max(LEAST_JOBS, JOBS_PER_SLOT * sum(one.slots for one in workers))
            self._limit_known = now + SLOTS_KNOWN_S
        return self._limit

    def _digest_of_models(self, name: str | None) -> str:
        if name not in self._model_digests:
            digest = models_digest(self._settings, self._models, name)
            self._model_digests[name] = digest
        return self._model_digests[name]


def _digest_of_label(item: BatchItem) -> str:
    known = repr((item.label, item.problem, sorted(item.fields.items(), key=str)))
    return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:32]

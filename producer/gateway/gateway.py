"""What all routes share: the farm, the settings, and which models may speak."""

import functools
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool

from producer.documents.document import Document
from producer.farm import Farm
from producer.gateway.access import Access, Caller
from producer.gateway.answers.hub import EventHub
from producer.gateway.answers.polls import StatusReader
from producer.gateway.problems import HttpProblem
from producer.gateway.streams import StreamCount
from producer.jobs.casting import check_installed
from producer.jobs.request import JobRequest
from producer.jobs.submission import PreparedJob, check_request, prepare
from producer.webhooks.notices import Notices
from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.voices import with_all_voices
from voicefarm.errors import BadSetting, Unreachable
from voicefarm.messages import JobStatus
from voicefarm.model_choice import candidates
from voicefarm.models import Catalogue, Model
from voicefarm.resumption import stored_status
from voicefarm.settings import Settings

WORKERS_KNOWN_S = 1.0
"""Seconds for which an answer about the farm's workers is good."""
LONG_BYTES = 1_000_000
_LONG = threading.Lock()
MODELS_KNOWN_S = 10.0
"""Seconds for which the list of models and voices is good."""
STORED_KNOWN_S = 5.0
"""Seconds for which it is good what the store knows of a job that the ledger forgot."""


@dataclass(frozen=True)
class Gateway:
    """One gateway. It keeps nothing that another one of the same farm would need."""

    settings: Settings
    """As configured. Without an address of Redis it runs a private farm."""
    farm: Farm
    want_worker: Callable[[str], None]
    """Have a model served, or raise Unreachable or WorkerDied."""
    streams: StreamCount
    access: Access
    hub: EventHub

    def prepared(self, document: Document, request: JobRequest) -> PreparedJob:
        """A job that can be submitted, of a model that is served. Raises BadInput, Unreachable."""
        catalogue = self.catalogue()
        prepared = prepare(self.settings, document, request, catalogue=catalogue)
        models = prepared.manifest.models
        if not self.settings.redis_url:
            check_installed(catalogue, models)
        for model in models:
            self.want_worker(model)
        return prepared

    def check(self, request: JobRequest) -> None:
        """Raise BadInput or Unreachable if no text at all could be read so here."""
        catalogue = self.catalogue()
        check_request(self.settings, request, catalogue=catalogue)
        name, *others = candidates(self.settings, request.model, catalogue)
        if not others:  # otherwise the text chooses
            self.want_worker(name)

    def reading(self, size: int) -> AbstractContextManager[object]:
        """A turn to read a text of `size` bytes: long ones one at a time, for their memory."""
        return _LONG if size > LONG_BYTES else nullcontext()

    @functools.cached_property
    def jobs(self) -> JobReader:
        """Manifests and chunks of jobs."""
        return JobReader(self.farm.store)

    @functools.cached_property
    def polls(self) -> StatusReader:
        """States of jobs, for the event loop."""
        return StatusReader(self.farm.ledger)

    @functools.cached_property
    def notices(self) -> Notices:
        """Who hears of the ends of jobs."""
        return Notices(self.farm.ledger)

    def status_of(self, caller: Caller, job: str) -> JobStatus:
        """A job's status, of a finished one that the ledger forgot too.

        Raises HttpProblem, 404: also for a job of another tenant.
        """
        status = self.farm.ledger.statuses([job])[0] or self._in_store(job)
        return self._seen_by(caller, job, status)

    async def polled_status(self, caller: Caller, job: str) -> JobStatus:
        """The same for the event loop: who asks at the same time shares one round trip."""
        status = await self.polls.status(job)
        status = status or await run_in_threadpool(self._in_store, job)
        return self._seen_by(caller, job, status)

    def _seen_by(self, caller: Caller, job: str, status: JobStatus | None) -> JobStatus:
        if status is None or not (caller.sees_all or status.tenant == caller.tenant):
            raise HttpProblem(
                HTTPStatus.NOT_FOUND,
                f"There is no job '{job[:80]}'; GET /v1/jobs lists those that are known.",
                "unknown_job",
            )
        return status

    @property
    def usual_model(self) -> str:
        """The model that speaks if none is named."""
        return candidates(self.settings)[0]

    def catalogue(self) -> Catalogue:
        """The models of the settings. Their files are not listed anew for each request."""
        return self._catalogue(int(time.monotonic() / MODELS_KNOWN_S))

    def models(self) -> Mapping[str, Model]:
        """The models that can speak here, with all their voices, the usual one first.

        On a farm they are those that workers serve, and the usual one.
        """
        return self._models(int(time.monotonic() / MODELS_KNOWN_S))

    def forget_models(self) -> None:
        """Have the list read again: a voice came or went."""
        type(self)._models.cache_clear()
        type(self)._catalogue.cache_clear()

    @functools.lru_cache(maxsize=1)  # noqa: B019 - one gateway a process
    def _catalogue(self, moment: int) -> Catalogue:
        return self.settings.catalogue()

    @functools.lru_cache(maxsize=1)  # noqa: B019 - one gateway a process
    def _models(self, moment: int) -> Mapping[str, Model]:
        catalogue = self.catalogue()
        served = {worker.model for worker in self.farm.ledger.workers()} - {""}
        speaking = {}
        for name in dict.fromkeys([self.usual_model, *sorted(catalogue)]):
            try:
                model = catalogue[name]
                here = name in served or (not self.settings.redis_url and model.installed)
                if here or name == self.usual_model:
                    speaking[name] = with_all_voices(model, self.farm.store)
            except BadSetting:
                continue  # one broken file spoils no other model
        return speaking

    def _in_store(self, job: str) -> JobStatus | None:
        """What the store knows of a job. A player asks for many ranges of one programme."""
        return self._stored_status(job, int(time.monotonic() / STORED_KNOWN_S))

    @functools.lru_cache(maxsize=64)  # noqa: B019 - one gateway a process
    def _stored_status(self, job: str, moment: int) -> JobStatus | None:
        return stored_status(self.farm.store, job)

    def __hash__(self) -> int:
        return id(self)


def served_by(farm: Farm) -> Callable[[str], None]:
    """A check that a farm's workers serve a model. It raises Unreachable with the remedy."""
    known: dict[str, float] = {}

    def want(model: str) -> None:
        if time.monotonic() - known.get(model, -WORKERS_KNOWN_S) < WORKERS_KNOWN_S:
            return
        if not any(worker.model == model for worker in farm.ledger.workers()):
            raise Unreachable(f"No worker on the farm serves model '{model}'; start one that does.")
        known[model] = time.monotonic()

    return want

"""A worker taken apart, so that a test can stop it between any two of its steps."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from redis import Redis

from tests.kit.jobs import RATE
from tests.kit.waiting import PATIENCE_S
from voicefarm.artifacts.job_files import JobReader
from voicefarm.broker.celery_app import celery_app, queue_key
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.ledger import connect
from voicefarm.ledger.records import ChunkRef
from voicefarm.models import Model
from voicefarm.settings import Settings, load_settings
from voicefarm.store.opening import open_store
from worker.engines import Speech, Utterance
from worker.engines.silence import SilenceEngine, SilenceSettings
from worker.process.runtime import Runtime
from worker.quality.calibration import Calibration
from worker.quality.examiner import Examiner
from worker.slots.held import Slots
from worker.slots.outages import Outages
from worker.slots.watch import Watch

MODEL = Model.model_validate(
    {
        "name": "silence",
        "engine": "silence",
        "description": "For a test",
        "licence": "Apache-2.0",
        "sample_rate": RATE,
        "budget": 100,
        "default_voices": {"en": "nobody"},
        "voices": {"nobody": {"languages": ["en"]}},
    }
)


class CountingEngine(SilenceEngine):
    """Silence that remembers what it was asked to say."""

    def __init__(self) -> None:
        super().__init__(MODEL, SilenceSettings(seconds_per_character=0.01))
        self.texts: list[str] = []

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        """Say nothing, and remember it."""
        self.texts.append(utterance.text)
        return super().synthesize(utterance, watch)


def quick_settings(redis_url: str, namespace: str, folder: Path, **others: Any) -> Settings:
    """Settings with which a death is noticed in a twentieth of a second."""
    quick = {"heartbeat_s": 0.01, "lease_s": 0.05, "outage_s": 0.0}
    fixed = {"redis_url": redis_url, "namespace": namespace, "store": str(folder / "store")}
    return load_settings(**{**fixed, **quick, **others})


def make_runtime(settings: Settings, engine: SilenceEngine | None = None) -> Runtime:
    """A worker's runtime without its Celery: the test is its hands."""
    ledger = connect(settings.redis_url or "", settings.namespace)
    outages = Outages(settings.outage_s)
    store = open_store(settings.store)
    return Runtime(
        settings=settings,
        model=MODEL,
        engine=engine or CountingEngine(),
        ledger=ledger,
        store=store,
        jobs=JobReader(store),
        dispatcher=Dispatcher(celery_app(settings), ledger, settings),
        slots=Slots(4),
        examiner=Examiner(RATE),
        calibration=Calibration(store, RATE, outages),
        outages=outages,
    )


def take_message(settings: Settings) -> ChunkRef | None:
    """Take the oldest message from the model's queue, as kombu does: it is gone from Redis."""
    with Redis.from_url(settings.redis_url or "") as client:
        raw: Any = client.rpop(queue_key(settings.namespace, MODEL.name))
    if raw is None:
        return None
    (job, index), *_ = json.loads(base64.b64decode(json.loads(raw)["body"]))
    return ChunkRef(job, index)


def act_until(check: Callable[[], Any], act: Callable[[], Any]) -> Any:
    """Act until `check` returns something, and return that."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        act()
        if result := check():
            return result
    raise AssertionError("It did not come about.")

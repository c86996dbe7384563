"""The producer's side of a farm: its ledger, its store, and the queue."""

from dataclasses import dataclass, field

from voicefarm.artifacts.identity import identity_of
from voicefarm.broker.celery_app import broker_url, celery_app
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.ledger import Ledger, connect
from voicefarm.settings import Settings
from voicefarm.store import Store
from voicefarm.tracing.spans import Tracing, open_tracing


@dataclass(frozen=True, slots=True)
class Farm:
    """What a producer needs of a farm."""

    settings: Settings
    ledger: Ledger
    store: Store
    dispatcher: Dispatcher
    tracing: Tracing = field(default_factory=Tracing)


def open_farm(settings: Settings) -> Farm:
    """Connect, and check that Redis and the store can be used, so that nothing is half-submitted.

    Raises BadSetting when no Redis is configured or the farm has another store, RedisUnreachable,
    StoreUnreachable.
    """
    ledger = open_ledger(settings)
    store = settings.open_store()
    store.check()
    ledger.agree_on_store(identity_of(store), worker=False)
    dispatcher = Dispatcher(celery_app(settings), ledger, settings)
    tracing = open_tracing(settings.trace_collector, "producer")
    return Farm(settings, ledger, store, dispatcher, tracing)


@dataclass(frozen=True, slots=True)
class JobRecords:
    """Where it is known how jobs stand. Without a farm that is the store alone."""

    ledger: Ledger | None
    store: Store
    outage_s: float = 0.0
    """Seconds for which a Redis that is away is waited for."""


def open_records(settings: Settings, farm: Farm | None = None) -> JobRecords:
    """The records of the farm, or of the one that the settings name; without one, of the store.

    Raises as `open_farm` does, except for settings without a farm.
    """
    if farm is None and not settings.redis_url:
        return JobRecords(None, settings.open_store())
    farm = farm or open_farm(settings)
    return JobRecords(farm.ledger, farm.store, farm.settings.outage_s)


def open_ledger(settings: Settings) -> Ledger:
    """The farm's ledger alone: enough to ask how jobs stand.

    Raises BadSetting when no Redis is configured, RedisUnreachable.
    """
    broker_url(settings)
    ledger = connect(settings.redis_url or "", settings.namespace)
    ledger.check()
    return ledger

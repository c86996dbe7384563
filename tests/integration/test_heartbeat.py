"""Heartbeats whose connections lead nowhere, and messages that can't be sent."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.jobs import make_job
from tests.kit.relay import Relay, free_port
from tests.kit.stepped_worker import MODEL, make_runtime, quick_settings
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import until
from voicefarm.artifacts.job_files import write_job
from voicefarm.broker.celery_app import celery_app
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.ledger.records import ChunkRef
from voicefarm.settings import Settings
from worker.process.heartbeat import Heartbeat
from worker.process.runtime import Runtime
from worker.slots.watch import Watch

LEASE_S = 3.0


@pytest.fixture
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    """A relay before a server of the test's own."""
    server = ValkeyServer(tmp_path_factory.mktemp("v"), port=free_port())
    server.start()
    relay = Relay(server.port)
    yield relay
    relay.close()
    server.kill()


def runtime_behind(relay: Relay, namespace: str, folder: Path) -> Runtime:
    address = f"redis://127.0.0.1:{relay.port}/0"
    times = {"lease_s": LEASE_S, "heartbeat_s": 0.1}
    return make_runtime(quick_settings(address, namespace, folder, **times))


def held(runtime: Runtime) -> ChunkRef:
    """A chunk of a new job that the worker has claimed."""
    manifest, pages = make_job(2, fingerprint=MODEL.fingerprint("nobody"))
    write_job(runtime.store, manifest, pages)
    runtime.ledger.open(manifest, retention_s=1000)
    chunk = ChunkRef(manifest.job, 0)
    assert runtime.ledger.claim(chunk, runtime.name, LEASE_S) == 1
    return chunk


def test_a_flow_that_was_forgotten_costs_no_lease(
    relay: Relay, namespace: str, tmp_path: Path
) -> None:
    runtime = runtime_behind(relay, namespace, tmp_path)
    chunk, heart = held(runtime), Heartbeat(runtime)
    with runtime.slots.holding(chunk, Watch()):
        heart.beat()
        relay.forget()
        forgotten = time.monotonic()
        heart.beat()
        assert time.monotonic() - forgotten < LEASE_S
        assert runtime.ledger.claim(chunk, "another", LEASE_S) is None
    # The pause before that answer says nothing of how busy this machine is.
    heart.beat()
    assert runtime.lease_time.seconds == LEASE_S


class StuckDispatcher(Dispatcher):
    """One whose messages go nowhere for a while."""

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        super().__init__(celery_app(settings), runtime.ledger, settings)
        self.is_stuck, self.goes_on = threading.Event(), threading.Event()

    def refill(self, model: str) -> int:
        """Wait, and then send."""
        self.is_stuck.set()
        self.goes_on.wait()
        return super().refill(model)


def test_leases_are_renewed_while_messages_cannot_be_sent(
    relay: Relay, namespace: str, tmp_path: Path
) -> None:
    runtime = runtime_behind(relay, namespace, tmp_path)
    chunk, heart = held(runtime), Heartbeat(runtime)
    heart.start()
    runtime.dispatcher = stuck = StuckDispatcher(runtime.settings, runtime)
    with runtime.slots.holding(chunk, Watch()):
        assert stuck.is_stuck.wait(60)
        ticks: set[float] = set()

        def several_came() -> bool:
            ticks.add(heart.last_tick)
            return len(ticks) > 5

        until(several_came)
        stuck.goes_on.set()
    heart.stop()

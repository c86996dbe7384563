"""A replica takes over while a job runs, as managed services and Sentinel do it."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.proxy import Proxy
from tests.kit.commands import Commands, write_model
from tests.kit.relay import free_port
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import until
from voicefarm.ledger import Ledger, connect

TEXT = "\n\n".join(f"This is paragraph {number}. It is short." for number in range(60))
SLOTS = 4


@pytest.fixture
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[ValkeyServer]]:
    """A primary and its replica."""
    pair = [ValkeyServer(tmp_path_factory.mktemp("v"), port=free_port()) for _ in range(2)]
    for server in pair:
        server.start()
    pair[1].follow(pair[0])
    yield pair
    for server in pair:
        server.kill()


@pytest.fixture
def address(servers: list[ValkeyServer]) -> Proxy:
    """The address that the farm knows; it leads to the primary of the moment."""
    return Proxy(servers[0].port)


@pytest.fixture
def farm(here: Commands, address: Proxy, tmp_path: Path) -> Commands:
    here.settings |= {
        "VOICEFARM_REDIS_URL": f"redis://127.0.0.1:{address.port}/0",
        "VOICEFARM_NAMESPACE": f"test-{secrets.token_hex(4)}",
        "VOICEFARM_HEARTBEAT_S": "0.5",
        **write_model(tmp_path / "models", "steady", work_s=0.3),
    }
    return here


def made(ledger: Ledger) -> int:
    return sum(worker.chunks for worker in ledger.workers())


@pytest.mark.parametrize("old", ["is dead", "is a replica that refuses to be written"])
def test_a_replica_takes_over_and_the_job_ends(
    farm: Commands, servers: list[ValkeyServer], address: Proxy, old: str
) -> None:
    primary, replica = servers
    namespace = farm.settings["VOICEFARM_NAMESPACE"]
    worker = ("--model", "steady", "--slots", str(SLOTS))
    with farm.worker(*worker), farm.worker(*worker):
        job = farm.run("submit", "-", "--model", "steady", stdin=TEXT).stdout.strip()
        before = connect(primary.url, namespace)
        until(lambda: before.status(job).done >= 20)
        if old == "is dead":
            primary.kill()
        replica.lead()
        address.upstream = replica.port
        if old != "is dead":
            primary.follow(replica)
        done = farm.json("wait", job)
        after = connect(replica.url, namespace)
        until(lambda: made(after) >= 60)  # the workers tell at their next heartbeat
        # The replica may lack what happened in that instant: a claim in each slot at most.
        assert made(after) <= 60 + 2 * SLOTS
    assert (done["state"], done["done"], done["gaps"]) == ("done", 60, 0)

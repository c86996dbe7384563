"""Users of Redis who may too little: a farm asks about what it needs before any work."""

from collections.abc import Iterator

import pytest
from redis import Redis

from tests.kit.valkey_server import ValkeyServer
from voicefarm.errors import RedisUnreachable
from voicefarm.ledger import Ledger, connect
from voicefarm.ledger.server_check import needed_commands

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


def ledger_of_user(server: ValkeyServer, rules: str) -> Ledger:
    """A ledger that has this user's rights and no others."""
    with Redis.from_url(server.url) as client:
        client.execute_command("ACL", "SETUSER", "farm", "reset", "on", ">secret", *rules.split())
    return connect(server.url.replace("unix://", "unix://farm:secret@"), "farm")


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

"""Attempts to do at the gateway what nobody should; none succeeds, and none is a 5xx."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from producer.api_keys import add_key, revoke_key
from tests.kit.commands import VOICEFARM, Commands
from tests.kit.gateway_server import gateway
from tests.kit.waiting import PATIENCE_S
from voicefarm.store import Store
from voicefarm.store.opening import open_store

SLOW = {"VOICEFARM_LARGEST_REQUEST_MB": "1", "VOICEFARM_SLOWEST_REQUEST_S": "0.5"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """Open, on the loopback."""
    with gateway(tmp_path_factory.mktemp("gateway"), **SLOW) as client:
        yield client


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("locked")


@pytest.fixture(scope="module")
def keys(folder: Path) -> dict[str, str]:
    """Tokens by name; they are made before the gateway starts."""
    store = open_store(str(folder / "store"))
    return {
        "ana": add_key(store, "ana")[1],
        "bela": add_key(store, "bela")[1],
        "reader": add_key(store, "reader", ["read"])[1],
        "chief": add_key(store, "chief", ["admin"])[1],
        "slow": add_key(store, "slow", requests_per_minute=3)[1],
        "short": add_key(store, "short", characters_per_request=20)[1],
        "poor": add_key(store, "poor", characters_per_day=30)[1],
    }


@pytest.fixture(scope="module")
def locked(folder: Path, keys: dict[str, str]) -> Iterator[httpx2.Client]:
    """A gateway with keys."""
    with gateway(folder) as client:
        yield client


@pytest.fixture
def store(folder: Path) -> Store:
    return open_store(str(folder / "store"))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
    ],
)
def test_pages_of_other_sites_may_not_call(
    server: httpx2.Client, headers: dict[str, str], status: int
) -> None:
    assert server.get("/v1/jobs", headers=headers).status_code == status
    sent = server.post("/v1/jobs", content=b"x", headers={**headers, "Content-Type": "text/plain"})
    assert sent.status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/assets/..%2f..%2fapp.py",
        "/assets/%2e%2e/%2e%2e/app.py",
        "/assets/__init__.py",
        "/v1/jobs/..%2f..%2fapi-keys",
        "/v1/jobs/%2e%2e/audio",
        "/v1/jobs/a%00b",
        "/v1/jobs/a%0d%0aX-Evil:1",
        "/v1/jobs/" + "a" * 5000,
    ],
)
def test_no_path_leads_out(server: httpx2.Client, path: str) -> None:
    answer = server.get(path)
    assert answer.status_code in (400, 404)
    assert "x-evil" not in answer.headers


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"text": "\xff\xfe"}', "UTF-8"),
        (b'{"text": "\\ud800"}', "UTF-8"),
        (b'{"text": "x", "title": "\\udfff"}', "UTF-8"),
        (b'{"text": "x", "speed": NaN}', "JSON"),
        (b'{"text": "x", "speed": 1e999}', "speed"),
        (b"[" * 100_000, "JSON"),
        (b'{"text": "x", "seed": ' + b"9" * 5000 + b"}", ""),
        (b'{"text": "\\u0000\\u0001"}', ""),
    ],
)
def test_broken_text_is_refused_with_a_sentence(
    server: httpx2.Client, content: bytes, words: str
) -> None:
    answer = server.post("/v1/jobs", content=content, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500, answer.text
    assert words in answer.json()["detail"]


def test_a_body_that_is_too_large_is_refused(server: httpx2.Client) -> None:
    def status(content: bytes | Iterator[bytes]) -> int:
        try:
            return server.post("/v1/jobs", content=content, headers=kind).status_code
        except httpx2.TransportError:  # the answer may be lost behind what was still being sent
            return 413

    kind = {"Content-Type": "text/plain"}
    assert status(b" " * 1_100_000) == 413

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 50_000

    jobs = server.get("/v1/jobs").json()
    assert status(endless()) == 413
    assert server.get("/v1/jobs").json() == jobs


@pytest.mark.parametrize(
    "head",
    [
        b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n",
        b"X-Endless: " + b"a" * 5_000_000,
        b"".join(b"X-%d: a\r\n" % number for number in range(20_000)) + b"\r\n",
    ],
    ids=["long", "endless", "many"],
)
def test_a_head_that_is_too_long_is_refused(server: httpx2.Client, head: bytes) -> None:
    with socket.create_connection((server.base_url.host, server.base_url.port or 0)) as connection:
        connection.settimeout(20)
        with suppress(ConnectionError):  # it is refused while it is still being sent
            connection.sendall(b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head)
        with suppress(ConnectionError):  # the answer may be lost behind what was still being sent
            assert connection.recv(20) in (b"HTTP/1.1 431 Request", b"")
    assert server.get("/health").text == "OK"


def test_a_body_that_stops_is_given_up(server: httpx2.Client) -> None:
    with socket.create_connection((server.base_url.host, server.base_url.port or 0)) as connection:
        connection.sendall(
            b"POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
            b"Content-Length: 100\r\n\r\nabc"
        )
        connection.settimeout(20)
        assert connection.recv(20).startswith(b"HTTP/1.1 408")


def test_a_reader_that_stops_costs_no_memory_and_no_job(server: httpx2.Client) -> None:
    body = json.dumps({"model": "tts-1", "input": "Slow is the reader. " * 2000}).encode()
    with socket.create_connection((server.base_url.host, server.base_url.port or 0)) as connection:
        connection.sendall(
            b"POST /v1/audio/speech HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        connection.settimeout(30)
        assert connection.recv(12) == b"HTTP/1.1 200"
        assert server.get("/v1/jobs").status_code == 200
    assert server.get("/health").text == "OK"


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\r\nX-Evil: 1.txt", '".txt', "…" * 300])
def test_a_file_s_name_says_no_more_than_a_name(server: httpx2.Client, name: str) -> None:
    answer = server.post("/v1/jobs", files={"file": (name, b"Hello there.", "text/plain")})
    assert answer.status_code in (200, 202, 400, 422)
    if answer.is_success:
        assert "/" not in answer.json()["title"]
        assert "\n" not in answer.json()["title"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer("vf_000000000000_" + "A" * 43),
        bearer("nonsense"),
        {"Authorization": "Basic dmY6dmY="},
        {"X-Api-Key": "vf_"},
        {"Cookie": "voicefarm_key=vf_000000000000_" + "A" * 43},
    ],
)
def test_without_a_right_key_nothing_is_answered(
    locked: httpx2.Client, headers: dict[str, str]
) -> None:
    for method, path in (
        ("GET", "/v1/jobs"),
        ("POST", "/v1/jobs"),
        ("POST", "/v1/audio/speech"),
        ("GET", "/v1/models"),
        ("GET", "/v1/farm"),
        ("POST", "/v1/preview"),
    ):
        answer = locked.request(method, path, headers=headers)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_key_s_id_with_another_secret_opens_nothing(
    locked: httpx2.Client, keys: dict[str, str]
) -> None:
    forged = keys["ana"][:-1] + ("A" if keys["ana"][-1] != "A" else "B")
    assert locked.get("/v1/jobs", headers=bearer(forged)).status_code == 401


def test_one_tenant_never_sees_another_s_jobs(locked: httpx2.Client, keys: dict[str, str]) -> None:
    text = {"text": "The same text of two people."}
    of_ana = locked.post("/v1/jobs", json=text, headers=bearer(keys["ana"])).json()["id"]
    of_bela = locked.post("/v1/jobs", json=text, headers=bearer(keys["bela"])).json()["id"]
    assert of_ana != of_bela
    job = f"/v1/jobs/{of_ana}"
    for method, path in (
        ("GET", job),
        ("DELETE", job),
        ("GET", f"{job}/audio"),
        ("GET", f"{job}/events"),
        ("GET", f"{job}/live"),
        ("GET", f"{job}/captions"),
        ("GET", f"{job}/report"),
    ):
        assert locked.request(method, path, headers=bearer(keys["bela"])).status_code == 404, path
    listed = locked.get("/v1/jobs", headers=bearer(keys["bela"])).json()["data"]
    assert {one["id"] for one in listed} == {of_bela}
    everything = locked.get("/v1/jobs", headers=bearer(keys["chief"])).json()["data"]
    assert {of_ana, of_bela} <= {one["id"] for one in everything}


def test_a_scope_is_a_limit(locked: httpx2.Client, keys: dict[str, str]) -> None:
    reader = bearer(keys["reader"])
    assert locked.get("/v1/jobs", headers=reader).status_code == 200
    body = {"model": "tts-1", "input": "Hello."}
    assert locked.post("/v1/audio/speech", json=body, headers=reader).status_code == 403
    assert locked.post("/v1/jobs", json={"text": "x"}, headers=reader).status_code == 403
    assert locked.get("/v1/farm", headers=reader).status_code == 403
    assert locked.get("/v1/farm", headers=bearer(keys["chief"])).status_code == 200


def test_rates_and_sizes_are_limits(locked: httpx2.Client, keys: dict[str, str]) -> None:
    codes = [locked.get("/v1/jobs", headers=bearer(keys["slow"])).status_code for _ in range(8)]
    assert codes.count(200) in (3, 4, 5, 6)  # a minute may end in between
    assert 429 in codes
    long = locked.post("/v1/jobs", json={"text": "Hello. " * 30}, headers=bearer(keys["short"]))
    assert (long.status_code, long.json()["error"]["code"]) == (413, "text_too_long")
    items = {"items": ["Hello. " * 30, "Hi."]}
    rows = locked.put("/v1/batches/b", json=items, headers=bearer(keys["short"])).json()["data"]
    assert rows[0]["error"]["code"] == "text_too_long"
    assert rows[1]["job"]
    poor = bearer(keys["poor"])
    codes = [
        locked.post("/v1/jobs", json={"text": f"Twenty characters {n}"}, headers=poor).status_code
        for n in range(2)
    ]
    assert codes == [202, 429]


def test_a_revoked_key_ends_within_seconds(locked: httpx2.Client, store: Store) -> None:
    _, token = add_key(store, "gone")
    assert locked.get("/v1/jobs", headers=bearer(token)).status_code == 200
    revoke_key(store, "gone")
    end = time.monotonic() + PATIENCE_S
    while locked.get("/v1/jobs", headers=bearer(token)).status_code == 200:
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_cookie_holds_the_key_out_of_scripts_reach(
    locked: httpx2.Client, keys: dict[str, str]
) -> None:
    answer = locked.post("/v1/session", headers=bearer(keys["ana"]))
    cookie = answer.headers["set-cookie"].lower()
    locked.cookies.clear()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert locked.post("/v1/session").status_code == 401


def test_no_secret_is_stored_or_listed(folder: Path, keys: dict[str, str]) -> None:
    stored = "".join(file.read_text() for file in (folder / "store" / "api-keys").iterdir())
    assert not any(token.split("_", 2)[2] in stored for token in keys.values())
    commands = Commands(folder, {"VOICEFARM_STORE": str(folder / "store")})
    listed: list[dict[str, Any]] = commands.json("keys", "list")
    assert {"ana", "bela"} <= {key["name"] for key in listed}
    assert "digest" not in listed[0]


def test_without_keys_only_the_loopback_is_served(tmp_path: Path) -> None:
    refused = subprocess.run(
        [VOICEFARM, "serve", "--address", "0.0.0.0:0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert refused.returncode == 2
    assert "voicefarm keys add" in refused.stderr


def test_every_answer_forbids_framing_and_sniffing(server: httpx2.Client) -> None:
    for path in ("/", "/v1/jobs", "/nothing", "/assets/app.js"):
        headers = server.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-request-id"]

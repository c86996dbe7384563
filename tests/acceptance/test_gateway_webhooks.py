"""Webhooks: signed, retried, listed, and never sent to addresses of the gateway's own network."""

import base64
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from standardwebhooks.webhooks import Webhook

from producer.webhooks.delivery import checked_url, deliver
from producer.webhooks.signing import secret_of
from tests.kit.gateway_server import gateway
from tests.kit.loopback_server import LoopbackHTTPServer, QuietHandler
from tests.kit.waiting import PATIENCE_S
from voicefarm.errors import BadInput, BadSetting
from voicefarm.settings import load_settings

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


class Receiver:
    """Takes messages, and answers as it is asked to."""

    def __init__(self) -> None:
        self.messages: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.answering = threading.Event()
        """Until it is set, calls of `/hang` get no answer."""
        receiver = self

        class Handler(QuietHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.messages.append(({k.lower(): v for k, v in self.headers.items()}, body))
                if self.path == "/hang":
                    receiver.answering.wait(60)
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

        self._server = LoopbackHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.answering.set()
    receiver.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    settings = {"VOICEFARM_WEBHOOK_SECRET": SECRET, "VOICEFARM_WEBHOOK_NETWORKS": "127.0.0.0/8"}
    with gateway(tmp_path_factory.mktemp("gateway"), **settings) as client:
        yield client


def until_it_is_settled(server: httpx2.Client, job: str, tries: int) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        told: dict[str, Any] = server.get(f"/v1/jobs/{job}/deliveries").json()
        if len(told["data"]) >= tries:
            return told
        time.sleep(0.1)
    raise AssertionError(told)


def test_the_end_of_a_job_is_signed_and_retried_under_one_id(
    server: httpx2.Client, receiver: Receiver
) -> None:
    receiver.answers = [302]
    body = {"text": "Tell me when it is done.", "webhook": receiver.url}
    job = server.post("/v1/jobs", json=body).json()["id"]
    told = until_it_is_settled(server, job, 2)
    assert told["state"] == "delivered"
    assert [attempt["status"] for attempt in told["data"]] == [302, 204]
    (first, _), (second, content) = receiver.messages
    assert first["webhook-id"] == second["webhook-id"] == told["id"]
    secret = server.get("/v1/webhook-secret").json()["secret"]
    message = Webhook(secret).verify(content, second)
    assert (message["type"], message["data"]["id"]) == ("job.done", job)
    forged = {**second, "webhook-timestamp": str(int(second["webhook-timestamp"]) - 4000)}
    with pytest.raises(Exception, match="timestamp"):
        Webhook(secret).verify(content, forged)


def test_receivers_that_hang_hold_up_no_other(server: httpx2.Client, receiver: Receiver) -> None:
    hanging = {"webhook": receiver.url.replace("/hook", "/hang")}
    items = [f"Nobody answers number {number}." for number in range(18)]
    server.put("/v1/batches/hanging", json={"items": items, "defaults": hanging})
    end = time.monotonic() + 40
    while not receiver.messages:
        assert time.monotonic() < end
        time.sleep(0.05)
    job = server.post("/v1/jobs", json={"text": "One does.", "webhook": receiver.url}).json()["id"]
    assert until_it_is_settled(server, job, 1)["state"] == "delivered"


def test_a_receiver_that_is_gone_is_asked_no_more(
    server: httpx2.Client, receiver: Receiver
) -> None:
    receiver.answers = [410]
    body = {"text": "Nobody is there.", "webhook": receiver.url}
    job = server.post("/v1/jobs", json=body).json()["id"]
    assert until_it_is_settled(server, job, 1)["state"] == "disabled"


def test_a_job_without_a_webhook_says_so(server: httpx2.Client) -> None:
    job = server.post("/v1/jobs", json={"text": "Quiet."}).json()["id"]
    assert server.get(f"/v1/jobs/{job}/deliveries").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://127.0.0.1/",
            "http://localhost:1/",
            "http://[::1]/",
            "http://0/",
            "http://0x7f1/",
        ),
        *("http://2130706433/", "http://169.254.169.254/latest/", "http://10.0.0.1/"),
        *("http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://192.168.1.1:8080/"),
    ],
)
def test_no_message_goes_to_a_private_address(url: str) -> None:
    attempt = deliver(url, {}, b"{}")
    assert (attempt.status, attempt.is_delivered) == (0, False)
    assert "not a public address" in attempt.error or "no answer" in attempt.error


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.com/", "file:///etc/passwd", "javascript:1", "", "example.com", 5, None),
        *("http://user:pw@example.com/", "http:///x", "http://exa mple.com/", "http://h:99999999/"),
        *("http://127.0.0.1/", "http://2130706433/", "http://[::1]/", "http://a.com/\r\nX: y"),
        "http://example.com/" + "a" * 3000,
    ],
)
def test_such_an_address_is_refused_at_once(url: object) -> None:
    with pytest.raises(BadInput, match="webhook: "):
        checked_url(url, load_settings())


def test_without_a_secret_there_are_no_webhooks(tmp_path: Path) -> None:
    assert secret_of(load_settings(), "ana") is None
    with pytest.raises(BadSetting, match="24 to 64"):
        secret_of(load_settings(webhook_secret="whsec_c2hvcnQ="), "ana")


def test_each_tenant_has_a_secret_of_its_own() -> None:
    settings = load_settings(webhook_secret=SECRET)
    assert secret_of(settings, "ana") != secret_of(settings, "bela")

"""A job's trace, from its request to its stitch, as a collector gets it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kit.commands import Commands
from tests.kit.gateway_server import gateway
from tests.kit.loopback_server import LoopbackHTTPServer, QuietHandler
from tests.kit.waiting import PATIENCE_S

pytest.importorskip("opentelemetry.sdk", reason="an extra: otel")
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"


class Collector(LoopbackHTTPServer):
    """Keeps the spans that it gets, each with the service that sent it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.spans: list[tuple[str, Any]] = []
        self.news = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def wait_for(self, *names: str) -> dict[str, Any]:
        """The spans by name, once there is one of each name."""
        with self.news:
            known = self.news.wait_for(
                lambda: set(names) <= set(self._by_name()), timeout=PATIENCE_S
            )
            assert known, sorted(self._by_name())
            return self._by_name()

    def _by_name(self) -> dict[str, Any]:
        return {span.name: span for _, span in self.spans}


class _Receiver(QuietHandler):
    server: Collector

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sent = ExportTraceServiceRequest.FromString(body)
        with self.server.news:
            for part in sent.resource_spans:
                attributes = {one.key: one.value.string_value for one in part.resource.attributes}
                for scope in part.scope_spans:
                    self.server.spans += [(attributes["service.name"], s) for s in scope.spans]
            self.server.news.notify_all()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    # So that nobody waits for five seconds, and nothing is compressed.
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    with Collector() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_trace_goes_from_the_callers_request_to_the_stitch(
    collector: Collector, tmp_path: Path
) -> None:
    with gateway(tmp_path / "g", VOICEFARM_TRACE_COLLECTOR=collector.url) as client:
        sent = {"text": "One sentence."}
        headers = {"traceparent": f"00-{TRACE}-{CALLER}-01"}
        job = client.post("/v1/jobs", json=sent, headers=headers).json()["id"]
        client.get(f"/v1/jobs/{job}/events").read()  # until it has ended
        spans = collector.wait_for("POST /v1/jobs", "submit", "chunk", "wait", "take", "stitch")
    for name in ("POST /v1/jobs", "submit", "chunk", "wait", "take", "stitch"):
        assert spans[name].trace_id.hex() == TRACE, name
    request, submit, chunk = spans["POST /v1/jobs"], spans["submit"], spans["chunk"]
    assert request.parent_span_id.hex() == CALLER
    assert submit.parent_span_id == request.span_id
    assert chunk.parent_span_id == spans["stitch"].parent_span_id == submit.span_id
    assert spans["wait"].parent_span_id == spans["take"].parent_span_id == chunk.span_id
    facts = {one.key: one.value for one in chunk.attributes}
    assert facts["voicefarm.job"].string_value == job
    assert (facts["voicefarm.chunk"].int_value, facts["voicefarm.attempt"].int_value) == (1, 1)
    services = {span.name: service for service, span in collector.spans}
    assert services["submit"] == "voicefarm-producer"
    assert services["take"] == "voicefarm-worker"


def test_a_collector_that_is_away_holds_nothing_up(tmp_path: Path) -> None:
    settings = {"VOICEFARM_TRACE_COLLECTOR": "http://127.0.0.1:9", "VOICEFARM_MODEL": "espeak"}
    commands = Commands(tmp_path, {**settings, "VOICEFARM_STORE": str(tmp_path / "store")})
    done = commands.run("narrate", "-", "-o", "out.wav", stdin="One sentence.")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.wav").stat().st_size > 1000


def test_an_address_that_is_none_is_refused_with_a_sentence(tmp_path: Path) -> None:
    commands = Commands(tmp_path, {"VOICEFARM_TRACE_COLLECTOR": "collector:4317"})
    done = commands.run("list")
    assert done.returncode != 0
    assert "give an address such as http://127.0.0.1:4318" in done.stderr

"""Gateways on a farm keep no state: one may be killed, and another goes on."""

import base64
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

import httpx2
import pytest
from websockets.sync.client import connect

from tests.kit.commands import Commands, write_model
from tests.kit.gateway_server import gateway, server_sent_events
from tests.kit.servers import S3
from tests.kit.valkey_server import ValkeyServer


@pytest.fixture
def farm(valkey: ValkeyServer, namespace: str, s3: S3, tmp_path: Path) -> dict[str, str]:
    """Settings of a farm with an S3 store, and a model that takes its time."""
    return {
        **s3.environment,
        "VOICEFARM_REDIS_URL": valkey.url,
        "VOICEFARM_NAMESPACE": namespace,
        **s3.new_store(),
        "VOICEFARM_MODEL": "slow",
        "VOICEFARM_PRESIGNED_S": "60",
        **write_model(tmp_path / "models", "slow", work_s=0.2),
    }


@pytest.fixture
def workers(farm: dict[str, str], tmp_path: Path) -> Iterator[Commands]:
    (tmp_path / "worker").mkdir()
    commands = Commands(tmp_path / "worker", farm)
    with commands.worker():
        yield commands


def test_a_model_that_no_worker_serves_is_a_503_with_the_remedy(
    farm: dict[str, str], tmp_path: Path
) -> None:
    with gateway(tmp_path / "one", **farm) as server:
        refused = server.post("/v1/jobs", json={"text": "Nobody works."})
        with connect(f"ws://127.0.0.1:{server.base_url.port}/v1/stream", proxy=None) as stream:
            stream.send('{"type": "start"}')
            first = json.loads(stream.recv(30))
    assert refused.status_code == 503
    assert "serves model 'slow'; start one that does" in refused.json()["detail"]
    assert refused.headers["retry-after"]
    assert (first["type"], first["detail"]) == ("error", refused.json()["detail"])


def test_a_job_outlives_the_gateway_that_took_it(
    farm: dict[str, str], workers: Commands, tmp_path: Path
) -> None:
    text = "A sentence of the text that is made while a gateway dies. " * 20
    with gateway(tmp_path / "one", **farm) as first:
        pid = gateway_pid(first)
        job = first.post("/v1/jobs", json={"text": text}).json()["id"]
        os.kill(pid, signal.SIGKILL)
    with gateway(tmp_path / "two", **farm) as second:
        *_, last = server_sent_events(second.get(f"/v1/jobs/{job}/events").text)
        assert (last["state"], last["percent"]) == ("done", 100)
        moved = second.get(f"/v1/jobs/{job}/audio")
        assert moved.status_code == 307
        with httpx2.Client(trust_env=False) as store:
            sound = store.get(moved.headers["location"], headers={"Range": "bytes=0-3"})
        assert (sound.status_code, sound.content) == (206, b"RIFF")


def test_the_job_of_a_gateway_that_was_killed_in_a_stream_is_finished(
    farm: dict[str, str], workers: Commands, tmp_path: Path
) -> None:
    body = {"model": "tts-1", "input": "Heard in part. " * 60, "response_format": "wav"}
    with (
        gateway(tmp_path / "one", **farm) as first,
        first.stream("POST", "/v1/audio/speech", json=body) as answer,
    ):
        job = answer.headers["x-voicefarm-job"]
        pieces = answer.iter_raw()
        next(pieces)
        os.kill(gateway_pid(first), signal.SIGKILL)
        with pytest.raises(httpx2.HTTPError):  # nobody takes a part for the whole
            list(pieces)
    with gateway(tmp_path / "two", **farm) as second:
        while (state := second.get(f"/v1/jobs/{job}").json()["state"]) != "done":
            assert state in ("running", "stitching")
            time.sleep(0.1)


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_events_of_a_gateway_that_was_ended_resume_at_another(
    farm: dict[str, str], workers: Commands, tmp_path: Path, ending: signal.Signals
) -> None:
    with gateway(tmp_path / "one", **farm) as first:
        text = "Somebody follows it to its end. " * 80
        job = first.post("/v1/jobs", json={"text": text}).json()["id"]
        with first.stream("GET", f"/v1/jobs/{job}/events") as answer:
            lines = answer.iter_lines()
            seen = next(line for line in lines if line.startswith("id: "))
            os.kill(gateway_pid(first), ending)
            # At SIGTERM they end as they should, and the gateway doesn't wait for them.
            with suppress(httpx2.HTTPError) if ending == signal.SIGKILL else nullcontext():
                list(lines)
    with gateway(tmp_path / "two", **farm) as second:
        resumed = {"Last-Event-ID": seen.removeprefix("id: ")}
        told = second.get(f"/v1/jobs/{job}/events", headers=resumed).text
    assert seen not in told.splitlines()
    assert server_sent_events(told)[-1]["state"] == "done"


def test_sound_that_streams_at_sigterm_ends_whole(
    farm: dict[str, str], workers: Commands, tmp_path: Path
) -> None:
    text = "Heard to its very end. " * 24
    body = {"model": "tts-1", "input": text, "response_format": "pcm", "stream_format": "sse"}
    with (
        gateway(tmp_path / "one", **farm) as first,
        first.stream("POST", "/v1/audio/speech", json=body) as answer,
    ):
        lines = answer.iter_lines()
        begun = next(lines)
        os.kill(gateway_pid(first), signal.SIGTERM)
        wait_until_deaf(first)
        *deltas, last = server_sent_events("\n".join([begun, *lines]))
    assert last["type"] == "speech.audio.done"
    heard = sum(len(base64.b64decode(delta["audio"])) for delta in deltas)
    assert heard / 48 == pytest.approx(last["usage"]["output_tokens"], abs=5)  # ms, 24 kHz, 16 bits


def wait_until_deaf(server: httpx2.Client) -> None:
    """Wait until a gateway takes no more connections."""
    with suppress(OSError):
        while True:
            socket.create_connection(("127.0.0.1", server.base_url.port or 80)).close()


def gateway_pid(server: httpx2.Client) -> int:
    """The process of a gateway."""
    return int(server.headers["x-test-pid"])

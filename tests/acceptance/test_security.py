"""The queue's security: what is refused, what is never said, and TLS."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from redis import Redis

from tests.kit.commands import VOICEFARM, Commands
from tests.kit.servers import S3
from tests.kit.tls_server import TlsServer
from tests.kit.valkey_server import ValkeyServer
from voicefarm.broker.celery_app import celery_app
from voicefarm.broker.names import STITCH, SYNTHESIZE, chunk_queue, stitch_queue
from voicefarm.ledger import Ledger
from voicefarm.settings import load_settings

PASSWORD = "s3same-0pen-y0urself"
SECRET = "th1s-is-n0b0dys-business"


@pytest.fixture
def farm(farm: Commands) -> Commands:
    farm.settings |= {
        "VOICEFARM_LOG_LEVEL": "debug",
    }
    return farm


@pytest.fixture
def tls(valkey: ValkeyServer, tmp_path: Path) -> Iterator[TlsServer]:
    server = TlsServer(valkey.folder / "valkey.sock", tmp_path)
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("task", "arguments"),
    [
        (SYNTHESIZE, ("../../etc", 0)),
        (SYNTHESIZE, ("job", -1)),
        (SYNTHESIZE, ("job", 2**40)),
        (SYNTHESIZE, ("job", "0")),
        (SYNTHESIZE, ({"a": "dictionary"}, 0)),
        (SYNTHESIZE, ("x" * 100_000, 0)),
        (STITCH, ("/absolute",)),
        (STITCH, (["list"],)),
    ],
)
def test_a_message_that_is_none_of_ours_is_dropped(
    farm: Commands, valkey: ValkeyServer, namespace: str, task: str, arguments: tuple[object, ...]
) -> None:
    settings = load_settings(redis_url=valkey.url, namespace=namespace)
    queue = stitch_queue(namespace) if task == STITCH else chunk_queue(namespace, "silence")
    celery_app(settings).send_task(task, args=arguments, queue=queue, ignore_result=True)
    with farm.worker("--model", "silence") as worker:
        assert worker.stderr is not None
        dropped = next(line for line in worker.stderr if "message dropped" in line)
    assert str(arguments[0])[:50] not in dropped


def test_nothing_but_json_is_read(farm: Commands, valkey: ValkeyServer, namespace: str) -> None:
    settings = load_settings(redis_url=valkey.url, namespace=namespace)
    app = celery_app(settings)
    app.conf.update(task_serializer="pickle", accept_content=["pickle", "json"])
    queue = chunk_queue(namespace, "silence")
    app.send_task(SYNTHESIZE, args=("job", 0), queue=queue, ignore_result=True)
    with farm.worker("--model", "silence") as worker:
        assert worker.stderr is not None
        refused = next(
            line for line in worker.stderr if "ContentDisallowed" in line or "pickle" in line
        )
        assert refused
        done = farm.json("submit", "-", "--model", "silence", "--wait", stdin="It goes on.")
    assert done["state"] == "done"


def test_no_credentials_are_said(
    farm: Commands, s3: S3, ledger: Ledger, tmp_path: Path, tls: TlsServer
) -> None:
    port = tls.server_address[1]
    addresses = [
        f"redis://user:{quote(PASSWORD)}@127.0.0.1:1/0",
        f"redis://:{quote(PASSWORD)}@127.0.0.1:{port}/0",
        f"rediss://user:{quote(PASSWORD)}@127.0.0.1:{port}/0",
        f"nonsense://user:{quote(PASSWORD)}@host",
    ]
    farm.settings |= s3.environment | {"AWS_SECRET_ACCESS_KEY": SECRET}
    said = []
    for address in addresses:
        farm.settings["VOICEFARM_REDIS_URL"] = address
        for command in (("worker",), ("submit", "-"), ("top", "--once")):
            done = farm.run(*command, stdin="Hello.")
            assert done.returncode in {1, 2, 3}
            said.append(done.stdout + done.stderr)
    farm.settings |= {
        "VOICEFARM_STORE": f"s3://{s3.make_bucket()}",
        "VOICEFARM_S3_ENDPOINT_URL": s3.endpoint_url,
    }
    said.append(farm.run("submit", "-", stdin="Hello.").stderr)
    assert not [text for text in said if PASSWORD in text or SECRET in text]


def test_a_worker_that_loses_its_redis_says_no_password(
    here: Commands, tmp_path_factory: pytest.TempPathFactory, namespace: str
) -> None:
    server = ValkeyServer(tmp_path_factory.mktemp("v"))
    server.start()
    with Redis.from_url(server.url) as client:
        client.config_set("requirepass", PASSWORD)
    here.settings |= {
        "VOICEFARM_REDIS_URL": f"unix://:{quote(PASSWORD)}@{server.folder}/valkey.sock",
        "VOICEFARM_NAMESPACE": namespace,
        "VOICEFARM_MODEL": "silence",
        "VOICEFARM_HEARTBEAT_S": "0.1",
        "VOICEFARM_LOG_LEVEL": "debug",
    }
    process = subprocess.Popen(
        [VOICEFARM, "worker"], env=here.environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if " ready " in line:
            server.kill()
        if "heartbeat failed" in line:
            break
    process.send_signal(signal.SIGKILL)
    said.append(process.communicate()[1])
    assert " ready " in "".join(said)
    assert PASSWORD not in "".join(said)


def test_a_farm_works_over_tls(farm: Commands, tls: TlsServer) -> None:
    farm.settings["VOICEFARM_REDIS_URL"] = tls.url
    with farm.worker("--model", "silence"):
        done = farm.json("submit", "-", "--model", "silence", "--wait", stdin="Hello there.")
    assert done["state"] == "done"


def test_a_certificate_that_nobody_vouches_for_is_refused(farm: Commands, tls: TlsServer) -> None:
    farm.settings["VOICEFARM_REDIS_URL"] = tls.url.partition("?")[0]
    refused = farm.run("submit", "-", stdin="Hello.")
    assert refused.returncode == 3
    assert "can't be trusted (self-signed certificate)" in refused.stderr

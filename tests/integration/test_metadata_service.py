"""Keys of a cloud's metadata service, which may answer slowly."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.kit.loopback_server import QuietHandler
from tests.kit.servers import S3
from voicefarm.errors import StoreRefuses
from voicefarm.store.opening import open_store

SLOW_S = 1.3
"""Boto3 alone would give up after a second."""
ROLES = "/latest/meta-data/iam/security-credentials/"


@pytest.fixture
def slow_service(s3: S3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A metadata service with the test server's keys, slow to give a token and useless without."""
    ends = datetime.now(UTC) + timedelta(hours=6)
    keys = {
        "Code": "Success",
        "AccessKeyId": s3.access_key,
        "SecretAccessKey": s3.secret_key,
        "Token": "token",
        "Expiration": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }

    class Handler(QuietHandler):
        def do_PUT(self) -> None:
            time.sleep(SLOW_S)
            self._answer(200, "token")

        def do_GET(self) -> None:
            if self.headers.get("x-aws-ec2-metadata-token") != "token":
                self._answer(401, "")
            else:
                self._answer(200, "role" if self.path == ROLES else json.dumps(keys))

        def _answer(self, status: int, text: str) -> None:
            with suppress(BrokenPipeError):  # who asked has given up
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint)
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("slow_service")
def test_keys_are_waited_for(s3: S3, bucket: str) -> None:
    store = open_store(f"s3://{bucket}/x", endpoint_url=s3.endpoint_url, region="us-east-1")
    store.put("small", b"1")
    assert store.get("small") == b"1"


@pytest.mark.usefixtures("slow_service")
def test_a_limit_of_the_user_s_own_holds_and_the_sentence_says_how_to_wait_longer(
    s3: S3, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_METADATA_SERVICE_TIMEOUT", "1")
    monkeypatch.setenv("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "1")
    store = open_store(f"s3://{bucket}/x", endpoint_url=s3.endpoint_url, region="us-east-1")
    with pytest.raises(StoreRefuses, match="AWS_METADATA_SERVICE_TIMEOUT"):
        store.put("small", b"1")

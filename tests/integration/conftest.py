"""Services for the integration tests, as real processes of this test run."""

import importlib.util
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from voicefarm.store import Store, open_store
from voicefarm.store.keys import RESERVED

Leftovers = Callable[[Store], list[str]]

SERVER = Path(__file__).parents[1] / "s3_server.py"


@dataclass(frozen=True)
class S3:
    """A running S3 server and the key that it accepts."""

    endpoint_url: str
    access_key: str
    secret_key: str

    @property
    def environment(self) -> dict[str, str]:
        """What boto3 reads, so that no test can reach a real account."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
        }

    def client(self) -> Any:
        """Return a boto3 client of its own, to look behind the store's back."""
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(s3={"addressing_style": "path"}, proxies={}),
        )

    def make_bucket(self) -> str:
        """Make a new empty bucket and return its name."""
        name = f"test-{secrets.token_hex(6)}"
        self.client().create_bucket(Bucket=name)
        return name


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """A real S3 server that ends with the test run."""
    if importlib.util.find_spec("swift") is None:
        pytest.fail("The S3 tests need OpenStack Swift: pip install swift", pytrace=False)
    # Keys are made up for this run: a server that accepts them is the one started here.
    access_key, secret_key = f"test:{secrets.token_hex(4)}", secrets.token_hex(16)
    folder = tmp_path_factory.mktemp("s3")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(SERVER), str(folder), access_key, secret_key],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        yield S3(_endpoint(process, folder / "log"), access_key, secret_key)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def bucket(s3: S3) -> str:
    """One bucket for all tests, each under a prefix of its own."""
    return s3.make_bucket()


@pytest.fixture
def open_s3(s3: S3, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Store]:
    """Open a store on the test server, its credentials in the environment."""
    for name, value in s3.environment.items():
        monkeypatch.setenv(name, value)

    def open_it(url: str, endpoint_url: str = s3.endpoint_url) -> Store:
        return open_store(url, endpoint_url=endpoint_url)

    return open_it


@pytest.fixture(params=["directory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store, of each kind in turn."""
    if request.param == "directory":
        return open_store(str(tmp_path / "store"))
    opened: Store = request.getfixturevalue("open_s3")(
        f"s3://{request.getfixturevalue('bucket')}/{secrets.token_hex(6)}"
    )
    return opened


@pytest.fixture
def leftovers(request: pytest.FixtureRequest) -> Leftovers:
    """Say what unfinished writers left in a store: temporary files or uploads."""

    def find(store: Store) -> list[str]:
        place = store.locate("x").removesuffix("x")
        if not place.startswith("s3://"):
            return [str(path) for path in Path(place).rglob(RESERVED + "*")]
        bucket, _, prefix = place.removeprefix("s3://").partition("/")
        client = request.getfixturevalue("s3").client()
        found = client.list_multipart_uploads(Bucket=bucket, Prefix=prefix)
        return [upload["Key"] for upload in found.get("Uploads", [])]

    return find


def _endpoint(process: subprocess.Popen[str], log: Path) -> str:
    """Wait for the server's own word for its port; it is printed once the port is bound."""
    assert process.stdout is not None
    word, _, port = process.stdout.readline().strip().partition(" ")
    if word != "ready":
        process.wait()
        pytest.fail(f"The S3 server didn't start:\n{log.read_text()[-2000:]}", pytrace=False)
    return f"http://127.0.0.1:{port}"

"""Services for the integration tests, as real processes of this test run."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.servers import S3
from voicefarm.store import Store
from voicefarm.store.keys import RESERVED
from voicefarm.store.opening import open_store

Leftovers = Callable[[Store], list[str]]


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

"""Services that several kinds of test rest on, as real processes of this test run."""

import importlib.util
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.kit.servers import S3, S3_SERVER, endpoint_of
from tests.kit.valkey_server import ValkeyServer
from voicefarm.ledger import Ledger, connect
from voicefarm.process import die_with_parent

# How long an example takes says how busy the machine is, and nothing else.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

# Two thousand processes are started, and none shall compile the packages anew. An image may have
# set this, as ours does.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    """A real Valkey that ends with the test run."""
    # Not pytest's own folder: a socket's path may have no more than 107 characters.
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        server = ValkeyServer(Path(folder))
        server.start()
        yield server
        server.kill()


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
            [sys.executable, "-W", "ignore", str(S3_SERVER), str(folder), access_key, secret_key],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            preexec_fn=die_with_parent(os.getpid()),
        )
    try:
        yield S3(endpoint_of(process, folder / "log"), access_key, secret_key)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def namespace() -> str:
    """A namespace of this test's own."""
    return f"test-{secrets.token_hex(6)}"


@pytest.fixture
def ledger(valkey: ValkeyServer, namespace: str) -> Ledger:
    """An empty ledger on the real server."""
    return connect(valkey.url, namespace)


@pytest.fixture(autouse=True)
def nothing_configured(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """No setting of the developer's own machine reaches a test, and no test its folders."""
    for name in list(os.environ):
        if name.startswith("VOICEFARM_"):
            monkeypatch.delenv(name)
    # A folder takes milliseconds to make where thousands are, and few tests need one.
    if "tmp_path" in request.fixturenames:
        folder = request.getfixturevalue("tmp_path")
    else:
        folder = tmp_path_factory.getbasetemp() / f"none-{secrets.token_hex(6)}"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))

"""Services that several kinds of test rest on, as real processes of this test run."""

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.valkey_server import ValkeyServer
from voicefarm.ledger import Ledger, connect


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    """A real Valkey that ends with the test run."""
    # Not pytest's own folder: a socket's path may have no more than 107 characters.
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        server = ValkeyServer(Path(folder))
        server.start()
        yield server
        server.kill()


@pytest.fixture
def namespace() -> str:
    """A namespace of this test's own."""
    return f"test-{secrets.token_hex(6)}"


@pytest.fixture
def ledger(valkey: ValkeyServer, namespace: str) -> Ledger:
    """An empty ledger on the real server."""
    return connect(valkey.url, namespace)


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the developer's own machine reaches a test, and no test its cache."""
    import os

    for name in list(os.environ):
        if name.startswith("VOICEFARM_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

"""What the acceptance tests share."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.kit.commands import Commands
from tests.kit.gateway_server import gateway
from tests.kit.valkey_server import ValkeyServer


@pytest.fixture
def here(tmp_path: Path) -> Commands:
    """The command in an empty folder, with a store of its own. espeak speaks, whatever else is
    installed, if a test names no model."""
    folder = tmp_path / "here"
    folder.mkdir()
    settings = {"VOICEFARM_STORE": str(tmp_path / "store"), "VOICEFARM_MODEL": "espeak"}
    return Commands(folder, settings)


@pytest.fixture
def farm(here: Commands, valkey: ValkeyServer, namespace: str) -> Commands:
    """The same on a farm without workers, whose store is a folder."""
    here.settings |= {"VOICEFARM_REDIS_URL": valkey.url, "VOICEFARM_NAMESPACE": namespace}
    return here


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A gateway of the module's own, which runs a private farm."""
    with gateway(tmp_path_factory.mktemp("gateway")) as client:
        yield client

"""What the acceptance tests share."""

from pathlib import Path

import pytest

from tests.commands import Commands


@pytest.fixture
def here(tmp_path: Path) -> Commands:
    """The command in an empty folder, with a store of its own and nothing else configured."""
    folder = tmp_path / "here"
    folder.mkdir()
    return Commands(folder, {"VOICEFARM_STORE": str(tmp_path / "store")})

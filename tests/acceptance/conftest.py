"""What the acceptance tests share."""

from pathlib import Path

import pytest

from tests.kit.commands import Commands


@pytest.fixture
def here(tmp_path: Path) -> Commands:
    """The command in an empty folder, with a store of its own. espeak speaks, whatever else is
    installed, if a test names no model."""
    folder = tmp_path / "here"
    folder.mkdir()
    settings = {"VOICEFARM_STORE": str(tmp_path / "store"), "VOICEFARM_MODEL": "espeak"}
    return Commands(folder, settings)

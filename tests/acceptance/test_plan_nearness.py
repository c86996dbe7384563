"""A plan comes near to what is made: within a tenth, on a text of more than five minutes."""

import shutil
from pathlib import Path

import pytest

from tests.kit.commands import Commands

TEXT = Path(__file__).parents[2] / "docs" / "operations.md"


def test_a_plan_is_within_a_tenth_of_the_audio(here: Commands) -> None:
    shutil.copy(TEXT, here.folder / "text.md")
    planned = here.json("plan", "text.md", "--model", "espeak")
    made = here.json("narrate", "text.md", "--model", "espeak")
    assert made["duration_s"] > 300
    assert planned["audio_s"] == pytest.approx(made["duration_s"], rel=0.1)

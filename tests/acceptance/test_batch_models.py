"""A batch whose items have different models, on one machine without a farm."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.kit.commands import Commands, write_model

SCRIPT: dict[str, Any] = {
    "language": "en",
    "speakers": {"Ann": {"model": "slow"}, "Joe": {"model": "steady"}},
    "lines": [
        {"speaker": "Ann", "text": "Good morning."},
        {"speaker": "Joe", "text": "The mill opens at eight."},
    ],
}


@pytest.fixture
def two_models(here: Commands, tmp_path: Path) -> Commands:
    """Commands of a machine with two models of silence."""
    here.settings |= write_model(tmp_path / "models", "steady", seconds_per_character=0.001)
    here.settings |= write_model(tmp_path / "models", "slow", seconds_per_character=0.002)
    here.settings["VOICEFARM_MODEL"] = "steady"
    return here


def rows_of(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "batch-report.csv").open(newline="") as file:
        return {row["item"]: row for row in csv.DictReader(file)}


def test_a_script_of_two_models_is_spoken_by_both(two_models: Commands) -> None:
    texts = two_models.folder / "texts"
    texts.mkdir()
    (texts / "mill.json").write_text(json.dumps(SCRIPT))
    (texts / "note.txt").write_text("It rains.")
    done = two_models.run("batch", "texts", "-o", "out")
    assert done.returncode == 0, done.stderr
    out = two_models.folder / "out"
    assert {path.name for path in out.glob("*.wav")} == {"mill.wav", "note.wav"}


def test_rows_that_name_models_are_each_spoken_by_their_own(two_models: Commands) -> None:
    rows = "id,text,model\none,It rains.,steady\ntwo,It snows.,slow\n"
    (two_models.folder / "list.csv").write_text(rows)
    done = two_models.run("batch", "list.csv", "-o", "out")
    assert done.returncode == 0, done.stderr
    made = {row["id"]: row["model"] for row in rows_of(two_models.folder / "out").values()}
    assert made == {"one": "steady", "two": "slow"}


def test_a_model_that_is_not_here_costs_its_own_items_alone(two_models: Commands) -> None:
    rows = "id,text,model\none,It rains.,steady\ntwo,It snows.,slow\nthree,It hails.,nowhere\n"
    (two_models.folder / "list.csv").write_text(rows)
    done = two_models.run("batch", "list.csv", "-o", "out")
    assert done.returncode == 8
    states = {row["id"]: row for row in rows_of(two_models.folder / "out").values()}
    assert [states[name]["state"] for name in ("one", "two", "three")] == ["done"] * 2 + ["refused"]
    assert "nowhere" in states["three"]["error"]

"""A script whose speakers speak by different models, as a user meets it."""

import json
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.kit.commands import Commands, write_model
from tests.kit.house_voice import needs_the_house_voice
from tests.kit.kokoro_voices import needs_kokoro
from tests.kit.piper_voice import needs_joe

SCRIPT: dict[str, Any] = {
    "title": "The mill",
    "language": "en",
    "speakers": {
        "Ann": {"model": "espeak", "voice": "en-us"},
        "Joe": {"model": "piper-joe", "speed": 1.1},
        "Bella": {"model": "kokoro", "voice": "af_heart"},
        "Home": {"model": "house", "level_db": -2},
    },
    "lines": [
        {"speaker": "Ann", "text": "Good morning. The mill opens at eight."},
        {"speaker": "Joe", "text": "I have the keys with me."},
        {"speaker": "Bella", "text": "The flour came on the train."},
        {"speaker": "Home", "text": "Then let us begin with the bread."},
        {"speaker": "Joe", "text": "Eight loaves, and two cakes."},
    ],
}
CACHE = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
"""Where weights are, as it was before the tests got a cache of their own."""
MODELS = ("espeak", "house", "kokoro", "piper-joe")


@pytest.fixture
def farm(farm: Commands) -> Commands:
    """Commands for a farm without workers."""
    del farm.settings["VOICEFARM_MODEL"]
    return farm


def write(commands: Commands, script: dict[str, Any]) -> str:
    (commands.folder / "mill.json").write_text(json.dumps(script))
    return "mill.json"


@needs_joe
@needs_kokoro
@needs_the_house_voice
def test_four_models_on_one_farm_speak_one_programme(farm: Commands) -> None:
    farm.settings |= {"XDG_CACHE_HOME": CACHE, "VOICEFARM_BACKBONE": "llamacpp"}
    file = write(farm, SCRIPT)
    with ExitStack() as workers:
        for model in MODELS:
            workers.enter_context(farm.worker("--model", model))
        outputs = ("-o", "mill.wav", "-o", "mill.srt", "-o", "report.json")
        made = farm.json("narrate", file, *outputs)
    assert sorted(made["models"]) == list(MODELS)
    sound, rate = soundfile.read(farm.folder / "mill.wav")
    assert rate == 24_000
    report = json.loads((farm.folder / "report.json").read_text())
    starts = [chunk["start_sample"] for chunk in report["chunks"]]
    assert starts == sorted(starts)
    for chunk in report["chunks"]:  # each is heard, and none is cut
        heard = sound[chunk["start_sample"] : chunk["end_sample"]]
        assert np.sqrt(np.mean(heard**2)) > 0.01
    assert len(sound) / rate == pytest.approx(made["duration_s"], abs=0.01)
    captions = (farm.folder / "mill.srt").read_text()
    assert "Then let us begin with the bread." in captions


def test_a_farm_without_a_worker_for_one_of_the_models_refuses(
    farm: Commands, tmp_path: Any
) -> None:
    farm.settings |= write_model(tmp_path / "models", "steady")
    script = SCRIPT | {
        "speakers": {"Ann": {"model": "espeak"}, "Joe": {"model": "steady"}},
        "lines": SCRIPT["lines"][:2],
    }
    file = write(farm, script)
    with farm.worker("--model", "espeak"):
        refused = farm.run("narrate", file, "-o", "mill.wav")
        assert "No worker on the farm serves model 'steady'" in refused.stderr
        job = farm.run("submit", file).stdout.strip()
        assert f"{job}: running; no worker serves model 'steady'" in farm.run("status", job).stdout
        assert "jobs wait for model 'steady'" in farm.run("doctor").stdout
        with farm.worker("--model", "steady"):
            assert farm.run("wait", job).returncode == 0
    assert farm.run("fetch", job, "-o", "mill.wav").returncode == 0


def test_one_machine_starts_a_worker_for_each_model(here: Commands, tmp_path: Any) -> None:
    here.settings |= write_model(tmp_path / "models", "steady")
    script = SCRIPT | {
        "speakers": {"Joe": {"model": "steady"}},
        "lines": [{"text": "Good morning."}, {"speaker": "Joe", "text": "Is the mill open?"}],
    }
    made = here.json("narrate", write(here, script), "-o", "mill.wav")
    assert made["models"] == ["espeak", "steady"]
    again = here.json("narrate", "mill.json", "-o", "mill.wav")
    assert again["reused"] == again["chunks"] == 2


@pytest.mark.parametrize(
    ("speaker", "sentence"),
    [
        ({"model": "nobody"}, "Model 'nobody' is not known, which speaker 'Joe' names."),
        ({"model": "vieneu-v2-q4", "voice": "x"}, "vieneu-v2-q4"),
        ({"model": "espeak", "voice": "x"}, "Voice 'x' is not known to model 'espeak'"),
    ],
)
def test_a_speaker_who_can_not_speak_is_refused_at_once(
    here: Commands, speaker: dict[str, str], sentence: str
) -> None:
    script = SCRIPT | {"speakers": {"Joe": speaker}, "lines": [SCRIPT["lines"][1]]}
    done = here.run("narrate", write(here, script), "-o", "mill.wav")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (here.folder / "mill.wav").exists()


def test_speakers_of_two_languages_make_one_programme(here: Commands) -> None:
    script = {
        "language": "vi",
        "speakers": {"Emma": {"language": "en"}},
        "lines": [
            {"text": "Giá 5 đồng."},
            {"speaker": "Emma", "text": "It cost $5."},
        ],
    }
    made = here.json("narrate", write(here, script), "-o", "mill.wav", "-o", "report.json")
    assert (made["language"], made["chunks"]) == ("vi", 2)
    chunks = json.loads((here.folder / "report.json").read_text())["chunks"]
    assert [chunk.get("language", "") for chunk in chunks] == ["", "en"]
    takes = [
        json.loads((here.folder.parent / "store" / f"{chunk['take']}.json").read_text())
        for chunk in chunks
    ]
    assert [(take["recipe"]["voice"], take["text"]) for take in takes] == [
        ("vi", "Giá năm đồng."),
        ("en-us", "It cost five dollars."),
    ]

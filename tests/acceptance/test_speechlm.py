"""A speech language model through the real command: GGUF on llama.cpp, codec, worker, stitcher."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from tests.kit.commands import Commands
from tests.kit.forge.codecs import heard
from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS
from tests.kit.forge.letters import ALPHABET, RUNAWAY, chain
from voicefarm.messages import Report
from voicefarm.models import Model

SMALL = replace(LETTERS, codes=7168)
SPOKEN = ALPHABET.replace(RUNAWAY, "") * 3
ARTICLE = "\n\n".join(
    f"the {number}th of the cats was named {letter} and sat on the mat"
    + " for a while" * (number % 9)
    for number, letter in enumerate(SPOKEN)
)


def write_model(folder: Path, model: Model) -> Mapping[str, str]:
    """The model's file; the settings that make it known. JSON strings and numbers are TOML's."""
    folder.mkdir()
    fields = json.loads(model.model_dump_json(exclude={"name", "enrols"}, exclude_none=True))
    lines = [f"{key} = {_toml(value)}" for key, value in fields.items()]
    (folder / "forged.toml").write_text("\n".join(lines), "utf-8")
    return {"VOICEFARM_MODELS_DIR": str(folder), "VOICEFARM_SLOTS": "6"}


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(it)}" for key, it in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@pytest.fixture
def forged(here: Commands, tmp_path: Path) -> Commands:
    """The command with a model whose codes are known ahead: one capital letter decides them."""
    here.settings |= write_model(tmp_path / "models", model_file(tmp_path, SMALL))
    return here


def test_a_whole_article_is_spoken_in_order_by_six_slots(forged: Commands, tmp_path: Path) -> None:
    made = forged.json("narrate", "-", "--model", "forged", "--loudness", "off", stdin=ARTICLE)
    assert (made["chunks"], made["reused"]) == (len(SPOKEN), 0)
    job = tmp_path / "store" / "jobs" / made["job"]
    report = Report.model_validate_json((job / "report.json").read_bytes())
    for letter, chunk in zip(SPOKEN, report.chunks, strict=True):
        # Codes stand in a take's samples; the programme's are cut and faded.
        sound, _ = soundfile.read(tmp_path / "store" / f"{chunk.take}.flac", dtype="float32")
        codes = heard(sound)
        # A 16-bit take tells every other code; chains of different letters never come that near.
        assert codes == pytest.approx(chain(letter), abs=1)


def test_a_runaway_fails_its_job_with_its_reason(forged: Commands) -> None:
    done = forged.run("narrate", "-", "--model", "forged", stdin="the cat Z sat on the mat")
    assert done.returncode == 4
    assert "(a runaway)" in done.stderr


def test_an_enrolled_voice_speaks(forged: Commands, tmp_path: Path) -> None:
    path = tmp_path / "models" / "forged.toml"
    enrols = '\nenrols = { codec = "neucodec", languages = ["en"] }'
    head, settings = path.read_text("utf-8").split("\nsettings = ", 1)
    path.write_text(f"{head}{enrols}\nsettings = {settings}", "utf-8")
    voice = tmp_path / "store" / "voices" / "neucodec" / "ana.json"
    voice.parent.mkdir(parents=True)
    voice.write_text((tmp_path / "voice.json").read_text("utf-8"), "utf-8")
    told = forged.json("voices", "--model", "forged")
    assert sorted(told) == ["ana", "forged"]
    made = forged.json("narrate", "-", "--model", "forged", "--voice", "ana", stdin="the cat D sat")
    assert (made["voice"], made["chunks"]) == ("ana", 1)
    script = "The cat C sat on the mat.\n\n[Ana] The cat D sat on the mat."
    speaker = ("--speaker", "Ana=ana", "-o", "script.json", "-o", "script.wav")
    made = forged.json("narrate", "-", "--model", "forged", *speaker, stdin=script)
    report = Report.model_validate_json((forged.folder / "script.json").read_bytes())
    assert sorted(report.summary.gains_db) == ["ana", "forged"]


def test_a_model_that_is_not_here_says_how_to_fetch_it(here: Commands, tmp_path: Path) -> None:
    here.settings["HF_HOME"] = str(tmp_path / "hub")
    done = here.run("narrate", "-", "--model", "vieneu-0.3b-q4", stdin="Xin chào.")
    assert done.returncode == 6
    assert "run voicefarm models pull vieneu-0.3b-q4" in done.stderr
    assert len(done.stderr.splitlines()) == 1

"""Kokoro as a user meets it: voices and blends on the command line, in scripts, and on a farm."""

import json
from pathlib import Path

import pytest
import soundfile

from tests.kit.commands import Commands
from tests.kit.forge.kokoro_networks import write_kokoro
from tests.kit.valkey_server import ValkeyServer

TEXT = "The ferry leaves at seven, and it has never waited. Nobody minds.\n\nThe mill sings."
BLEND = "anna(2)+ben(1)"
SCRIPT = {
    "title": "Two",
    "language": "en",
    "speakers": {"Ann": {"voice": "anna"}, "Both": {"voice": BLEND, "speed": 1.2}},
    "lines": [
        {"speaker": "Ann", "text": "Good morning. Did you sleep?"},
        {"speaker": "Both", "text": "Not at all, the mill sang."},
    ],
}


@pytest.fixture
def kokoro(here: Commands, tmp_path: Path) -> Commands:
    """Commands for which a forged Kokoro is the model."""
    write_kokoro(tmp_path / "models", "forged")
    here.settings |= {
        "VOICEFARM_MODELS_DIR": str(tmp_path / "models"),
        "VOICEFARM_MODEL": "forged",
    }
    return here


def test_a_blend_is_a_voice_on_the_command_line(kokoro: Commands) -> None:
    plain = kokoro.json("narrate", "-", "-o", "plain.wav", stdin=TEXT)
    outputs = ("-o", "blend.wav", "-o", "blend.srt")
    made = kokoro.json("narrate", "-", "--voice", BLEND, *outputs, stdin=TEXT)
    assert (plain["voice"], made["voice"]) == ("anna", BLEND)
    _, rate = soundfile.read(kokoro.folder / "blend.wav")
    assert rate == 24_000
    assert (kokoro.folder / "plain.wav").read_bytes() != (kokoro.folder / "blend.wav").read_bytes()
    captions = (kokoro.folder / "blend.srt").read_text()
    assert "never waited" in captions
    again = kokoro.json("narrate", "-", "--voice", "anna(4)+ben(2)", "-o", "b.wav", stdin=TEXT)
    assert again["chunks"] > 0


def test_a_blend_is_a_voice_in_a_script(kokoro: Commands) -> None:
    (kokoro.folder / "two.json").write_text(json.dumps(SCRIPT))
    made = kokoro.json("narrate", "two.json", "-o", "two.wav", "-o", "captions.json")
    assert made["chunks"] == 2
    words = [
        word
        for cue in json.loads((kokoro.folder / "captions.json").read_text())["cues"]
        for word in cue["words"]
    ]
    assert len(words) == 11


@pytest.mark.parametrize(
    ("voice", "sentence"),
    [
        ("anna(2)+bern(1)", "--voice: 'bern' is not known to model 'forged', in the blend"),
        ("anna(two)+ben", "--voice: 'anna(two)+ben' is not a blend; write different voices"),
        ("anna+clara", "--voice: the voices of 'anna+clara' speak no common language"),
    ],
)
def test_a_blend_that_can_not_be_made_is_refused_at_once(
    kokoro: Commands, voice: str, sentence: str
) -> None:
    done = kokoro.run("narrate", "-", "--voice", voice, "-o", "a.wav", stdin=TEXT)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (kokoro.folder / "a.wav").exists()


def test_a_voice_whose_file_is_not_here_is_refused_or_stood_in_for(
    kokoro: Commands, tmp_path: Path
) -> None:
    (tmp_path / "models" / "anna.bin").unlink()
    made = kokoro.json("narrate", "-", "-o", "a.wav", stdin=TEXT)
    assert made["voice"] == "ben"
    done = kokoro.run("narrate", "-", "--voice", "anna", "-o", "b.wav", stdin=TEXT)
    assert "--voice: 'anna' is not on this machine; run `voicefarm models pull" in done.stderr


def test_a_farm_speaks_a_blend(kokoro: Commands, valkey: ValkeyServer, namespace: str) -> None:
    kokoro.settings |= {"VOICEFARM_REDIS_URL": valkey.url, "VOICEFARM_NAMESPACE": namespace}
    with kokoro.worker("--model", "forged"):
        made = kokoro.json(
            "narrate", "-", "--voice", BLEND, "-o", "a.wav", "-o", "a.vtt", stdin=TEXT
        )
    assert made["voice"] == BLEND
    assert (kokoro.folder / "a.vtt").read_text().startswith("WEBVTT")

"""Takes are verified by a recognizer: the real faster-whisper with forged weights."""

from pathlib import Path

import pytest

from tests.kit.commands import Commands
from tests.kit.forge.whisper import forge_whisper
from voicefarm.messages import Report

HEARD = "The lamp was lit at dusk, and nobody had asked for it."
OTHER = "Two ships came in after the storm, and one of them had lost its captain."


@pytest.fixture
def verifying(here: Commands, tmp_path: Path) -> Commands:
    """The command with a recognizer that hears the same in everything."""
    model = forge_whisper(tmp_path / "whisper", HEARD)
    here.settings |= {"VOICEFARM_VERIFY_MODEL": str(model), "VOICEFARM_MOS": "true"}
    return here


def test_what_says_something_else_stands_in_the_report(verifying: Commands) -> None:
    made = verifying.json(
        "narrate", "-", "-o", "a.wav", "-o", "a.json", "--verify", "1", stdin=f"{HEARD}\n\n{OTHER}"
    )
    assert (made["flagged"], made["remade"]) == (1, 0)  # espeak speaks alike each time
    report = Report.model_validate_json((verifying.folder / "a.json").read_text())
    said, other = report.chunks
    assert said.transcript is not None
    assert (said.transcript.error_rate, said.findings) == (0.0, ())
    assert [found.check for found in other.findings] == ["other words"]
    for line in report.chunks:
        assert line.voiced is not None
        assert line.mos is not None
        assert (line.voiced > 0.8, 1 <= line.mos <= 5) == (True, True)


def test_the_report_is_named_or_offered(verifying: Commands) -> None:
    given = ("narrate", "-", "--verify", "1", "-o", "a.wav")
    offered = verifying.run(*given, stdin=f"{HEARD}\n\n{OTHER}").stdout
    assert "1 chunk sounds suspicious: -o report.html says which\n" in offered
    named = verifying.run(*given, "-o", "b.html", stdin=f"{HEARD}\n\n{OTHER}").stdout
    assert "1 chunk sounds suspicious: see b.html\n" in named


def test_a_recognizer_that_is_not_there_is_one_sentence(here: Commands) -> None:
    here.settings |= {"HF_HUB_OFFLINE": "1", "VOICEFARM_VERIFY_MODEL": "small"}
    done = here.run("narrate", "-", "-o", "a.wav", "--verify", "1", stdin=HEARD)
    assert done.returncode == 6
    assert "The recognizer 'small' can't be loaded" in done.stderr


def test_on_a_farm_the_workers_verify(here: Commands) -> None:
    here.settings["VOICEFARM_REDIS_URL"] = "redis://127.0.0.1:1/0"
    done = here.run("narrate", "-", "-o", "a.wav", "--verify", "0.1", stdin=HEARD)
    assert done.returncode == 2
    assert "give `voicefarm worker` the option --verify" in done.stderr

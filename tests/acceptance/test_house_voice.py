"""The house voice through the real command: sentences that no training saw, beside the teacher's.

A part of the sentences, so that it stays short; `make bench-house` measures all of them.
"""

from collections.abc import Sequence

import pytest

from tests.kit.commands import Commands
from tests.kit.house_voice import Verdict, judged, narrated, needs_the_house_voice, sentences
from voicefarm.languages import Language

pytestmark = needs_the_house_voice


def every(language: Language, count: int) -> list[str]:
    """So many sentences from all over the list."""
    said = sentences(language)
    return said[:: len(said) // count][:count]


def failing(verdicts: Sequence[Verdict], kind: str) -> list[Verdict]:
    """Those that fail so."""
    return [verdict for verdict in verdicts if kind in verdict.failures]


@pytest.mark.parametrize(
    ("language", "slots", "count"), [("en", 16, 20), ("vi", 16, 20), ("en", 1, 6), ("vi", 1, 6)]
)
def test_it_says_what_the_teacher_says(
    here: Commands, language: Language, slots: int, count: int
) -> None:
    here.settings["VOICEFARM_SLOTS"] = str(slots)
    said = every(language, count)
    verdicts = list(judged(here, language, said, narrated(here, "house", language, said)))
    # Of 410 sentences one in a hundred fails. Which one depends on how a CPU rounds.
    few = max(1, count // 10)
    assert [verdict for verdict in verdicts if not verdict.kept] == []
    assert len(failing(verdicts, "runaway")) <= few
    assert len(failing(verdicts, "too short") + failing(verdicts, "too long")) <= few
    assert len(failing(verdicts, "unlike the teacher")) <= few
    assert len(failing(verdicts, "missing word") + failing(verdicts, "repeated word")) <= few
    assert len([verdict for verdict in verdicts if verdict.flagged]) <= few


def test_it_speaks_where_no_model_is_named_and_the_command_says_so(here: Commands) -> None:
    del here.settings["VOICEFARM_MODEL"]
    done = here.run("narrate", "-", stdin="The lamp was lit at dusk.")
    assert (done.returncode, done.stderr) == (
        0,
        "voicefarm: model 'house' speaks; --model names another.\n",
    )
    assert "house, voice en, language en" in done.stdout
    told = here.run("narrate", "-", "--voice", "vi-south", stdin="Xin chào các bạn.")
    assert "model 'espeak' speaks" in told.stderr


@pytest.mark.parametrize("model", ["house", "house-q4"])
def test_its_files_fit_and_it_needs_no_pull(here: Commands, model: str) -> None:
    assert here.run("models", "check", model).stdout == f"{model} is ready.\n"
    assert here.run("models", "pull", model).returncode == 0

"""The product speaks and hears with real weights: Piper's voice joe and Whisper tiny.en."""

import pytest

from tests.kit.commands import Commands
from tests.kit.piper_voice import needs_joe
from tests.kit.real_ears import needs_ears
from voicefarm.messages import Report

TEXT = """The harbour master kept two clocks. The one on the wall cost $12.75 in 1970, and it \
was never right.

Nobody minded. At 4:30 every afternoon he rang a bell, and the boats came home through the fog."""


@needs_joe
@needs_ears
def test_a_programme_says_what_its_text_says(here: Commands) -> None:
    here.settings["VOICEFARM_VERIFY_MODEL"] = "whisper-tiny.en"
    given = ("narrate", "-", "--model", "piper-joe", "--verify", "1", "-o", "a.wav")
    made = here.json(*given, "-o", "a.json", stdin=TEXT)
    assert (made["model"], made["flagged"]) == ("piper-joe", 0)
    report = Report.model_validate_json((here.folder / "a.json").read_text())
    assert all(chunk.hearing is not None for chunk in report.chunks)

    (here.folder / "text.txt").write_text(TEXT)
    heard = here.json("listen", "a.wav", "text.txt")
    assert heard["words"] > 40
    assert heard["word_error_rate"] <= 0.05

    (here.folder / "other.txt").write_text(f"{TEXT} They ate fish, and slept until noon.")
    shown = here.run("listen", "a.wav", "other.txt").stdout
    assert "they ate fish and slept until noon” was heard as nothing" in shown


def test_an_english_recognizer_is_refused_for_vietnamese(here: Commands) -> None:
    here.settings["VOICEFARM_VERIFY_MODEL"] = "whisper-tiny.en"
    given = ("narrate", "-", "--language", "vi", "--model", "espeak", "--verify", "1")
    done = here.run(*given, "-o", "a.wav", stdin="Xin chào các bạn.")
    assert done.returncode == 2
    assert "'whisper-tiny.en' knows English (en) alone, not Vietnamese (vi)." in done.stderr
    assert not (here.folder / "a.wav").exists()


def test_what_is_no_sound_is_refused_in_one_sentence(here: Commands) -> None:
    (here.folder / "text.txt").write_text(TEXT)
    done = here.run("listen", "text.txt", "text.txt")
    assert done.returncode == 2
    assert "'text.txt'" in done.stderr


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("gone.wav", "text.txt"), "'gone.wav' doesn't exist; check the spelling"),
        (("text.txt", "a.wav"), "'text.txt' is not sound; give the sound first, then its text."),
    ],
)
def test_files_that_are_missing_or_swapped_are_named(
    here: Commands, given: tuple[str, str], sentence: str
) -> None:
    (here.folder / "text.txt").write_text(TEXT)
    done = here.run("listen", *given)
    assert done.returncode == 2
    assert sentence in done.stderr

"""What was measured at an audition, and the verdict."""

import unicodedata
from dataclasses import replace

import pytest

from voicefarm.models import Catalogue, shipped_config
from worker.voices.audition.lines import LINES, lines_for, usual_languages
from worker.voices.audition.verdicts import Audition, LineResult

MODELS = Catalogue(shipped_config() / "models")
SOUND = LineResult("en", "prose", "One two.", 2.0, 4.0, error_rate=0.01, mos=3.0)
FAULTY = replace(SOUND, faults=("silent",))
TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
"""Grave, acute, tilde, hook, dot below; the sixth tone has no mark."""


def audition(*lines: LineResult, memory: int = 100, limit: int | None = 200) -> Audition:
    return Audition("m", lines, 1.0, memory, limit, {"en": "whisper"}, frozenset({"en"}))


@pytest.mark.parametrize(
    ("held", "passed"),
    [
        (audition(*[SOUND] * 10), True),
        (audition(*[SOUND] * 9, FAULTY), True),
        (audition(*[SOUND] * 8, FAULTY, FAULTY), False),
        (audition(FAULTY), False),
        (audition(*[replace(SOUND, mos=2.4)] * 10), False),
        (audition(*[replace(SOUND, mos=None)] * 10), True),
        (audition(*[replace(SOUND, times_real_time=0.9)] * 10), False),
        (audition(SOUND, memory=201), False),
        (audition(SOUND, memory=201, limit=None), True),
    ],
)
def test_an_audition_passes_if_nothing_in_its_table_fails(held: Audition, passed: bool) -> None:
    assert held.passed is passed


def test_a_line_that_can_not_be_spoken_is_faulty_and_slow() -> None:
    mute = replace(SOUND, seconds=0.0, times_real_time=0.0, faults=("no end",))
    assert not audition(mute).passed


def test_each_kind_has_a_row() -> None:
    rows = audition(SOUND, replace(FAULTY, kind="numbers")).rows
    assert [(row.what, row.measured) for row in rows[:2]] == [
        ("en, prose", "1 of 1 sound, 1% of letters heard otherwise"),
        ("en, numbers", "0 of 1 sound, 1% of letters heard otherwise"),
    ]


@pytest.mark.parametrize("language", LINES)
def test_a_list_has_ten_lines(language: str) -> None:
    assert len(LINES[language]) == 10


def test_vietnamese_lines_have_all_tones_and_other_languages() -> None:
    kinds = {line.kind for line in LINES["vi"]}
    assert {"six tones", "mixed", "numbers"} <= kinds
    first = next(line for line in LINES["vi"] if line.kind == "six tones")
    assert set(unicodedata.normalize("NFD", first.text)) >= TONES


def test_a_language_without_a_list_has_a_sentence() -> None:
    assert len(lines_for("pt-BR")) == 1


@pytest.mark.parametrize(
    ("model", "languages"), [("espeak", {"vi", "en"}), ("piper-joe", {"en"}), ("kokoro", {"en"})]
)
def test_an_audition_is_in_the_languages_with_lists(model: str, languages: set[str]) -> None:
    assert set(usual_languages(MODELS[model])) == languages

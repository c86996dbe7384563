"""Spoken length: prose counts as it is written, and what stands for words as many characters."""

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.cpu_time import assert_linear
from voicefarm.languages import Language
from voicefarm.spoken.length import SpokenLength, spoken_characters

LANGUAGES: tuple[Language, ...] = ("en", "vi")
EXAMPLES = Path(__file__).parents[2] / "examples"
SENTENCES = Path(__file__).parents[1] / "data"
languages = st.sampled_from(LANGUAGES)
any_text = st.text(
    st.sampled_from("aB1đ0 .,;:!?…“”()$%/-@\n—。，\u0301👍🏽🇻🇳") | st.characters(codec="utf-8")
)
words = st.text("abcdefghijklmnopqrstuvwxyzéđ'’-", min_size=1, max_size=12)
punctuation = st.sampled_from([" ", ", ", ". ", "; ", ": ", "? ", "! ", "… ", " – ", "—", "” “"])


@st.composite
def prose(draw: st.DrawFn) -> str:
    """Words without signs, capitals at the head of some of them only."""
    parts = draw(st.lists(st.tuples(words, st.booleans(), punctuation), max_size=30))
    return "".join((word.capitalize() if is_name else word) + mark for word, is_name, mark in parts)


@given(prose(), languages)
def test_prose_counts_as_it_is_written(text: str, language: Language) -> None:
    assert spoken_characters(text, language) == len(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_real_prose_counts_as_it_is_written(language: Language) -> None:
    article = (EXAMPLES / f"article_{language}.md").read_text("utf-8")
    sentences = (SENTENCES / f"house_sentences_{language}.txt").read_text("utf-8").splitlines()
    written = [*sentences, *re.split(r"(?<=[.!?])\s+|[#\n]+", article)]
    # A digit, or a title or authority in capitals, is no prose.
    plain = [text for text in written if not re.search(r"\d|[A-ZĐ]{2}|/", text)]
    assert len(plain) > 200
    assert [text for text in plain if spoken_characters(text, language) != len(text)] == []


@given(any_text, languages)
def test_parts_add_up_and_none_is_shorter_than_it_is_written(text: str, language: Language) -> None:
    length = SpokenLength(text, language)
    starts = [length.between(0, end) for end in range(len(text) + 1)]
    assert all(after > before for before, after in pairwise(starts))
    assert starts[-1] == spoken_characters(text, language) >= len(text)
    for middle in range(len(text) + 1):
        assert length.between(middle, len(text)) == starts[-1] - starts[middle]


@given(any_text, any_text, languages)
def test_what_stands_apart_counts_apart(one: str, other: str, language: Language) -> None:
    together = spoken_characters(f"{one}\n\n{other}", language)
    assert together == sum(spoken_characters(text, language) for text in (one, other)) + 2


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("$1,234,567.89", "one million two hundred thirty-four thousand five hundred sixty-seven "
         "dollars and eighty-nine cents"),
        ("1987", "nineteen eighty-seven"),
        ("640,000", "six hundred forty thousand"),
        ("416-555-0192", "four one six, five five five, zero one nine two"),
        ("60 km/h", "sixty kilometers per hour"),
        ("5%", "five percent"),
        ("1234567890123456", "one two three four five six seven eight nine zero one two three "
         "four five six"),
        ("012", "zero one two"),
        ("v1.2.3", "v one point two point three"),
    ],
)  # fmt: skip
def test_signs_count_as_what_they_stand_for(text: str, spoken: str) -> None:
    assert 0.8 * len(spoken) <= spoken_characters(text, "en") <= 1.4 * len(spoken)


def test_words_in_capitals_are_words_and_abbreviations_are_spelled() -> None:
    shouted = "THE SOFTWARE IS PROVIDED “AS IS”, AND NOBODY IS LIABLE."
    assert spoken_characters(shouted, "en") == len(shouted)
    assert spoken_characters("ĐỘC LẬP, TỰ DO, HẠNH PHÚC", "vi") == len("ĐỘC LẬP, TỰ DO, HẠNH PHÚC")
    assert spoken_characters("the FBI", "en") >= len("the eff bee eye")
    assert spoken_characters("UBND xã", "vi") >= len("ủy ban nhân dân xã")


def test_no_text_takes_no_time_at_all() -> None:
    assert spoken_characters("", "en") == 0
    assert SpokenLength("", "en").between(0, 0) == 0


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "A",
        "A b",
        "AB ",
        "1",
        "12 345,6 ",
        "123-",
        "(123) ",
        "/",
        "www.",
        "://",
        "@",
        "5 k",
        ".",
    ],
)
def test_it_takes_time_by_the_length_of_the_text_alone(piece: str) -> None:
    def measure(size: int) -> None:
        text = (piece * size)[:size] + "b"
        length = SpokenLength(text, "en")
        dice = random.Random(1)
        for start in dice.choices(range(len(text)), k=100):
            length.between(start, len(text))

    assert_linear(measure, 300_000)

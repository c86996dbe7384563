"""A text that is written piece by piece is spoken by whole sentences, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.text.growing import LONGEST, GrowingText, joined_halves


def pieces(text: str, size: int) -> list[str]:
    growing = GrowingText()
    ready = [growing.add(text[at : at + size]) for at in range(0, len(text), size)]
    return [part for part in [*ready, growing.flush()] if part]


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_whole_sentences_come_as_soon_as_the_next_begins(size: int) -> None:
    text = "Dr. Ana paid 3.5 dollars. Nobody knew why! Was it late?"
    assert " ".join(pieces(text, size)) == text
    growing = GrowingText()
    assert growing.add("Dr. Ana paid 3.") == ""
    assert growing.add("5 dollars. No") == "Dr. Ana paid 3.5 dollars."


def test_a_paragraph_ends_what_waits() -> None:
    assert GrowingText().add("A title without a stop\n\n") == "A title without a stop"


def test_marks_alone_wait_for_words() -> None:
    growing = GrowingText()
    assert growing.add("… \n\n") == ""
    assert growing.flush() == ""
    assert growing.add("Yes.") == ""
    assert growing.flush() == "… \n\nYes."


def test_a_sentence_without_end_is_cut_at_a_space() -> None:
    parts = pieces("word " * LONGEST, 7)
    assert max(map(len, parts)) <= LONGEST
    assert " ".join(parts).split() == ["word"] * LONGEST


@given(st.text(alphabet="ab .!?\n3", max_size=200), st.integers(1, 9))
def test_no_letter_is_lost_or_doubled(text: str, size: int) -> None:
    def letters(of: str) -> str:
        return "".join(filter(str.isalnum, of))

    assert letters("".join(pieces(text, size))) == letters(text)


@pytest.mark.parametrize(
    ("text", "whole", "half"),
    [
        ("Hi \ud83d", "Hi ", "\ud83d"),
        ("\ud83d\ude00 there", "😀 there", ""),
        ("\ude00 there", " there", ""),
        ("a\ud83db", "ab", ""),
        ("Ă", "Ă", ""),
        ("", "", ""),
    ],
)
def test_a_letter_that_was_cut_in_two_is_joined_again(text: str, whole: str, half: str) -> None:
    assert joined_halves(text) == (whole, half)

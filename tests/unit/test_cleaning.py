"""What cleaning takes off a text, and what it leaves."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.text.cleaning import clean_text, fold_spaces


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("so\xadft hy\xadphen", "soft hyphen"),
        ("zero\u200bwidth\u200d and\ufeff mark", "zerowidth and mark"),
        ("bidi \u202eover\u202c\u2066 marks\u200f", "bidi over marks"),
        ("bell\x07 and\x1b escape\x9c", "bell and escape"),
        ("half a pair \ud800.", "half a pair ."),
    ],
)
def test_what_cannot_be_seen_is_removed(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


def test_every_line_end_becomes_a_newline() -> None:
    assert clean_text("a\r\nb\rc\x85d\u2028e\x0bf") == "a\nb\nc\nd\ne\nf"


def test_a_page_and_a_paragraph_mark_begin_a_paragraph() -> None:
    assert clean_text("a\x0cb\u2029c") == "a\n\nb\n\nc"


def test_odd_spaces_become_plain_ones() -> None:
    assert clean_text("5\xa0km\u2009a\u3000b\u202fc") == "5 km a b c"


def test_vietnamese_letters_are_composed() -> None:
    loose = unicodedata.normalize("NFD", "Tiếng Việt đẹp lắm")
    assert clean_text(loose) == "Tiếng Việt đẹp lắm"


def test_an_accent_behind_a_hidden_mark_finds_its_letter() -> None:
    assert clean_text("e\u200b\u0301") == "é"


def test_tabs_and_indentation_stay_for_markdown() -> None:
    assert clean_text("- a\n\t- b\n    c") == "- a\n\t- b\n    c"


def test_folding_leaves_single_spaces_and_none_at_the_ends() -> None:
    assert fold_spaces("  a\n b\t\tc ") == "a b c"


@given(st.text(st.characters(exclude_categories=())))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@given(st.text(st.characters(exclude_categories=())))
def test_a_clean_text_can_be_written_as_utf_8(text: str) -> None:
    clean_text(text).encode()


@given(st.text(st.sampled_from("abcdeXYZ 0123,.;!?\n")))
def test_plain_text_is_left_as_it_is(text: str) -> None:
    assert clean_text(text) == text

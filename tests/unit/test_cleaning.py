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


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("A \x1b[31mred\x1b[0m flag", "A red flag"),
        ("\x1b[1;38;5;196mbright\x1b[m", "bright"),
        ("\x9b4munder", "under"),
        ("\x1b]0;a window\x07text", "text"),
        ("\x1b]8;;http://a.b\x1b\\link\x1b]8;;\x1b\\.", "link."),
        ("A [1;31mred[0m flag", "A red flag"),
        ("a room [5m wide]", "a room [5m wide]"),
        ("N\x08NA\x08AM\x08ME _\x08a", "NAME a"),
    ],
)
def test_control_sequences_of_a_terminal_are_removed_whole(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("perma\xad\n  nent stain", "permanent\nstain"),
        ("perma\xad\nnent.\nNext", "permanent.\nNext"),
        ("perma\xad\nnent.\n\nNext", "permanent.\n\nNext"),
        ("scan¬\nned page", "scanned\npage"),
        ("¬p ∧ q", "¬p ∧ q"),
    ],
)
def test_a_soft_hyphen_at_a_line_end_joins_its_word(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Ｈｅｌｌｏ！ （ｏｋ） １２．５％", "Hello! (ok) 12.5%"),
        ("使用Ｗｏｒｄ，然后！", "使用Word，然后！"),
        ("ﾊﾝﾊﾞｰｸﾞ", "ハンバーグ"),
        ("𝐛𝐨𝐥𝐝 𝘪𝘵𝘢𝘭𝘪𝘤 𝓈𝒸𝓇𝒾𝓅𝓉 𝟙𝟚", "bold italic script 12"),
        ("ﬁrst oﬃce ﬂoor, paſt", "first office floor, past"),
        ("ⓗⓘ 🅷🅴🅻🅻🅾", "hi HELLO"),
        ("20 ㎡, 3 ㎞, 5 ㎏, 20 ℃", "20 m², 3 km, 5 kg, 20 °C"),
        ("1ˢᵗ and 2ⁿᵈ", "1st and 2nd"),
        ("non\u2011stop", "non-stop"),
        ("ﻻ", "لا"),
    ],
)
def test_characters_that_only_look_special_become_plain(written: str, plain: str) -> None:
    assert clean_text(written) == plain


@pytest.mark.parametrize(
    "text", ["⅝", "CO₂", "10⁻³", "5 m²", "Act Ⅳ", "Tool™", "№ 5", "wait…", "㈱"]
)
def test_characters_that_would_lose_their_sense_stay(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("① Wash the rice. ② Drain it.", "1. Wash the rice. 2. Drain it."),
        ("➀Wash\n❷ Drain\n⑶ Cook\n⒋ Eat", "1. Wash\n2. Drain\n3. Cook\n4. Eat"),
        ("see ①②③, and item④.", "see 1 2 3, and item 4."),
        ("⑳", "20"),
        ("㉑ ㊿", "21 50"),
        ("1️⃣ Wash. 2️⃣ Drain, press 3️⃣4️⃣.", "1. Wash. 2. Drain, press 3 4."),
    ],
)
def test_a_circled_number_is_a_number_set_apart(written: str, plain: str) -> None:
    assert clean_text(written) == plain


@pytest.mark.parametrize("text", ["❤️", "👩\u200d💻", "🏳️\u200d🌈", "#️⃣", "👍🏽", "🇻🇳", "™️", "🅰️"])
def test_what_holds_an_emoji_together_stays(text: str) -> None:
    assert clean_text(f"a{text}b") == f"a{text}b"


def test_tabs_and_indentation_stay_for_markdown() -> None:
    assert clean_text("- a\n\t- b\n    c") == "- a\n\t- b\n    c"


def test_folding_leaves_single_spaces_and_none_at_the_ends() -> None:
    assert fold_spaces("  a\n b\t\tc ") == "a b c"


@given(
    st.lists(st.sampled_from(["[", "0", "1", "m", ";", "[0m", "\x1b", "\xad", "é"])).map("".join)
)
def test_cleaning_colours_twice_is_cleaning_them_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


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

"""Written and spoken text, and the way from one to the other."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefarm.spoken.text import SpokenText, spoken_as

PRICE = spoken_as("It cost $5, or £6.", [(8, 10, "five dollars"), (15, 17, "six pounds")])


@st.composite
def texts(draw: st.DrawFn, written: st.SearchStrategy[str]) -> SpokenText:
    text = draw(written)
    return spoken_as(text, list(_replacements(draw, text)))


def _replacements(draw: st.DrawFn, text: str) -> Iterator[tuple[int, int, str]]:
    place = 0
    while place < len(text):
        start = draw(st.integers(place, len(text)))
        end = draw(st.integers(start, len(text)))
        if start < end:
            yield start, end, draw(st.text("xy ", max_size=5))
        place = max(end, place + 1)


WRITTEN = st.text("abc ", max_size=12)


def is_sound(text: SpokenText) -> bool:
    """Whether both forms are equal outside of the changes, which are in order and apart."""
    written = spoken = 0
    for change in text.changes:
        if change.start < written or change.end <= change.start:
            return False
        if text.written[written : change.start] != text.spoken[spoken : change.spoken_start]:
            return False
        written, spoken = change.end, change.spoken_end
    return text.written[written:] == text.spoken[spoken:]


def test_a_replacement_is_spoken_in_place_of_what_is_written() -> None:
    assert PRICE.spoken == "It cost five dollars, or six pounds."
    assert PRICE.words(8, 11) == "five dollars,"
    assert PRICE.place(len(PRICE.written)) == len(PRICE.spoken)


def test_a_cut_inside_a_replacement_keeps_whole_words() -> None:
    number = spoken_as("key 1234 end", [(4, 8, "one two three four")])

    assert [number.words(4, 6), number.words(6, 8)] == ["one two ", "three four"]
    assert number.splits(6)
    assert not number.splits(4)
    assert not number.splits(8)


@given(texts(WRITTEN), st.data())
def test_changes_of_changes_are_changes_of_the_first_text(
    first: SpokenText, data: st.DataObject
) -> None:
    second = data.draw(texts(st.just(first.spoken)))
    both = first.then(second)

    assert (both.written, both.spoken) == (first.written, second.spoken)
    assert is_sound(both)


@given(texts(WRITTEN), st.data())
def test_a_part_is_a_text_of_its_own(text: SpokenText, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text.written)))
    end = data.draw(st.integers(start, len(text.written)))
    part = text.part(start, end)

    assert (part.written, part.spoken) == (text.written[start:end], text.words(start, end))
    assert is_sound(part)


def test_a_text_without_changes_takes_over_those_of_the_next() -> None:
    assert SpokenText(PRICE.written, PRICE.written).then(PRICE) == PRICE


def test_changes_are_given_as_bare_numbers() -> None:
    assert PRICE.offsets() == ((8, 10, 8, 20), (15, 17, 25, 35))


def test_a_change_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="another text"):
        PRICE.then(PRICE)


def test_a_replacement_inside_of_another_is_left_out() -> None:
    text = spoken_as("a $5 b", [(1, 4, " five dollars"), (3, 5, "x")])
    assert text.spoken == "a five dollars b"
    assert is_sound(text)

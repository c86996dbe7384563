"""Screenplays as plain text, with the marks of Fountain."""

from pathlib import Path

import pytest

from producer.documents.formats import parse_document, read_document
from tests.kit.cpu_time import assert_linear

SCENES = "INT. HALL - DAY\n\nANA\nSalt?\n\n{}\n\nEXT. QUAY - NIGHT\n\nIt rains.\n"


def read(text: str) -> list[str]:
    return [block.text for block in parse_document(text.encode(), "text").blocks]


@pytest.mark.parametrize(
    ("written", "read_as", "left_out"),
    [
        ("It snows. [[Or hail?]]", ["It snows."], "note"),
        ("[[A note\nover two lines.]]", [], "note"),
        ("A /* loud */ bell.", ["A bell."], "cut text"),
        ("/* Gone.\n\nAll of it. */", [], "cut text"),
        ("= Nobody knows why.", [], "synopsis"),
        ("EST. THE QUAY - DAWN #4A#", ["EST. THE QUAY - DAWN"], "scene number"),
        ("> CUT TO:", ["CUT TO:"], ""),
        ("> The End <", ["The End"], ""),
        ("!SHE runs to the bell.", ["SHE runs to the bell."], ""),
        (".THE QUAY FROM ABOVE, ALL OF IT.", ["THE QUAY FROM ABOVE, ALL OF IT."], ""),
        ("~ Salt, o salt.", ["Salt, o salt."], ""),
    ],
)
def test_marks_that_are_never_shown_are_left_out(
    written: str, read_as: list[str], left_out: str
) -> None:
    document = parse_document(SCENES.format(written).encode(), "text")
    texts = [block.text for block in document.blocks]
    assert texts[1:-2] == ["ANA Salt?", *read_as]
    assert [one.what for one in document.omissions] == ([left_out] if left_out else [])


def test_two_that_speak_at_once_have_no_caret() -> None:
    assert "BEN No." in read(SCENES.format("BEN ^\nNo."))


@pytest.mark.parametrize("written", ["See [[Salt]] today.", "= Salt"])
def test_in_other_texts_the_marks_stay(written: str) -> None:
    assert read(f"INT. means inside.\n\n{written}")[-1] == written


def test_a_list_of_journals_is_no_screenplay() -> None:
    text = "Int. J. of Salt, 1, 2020.\n\nInt. J. of Salt, 2, 2021.\n\nSee [[Tide]] there."
    assert read(text)[-1] == "See [[Tide]] there."


def test_its_suffix_is_known(tmp_path: Path) -> None:
    path = tmp_path / "quay.fountain"
    path.write_text(SCENES.format("[[Hm.]]"))
    assert [block.text for block in read_document(path).blocks][1] == "ANA Salt?"


@pytest.mark.parametrize(
    "mark", ["[[", "/*", "/* a", "= a\n", "> a", "a ^", "#a#", "INT. A\n", ". "]
)
def test_a_heap_of_marks_takes_linear_time(mark: str) -> None:
    assert_linear(lambda size: read(SCENES.format(mark * (size // len(mark)))), 200_000)

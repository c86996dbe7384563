"""Chapters of a document, and a choice of them."""

import pytest

from producer.documents.chapters import chapters_of, chosen_chapters
from producer.documents.document import Document
from producer.documents.formats import parse_document
from voicefarm.errors import UnknownName

BOOK = parse_document(
    b"Before.\n\n# One\n\nA.\n\n## Sea\n\nB.\n\n# Two\n\nC.\n\n# Two more\n\nD.\n\n# Three\n\nE.",
    "markdown",
)


def texts(document: Document) -> str:
    return " ".join(block.text for block in document.blocks)


def test_chapters_are_numbered_as_the_programme_has_them() -> None:
    assert [(one.number, one.title, one.level) for one in chapters_of(BOOK)] == [
        (1, "One", 1),
        (2, "Sea", 2),
        (3, "Two", 1),
        (4, "Two more", 1),
        (5, "Three", 1),
    ]
    assert [one.title for one in chapters_of(BOOK, 1)] == ["One", "Two", "Two more", "Three"]
    assert chapters_of(BOOK, 0) == ()


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, "Before. One A. Sea B. Two C. Two more D. Three E."),
        ("3", "4", "Two C. Two more D."),
        ("One", "One", "One A. Sea B."),
        ("sea", "sea", "Sea B."),
        ("two", "thr", "Two C. Two more D. Three E."),
        (None, "1", "Before. One A. Sea B."),
        ("more", None, "Two more D. Three E."),
    ],
)
def test_chapters_are_chosen_by_number_or_title(
    first: str | None, last: str | None, expected: str
) -> None:
    assert texts(chosen_chapters(BOOK, first, last)) == expected


def test_the_chapters_that_are_not_chosen_are_listed_as_left_out() -> None:
    chosen = chosen_chapters(BOOK, "3", "4")
    assert [(left.what, left.text) for left in chosen.omissions] == [
        ("chapters", "2, from 'One' to 'Sea'"),
        ("chapter", "Three"),
    ]


@pytest.mark.parametrize(("first", "last"), [("9", None), ("T", None), ("Four", None), ("", None)])
def test_a_chapter_that_is_not_there_is_refused(first: str, last: str | None) -> None:
    with pytest.raises(UnknownName, match=r"from_part.*1 One, 2 Sea, 3 Two"):
        chosen_chapters(BOOK, first, last)


def test_a_last_chapter_before_the_first_is_refused() -> None:
    with pytest.raises(UnknownName, match="to_part: '1' stands before '3'"):
        chosen_chapters(BOOK, "3", "1")

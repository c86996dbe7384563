"""Footnotes of Markdown by their policy."""

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.policies import NotesPolicy, ReadingPolicies

BOOK = """It was shown[^1] by Dr. Smith.[^two] It held.^[So they *say*.] The end.

# Part[^1]

- milk[^m]

[^1]: See the annex
[^two]: Long one

    with two paragraphs.
[^m]: Whole milk.
[^never]: Not referred to.
"""


def read(text: str, notes: NotesPolicy) -> Document:
    return parse_document(text.encode(), "markdown", policies=ReadingPolicies(notes=notes))


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_notes_are_left_out_and_listed_where_they_stand() -> None:
    document = read(BOOK, "skip")
    assert texts(document) == ["It was shown by Dr. Smith. It held. The end.", "Part", "milk"]
    assert [(left.what, left.text, left.line) for left in document.omissions] == [
        ("footnote", "So they say.", 1),
        ("footnote", "See the annex", 7),
        ("footnote", "Long one. with two paragraphs.", 8),
        ("footnote", "Whole milk.", 11),
        ("footnote", "Not referred to.", 12),
    ]


def test_notes_are_read_once_behind_the_sentence_that_refers_to_them() -> None:
    document = read(BOOK, "inline")
    assert texts(document) == [
        "It was shown by Dr. Smith. Note: See the annex. Note: Long one. with two paragraphs. "
        "It held. Note: So they say. The end.",
        "Part",
        "milk",
        "Note: Whole milk.",
    ]
    assert [left.text for left in document.omissions] == ["Not referred to."]


def test_notes_are_read_at_the_end_under_a_heading_with_their_numbers() -> None:
    document = read(BOOK, "end")
    assert texts(document)[-6:] == [
        "Notes",
        "1. See the annex.",
        "2. Long one. with two paragraphs.",
        "3. So they say.",
        "4. Whole milk.",
        "5. Not referred to.",
    ]
    assert (document.blocks[-6].kind, document.blocks[-6].level) == ("heading", 2)
    assert document.omissions == ()


@pytest.mark.parametrize("notes", ["skip", "inline", "end"])
def test_a_note_leaves_no_mark_in_the_text(notes: NotesPolicy) -> None:
    document = read("One [^1], two ^[a note [^1] in ^[it]].\n\n[^1]: See [^2].", notes)
    assert document.blocks[0].text.startswith("One, two")
    assert not any(mark in document.text for mark in ("[", "^", "\ufdd0"))


def test_a_vietnamese_text_has_vietnamese_words_before_its_notes() -> None:
    text = "Nước trong.[^1] Trời cao.\n\n[^1]: Theo sách cũ."
    assert texts(read(text, "inline")) == ["Nước trong. Ghi chú: Theo sách cũ. Trời cao."]
    assert texts(read(text, "end"))[1:] == ["Ghi chú", "1. Theo sách cũ."]


def test_numbers_above_the_line_behind_a_sentence_belong_to_notes() -> None:
    document = read("It was proven.<sup>[1]</sup> So they said<sup>2</sup>.", "skip")
    assert texts(document) == ["It was proven. So they said."]
    assert [left.text for left in document.omissions] == ["[1]", "2"]

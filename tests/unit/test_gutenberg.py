"""What stands around a printed book is left out: heads, licences, contents, marks of pictures."""

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.policies import FrontMatterPolicy, NotesPolicy, ReadingPolicies
from tests.kit.books import Book, epub
from voicefarm.errors import UnreadableDocument

STARTS = [
    "*** START OF THE PROJECT GUTENBERG EBOOK SALT ***",
    "*** START OF THIS PROJECT GUTENBERG EBOOK SALT ***",
    "***START OF THE PROJECT GUTENBERG EBOOK SALT***",
    "*** START OF THE PROJECT GUTENBERG EBOOK SALT OF THE\nEARTH ***",
    "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*",
]
ENDS = [
    "*** END OF THE PROJECT GUTENBERG EBOOK SALT ***",
    "End of Project Gutenberg's Salt, by Ana Bell\n\n*** END OF THIS PROJECT GUTENBERG EBOOK SALT",
    "End of the Project Gutenberg EBook of Salt, by Ana Bell",
]
HEAD = """The Project Gutenberg eBook of Salt

This ebook is for the use of anyone anywhere.

Title: Salt
       Of the Earth

Author: Ana Bell

Language: English
"""
CHAPTERS = "CHAPTER I.\nThe Sea\n\nSalt is old.\n\nCHAPTER II.\nThe Road\n\nSalt is heavy.\n"
LICENCE = "Updated editions will replace the previous one.\n\n1.A. By reading you agree.\n"


def read(text: str, front_matter: FrontMatterPolicy = "skip") -> Document:
    policies = ReadingPolicies(front_matter=front_matter)
    return parse_document(text.encode(), "text", policies=policies)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def left_out(document: Document) -> list[tuple[str, int]]:
    return [(one.what, one.line) for one in document.omissions]


BOOK = texts(read(CHAPTERS))


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("end", ENDS)
def test_a_book_is_read_without_its_head_and_its_licence(start: str, end: str) -> None:
    document = read(f"{HEAD}\n{start}\n\n{CHAPTERS}\n{end}\n\n{LICENCE}")
    assert texts(document) == BOOK
    assert (document.title, document.author) == ("Salt Of the Earth", "Ana Bell")
    assert {what for what, _ in left_out(document)} == {"licence of Project Gutenberg"}


@pytest.mark.parametrize(
    "credits", ["Produced by Cy Dee and\nthe proofreaders", "E-text prepared by Cy Dee"]
)
def test_who_made_the_file_is_left_out(credits: str) -> None:
    document = read(f"{HEAD}\n{STARTS[0]}\n\n{credits}\n\n{CHAPTERS}")
    assert texts(document) == BOOK
    assert left_out(document) == [("licence of Project Gutenberg", 1), ("credits", 14)]


def test_front_matter_that_is_wanted_is_read() -> None:
    document = read(f"{HEAD}\n{STARTS[0]}\n\n{CHAPTERS}\n{ENDS[0]}\n\n{LICENCE}", "inline")
    assert texts(document)[1] == "This ebook is for the use of anyone anywhere."
    assert document.title == "Salt Of the Earth"
    assert not document.omissions


@pytest.mark.parametrize(
    "text",
    [
        "The Project Gutenberg was begun in 1971.\n\nIt has many books.",
        "She read the end of Project Gutenberg's list.\n\nThen she slept.",
        "*** START HERE ***\n\nIt was late.",
    ],
)
def test_a_text_that_names_the_project_is_read(text: str) -> None:
    assert len(texts(read(text))) == 2
    assert not read(text).omissions


BOILERPLATE = '<section class="pg-boilerplate pgheader" id="pg-{}"><p>{}</p></section>'
PAGE = "".join(
    [
        BOILERPLATE.format("header", "The Project Gutenberg eBook of Salt"),
        "<h2>One</h2><p>Salt is old, and it was carried over the mountains.</p>",
        BOILERPLATE.format("footer", "Updated editions will replace the previous one."),
    ]
)


def test_pages_and_epubs_of_the_project_are_read_without_them() -> None:
    book = Book(pages={"one.xhtml": PAGE}, nav='<li><a href="one.xhtml">One</a></li>')
    page = f"<html><head><title>Salt</title></head><body>{PAGE}</body></html>"
    for document in (parse_document(epub(book)), parse_document(page.encode(), "html")):
        assert texts(document) == ["One", "Salt is old, and it was carried over the mountains."]
        assert "licence of Project Gutenberg" in {what for what, _ in left_out(document)}


@pytest.mark.parametrize(
    "table",
    [
        "Contents\n\n CHAPTER I.     The Sea\n CHAPTER II.    The Road",
        "TABLE OF CONTENTS\n\nChapter I. The Sea ........ 3\nChapter II. The Road ....... 17",
        "CONTENTS:\n\nI. The Sea\n\nII. The Road",
        "Contents\n\nThe Sea\t3\nThe Road\t17",
        "CONTENTS OF VOLUME II.\n\n1. The Sea\n2. The Road",
        "CONTENTS\n\nCHAPTER         PAGE\n\n  I. The Sea       3\n II. The Road     17",
        "CONTENTS\n\n  I. The Sea       3\n II. The Road as it    17\n        was then",
        "CONTENTS\n\nCHAPTER I. The Sea   3\nCHAPTER II. The Road   17\n\nCHAPTER I. Ice   30",
    ],
)
def test_a_table_of_contents_is_left_out(table: str) -> None:
    document = read(f"Salt\n\n{table}\n\n\n{CHAPTERS}")
    assert texts(document) == ["Salt", *BOOK]
    assert left_out(document) == [("table of contents", 3)]
    assert len(texts(read(f"Salt\n\n{table}\n\n\n{CHAPTERS}", "inline"))) > len(BOOK) + 1


@pytest.mark.parametrize(
    "text",
    [
        "Contents\n\n1. Ham\n2. Eggs\n3. Salt\n\nSteps\n\n1. Fry the ham.\n2. Break the eggs.",
        "Contents\n\nThe box holds a lamp.\n\nIt holds a cable too.\n\nThe box holds no plug.",
        "Mục lục\n\nTrang này không có mục lục.",
        "The contents\n\nThe Sea\n\nThe Road\n\nThe Sea\n\nSalt is old.",
    ],
)
def test_what_only_begins_like_a_table_of_contents_is_read(text: str) -> None:
    document = read(text)
    assert not document.omissions
    assert "".join(texts(document)).count("a") == text.count("a")


@pytest.mark.parametrize(
    "mark",
    [
        *("[Illustration]", "[Illustration: The river\nin spring]", "[Frontispiece]", "[Image: x]"),
        *("[Hình ảnh: dòng sông]", "[Ảnh 3]", "[Figure 2. The bridge]"),
    ],
)
def test_marks_of_pictures_are_left_out(mark: str) -> None:
    document = read(f"Salt is old.\n\n{mark}\n\nIt is heavy.")
    assert texts(document) == ["Salt is old.", "It is heavy."]
    assert left_out(document) == [("picture", 3)]


NOTED = """Salt is old.[1] It is heavy.[2]

[Footnote 1: It is very
old.

As old as the sea.]

[Footnote 2: See page 3.]

It is white.[1]

[Footnote 1: Mostly.]"""


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("skip", ["Salt is old. It is heavy.", "It is white."]),
        (
            "inline",
            [
                "Salt is old. Note: It is very old. As old as the sea. It is heavy."
                " Note: See page 3.",
                "It is white. Note: Mostly.",
            ],
        ),
    ],
)
def test_footnotes_follow_their_policy(policy: NotesPolicy, expected: list[str]) -> None:
    document = parse_document(NOTED.encode(), "text", policies=ReadingPolicies(notes=policy))
    assert texts(document) == expected


def test_footnotes_without_a_mark_come_at_the_end() -> None:
    text = "Salt is old.\n\n[Footnote: So they say.]\n\nIt is heavy."
    document = parse_document(text.encode(), "text", policies=ReadingPolicies(notes="end"))
    assert texts(document) == ["Salt is old.", "It is heavy.", "Notes", "1. So they say."]


@pytest.mark.parametrize(
    "imprint",
    [
        "_Copyright, 1902_\n\nBY THE PAGE COMPANY",
        "All rights reserved\n\nMade in Italy",
        "© 2019 Ana Bell\n\nFirst published 2019\n\nPrinted in Great Britain",
        "Copyright 1921\n\nSecond Impression, June, 1925\nThird Edition, May 1926",
    ],
)
def test_an_imprint_is_left_out(imprint: str) -> None:
    document = read(f"Salt\n\n{imprint}\n\n{CHAPTERS}")
    kept = [text for text in texts(document) if text.startswith("BY THE")]
    assert texts(document) == ["Salt", *kept, *BOOK]


@pytest.mark.parametrize("text", ["Made in Italy", "Printed by hand", "First published 2019"])
def test_a_line_like_an_imprint_is_read_where_nothing_else_is_one(text: str) -> None:
    assert texts(read(f"{text}\n\nSalt is old."))[0] == text


def test_notes_of_the_typist_are_left_out() -> None:
    note = "[Transcriber's Note:\n\n  Errors are listed below.]"
    document = read(f"Salt is old.\n\n{note}\n\nIt is heavy.\n\nTranscriber's note: 3 errors.")
    assert texts(document) == ["Salt is old.", "It is heavy."]
    assert left_out(document) == [("transcriber's note", 3), ("transcriber's note", 9)]


def test_brackets_that_hold_words_of_the_text_are_read() -> None:
    assert len(texts(read("[Exit Ghost]\n\n[See figure 2]\n\nSalt [image 3] is old."))) == 3


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-8", "utf-8", "Windows-1252", "Nothing"])
def test_a_stated_encoding_is_believed_where_the_text_is_not_utf8(encoding: str) -> None:
    text = f"Character set encoding: {encoding}\r\n\r\nIt is a caf\u00e9.\r\n"
    written = "utf-8" if encoding == "Nothing" else encoding
    document = parse_document(text.encode(written), "text")
    assert texts(document)[1] == "It is a caf\u00e9."
    assert texts(parse_document(text.encode(), "text"))[1] == "It is a caf\u00e9."


@pytest.mark.parametrize(
    ("data", "likely"),
    [
        ("It is a caf\u00e9.".encode("latin-1"), "WINDOWS-1252"),
        ("Character set encoding: ASCII\n\ncaf\u00e9".encode("latin-1"), "WINDOWS-1252"),
        (b"Ch\xe0o c\xe1c ba\xf2n, h\xf4m nay", "WINDOWS-1258"),
    ],
)
def test_a_text_in_an_encoding_that_it_does_not_state_is_refused(data: bytes, likely: str) -> None:
    with pytest.raises(UnreadableDocument, match=f"'iconv -f {likely} -t UTF-8'"):
        parse_document(data, "text")


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("He is sure_ly_ other_wise_ there.", "He is surely otherwise there."),
        ("It is =The Little Sea= of salt.", "It is The Little Sea of salt."),
        ("If a=b=c holds, a = b.", "If a=b=c holds, a = b."),
        (
            "The name_of_it, name_of( and _it_ are here.",
            "The name_of_it, name_of( and it are here.",
        ),
    ],
)
def test_typed_emphasis_is_taken_off(typed: str, read_as: str) -> None:
    assert texts(read(typed)) == [read_as]

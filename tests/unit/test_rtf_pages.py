"""RTF files with more than text: headings, notes, tables, hidden text, letters of many pages."""

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.policies import NotesPolicy, ReadingPolicies

_HEAD = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset163 Arial;}}"
    r"{\stylesheet{\s0 Normal;}{\s3\b heading 2;}}{\info{\title Salt}}"
)
_NOTE = r"{\super\chftn}{\footnote\pard {\super\chftn} See Bell.\par}"


def read(text: str, notes: NotesPolicy = "skip") -> Document:
    data = f"{_HEAD}{text}}}".encode("ascii")
    return parse_document(data, "rtf", policies=ReadingPolicies(notes=notes))


def said(document: Document) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in document.blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\pard\s3 The sea\par\pard\s0 Salt.\par", [(2, "The sea"), (0, "Salt.")]),
        (r"\pard\outlinelevel0 The sea\par\pard Salt.\par", [(1, "The sea"), (0, "Salt.")]),
        (r"\pard\s3 Sea\par\pard\outlinelevel9 Salt.\par", [(2, "Sea"), (0, "Salt.")]),
        (r"\pard\s3 Sea\par\pard Salt\line is old.\par", [(2, "Sea"), (0, "Salt is old.")]),
    ],
)
def test_headings_are_known_by_their_style_and_outline(
    text: str, expected: list[tuple[int, str]]
) -> None:
    assert said(read(text)) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("skip", "Salt is old."), ("inline", "Salt is old. Note: See Bell.")],
)
def test_footnotes_are_read_by_their_policy(policy: NotesPolicy, expected: str) -> None:
    document = read(rf"\pard Salt{_NOTE} is old.\par", policy)
    assert said(document) == [(0, expected)]


def test_the_numbers_of_a_table_are_read() -> None:
    rows = [("Code", "Error"), ("3", "Fire"), ("21", "Flood")]
    text = "".join(
        rf"\trowd\cellx100\cellx200\pard\intbl {code}\cell {error}\cell\row" for code, error in rows
    )
    document = read(rf"\pard These:\par{text}\pard End.\par")
    assert [text for _, text in said(document)] == [
        "These:",
        "Code; Error",
        "3; Fire",
        "21; Flood",
        "End.",
    ]


def test_what_is_hidden_or_stands_around_the_text_is_left_out_and_listed() -> None:
    document = read(
        r"{\header\pard On salt\par}{\*\unknown Nobody knows.}"
        r"\pard Salt is {\v secretly }{\strike new }old.{\*\annotation Really?}\par"
        r"{\pict\pngblip 89504e47}"
    )
    assert said(document) == [(0, "Salt is old.")]
    assert [(one.what, one.text) for one in document.omissions] == [
        ("page header", "On salt"),
        ("hidden text", "secretly"),
        ("comment", "Really?"),
        ("picture", ""),
        ("struck-out text", "new"),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"\f1 Ch\'fd\'f5ng m\'f4\u803?t", "Chương một"),
        (r"caf\'e9 \endash  \ldblquote sel\rdblquote", "café – “sel”"),
        (r"\u8226 \tab Salt \u-10179?\u-8704? \uc0\u233 t\u233 .", "Salt 😀 été."),
        (r"two\~words, co\_op, {\b bo}ld", "two words, co-op, bold"),
        (r"a {\field{\*\fldinst HYPERLINK x}{\fldrslt link}} here", "a link here"),
    ],
)
def test_letters_of_every_kind_are_read(written: str, expected: str) -> None:
    text = said(read(rf"\pard\s3 Sea\par\pard {written}\par"))[1][1]
    assert text.removeprefix("• ") == expected


@pytest.mark.parametrize(
    ("mark", "expected"),
    [(r"1.\tab", "1. Salt"), (r"\'b7\tab", "Salt"), (r"(a)\tab", "(a) Salt"), (r"o\tab", "Salt")],
)
def test_items_have_their_numbers_and_no_bullets(mark: str, expected: str) -> None:
    assert said(read(rf"\pard{{\listtext {mark}}}Salt\par")) == [(0, expected)]


def test_braces_that_never_close_are_no_harm() -> None:
    assert said(read(r"\pard\s3 Sea\par\pard Salt." + "{" * 5000 + "}" * 9))[1] == (0, "Salt.")


@pytest.mark.parametrize(
    "note",
    [
        r"{\super\chftn}{\*\footnote\chftn\~\plain\pard {\pard See Bell.\par}}",
        r"{\super\chftn}{\*\footnote\pard\plain\s16 {\super\chftn} See Bell.}",
    ],
)
def test_notes_that_old_readers_may_ignore_are_notes(note: str) -> None:
    text = rf"\pard Salt is old.{note} It is wet.\par"
    assert said(read(text, "inline")) == [(0, "Salt is old. Note: See Bell. It is wet.")]
    left_out = read(text).omissions
    assert [(one.what, one.text) for one in left_out] == [("footnote", "See Bell.")]


_CONTENTS = (
    r"\pard {\field\fldedit{\*\fldinst { TOC \\o \'221-3\'22 }}{\fldrslt "
    r"{{\field{\*\fldinst {HYPERLINK \\l _Toc1}}{\fldrslt {The sea\tab 3}}}\par"
    r"\pard {The road\tab 5\par}}}}\par"
)


def test_a_table_of_contents_is_left_out() -> None:
    text = rf"{_CONTENTS}\pard\s3 The sea\par\pard\s0 Salt.\par"
    document = read(text)
    assert said(document) == [(2, "The sea"), (0, "Salt.")]
    left_out = [(one.what, one.text) for one in document.omissions]
    assert left_out == [("table of contents", "The sea 3 The road 5")]


def test_a_table_of_contents_is_read_where_front_matter_is() -> None:
    data = f"{_HEAD}{_CONTENTS}\\pard\\s3 The sea\\par}}".encode("ascii")
    document = parse_document(data, "rtf", policies=ReadingPolicies(front_matter="inline"))
    assert said(document) == [(0, "The sea 3"), (0, "The road 5"), (2, "The sea")]


def test_other_fields_are_read_as_their_results() -> None:
    link = r"{\field{\*\fldinst{HYPERLINK \'22https://example.org\'22}}{\fldrslt{the sea}}}"
    assert said(read(rf"\pard\s3 Sea\par\pard See {link}.\par"))[1] == (0, "See the sea.")

"""DOCX files, written by a real writer: headings, lists, notes, tables, and what is left out."""

import base64
import io
from datetime import datetime

import pytest
from docx.document import Document as WordDocument

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.policies import NotesPolicy, ReadingPolicies
from tests.kit.pictures import png
from tests.kit.word_files import NOTE_MARK, packed, unpacked, with_footnotes, word_file
from voicefarm.errors import UnreadableDocument


def read(data: bytes, **policies: object) -> Document:
    return parse_document(data, policies=ReadingPolicies(**policies))  # type: ignore[arg-type]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def article(document: WordDocument) -> None:
    document.core_properties.title = "Salt"
    document.core_properties.author = "Ana Bell"
    document.core_properties.created = datetime(2024, 3, 5)
    document.add_heading("On salt", 0)
    document.add_heading("The sea", 1)
    body = document.add_paragraph("Salt is ")
    body.add_run("old").bold = True
    body.add_run(".")
    document.add_heading("Deep", 2)
    document.add_paragraph("It is wet.")


def test_headings_and_paragraphs_are_read() -> None:
    document = read(word_file(article))
    assert [(block.level, block.text) for block in document.blocks] == [
        (1, "On salt"),
        (1, "The sea"),
        (0, "Salt is old."),
        (2, "Deep"),
        (0, "It is wet."),
    ]


def test_title_author_and_date_come_from_the_properties() -> None:
    document = read(word_file(article))
    assert (document.title, document.author, document.date) == ("Salt", "Ana Bell", "2024-03-05")


def lists(document: WordDocument) -> None:
    document.add_paragraph("Take", style="List Number")
    document.add_paragraph("Eat", style="List Number")
    document.add_paragraph("Between.")
    document.add_paragraph("Sleep", style="List Number")
    document.add_paragraph("salt", style="List Bullet")


def test_a_list_goes_on_counting_behind_a_paragraph_as_in_word() -> None:
    assert texts(read(word_file(lists))) == ["1. Take", "2. Eat", "Between.", "3. Sleep", "salt"]


def noted(document: WordDocument) -> None:
    document.add_paragraph(f"Salt is old.{NOTE_MARK.format(2)} It is wet.")
    document.add_paragraph(f"It dries{NOTE_MARK.format(3)}.")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("skip", ["Salt is old. It is wet.", "It dries."]),
        (
            "inline",
            ["Salt is old. Note: See Bell. It is wet.", "It dries. Note: In the sun."],
        ),
        (
            "end",
            [
                *("Salt is old. It is wet.", "It dries."),
                *("Notes", "1. See Bell.", "2. In the sun."),
            ],
        ),
    ],
)
def test_footnotes_are_read_by_their_policy(policy: NotesPolicy, expected: list[str]) -> None:
    data = with_footnotes(word_file(noted), {2: "See Bell.", 3: "In the sun."})
    document = read(data, notes=policy)
    assert texts(document) == expected
    left_out = [one.text for one in document.omissions if one.what == "footnote"]
    assert left_out == (["See Bell.", "In the sun."] if policy == "skip" else [])


def furnished(document: WordDocument) -> None:
    document.sections[0].header.paragraphs[0].text = "Draft"
    document.styles.add_style("TOC 1", 1)
    document.add_paragraph("The sea\t3", style="TOC 1")
    document.add_paragraph("Salt.")
    document.add_picture(io.BytesIO(png(16, 16)))
    table = document.add_table(rows=0, cols=2)
    for cells in (("Kind", "Price"), ("Sea", "2 €")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text


def test_tables_are_read_and_what_is_left_out_is_listed() -> None:
    document = read(word_file(furnished))
    assert texts(document) == ["Salt.", "Kind; Price", "Sea; 2 €"]
    kinds = [left.what for left in document.omissions]
    assert kinds == ["page header", "table of contents", "picture"]


def test_an_encrypted_file_is_refused() -> None:
    data = base64.b64decode("0M8R4KGxGuE=") + bytes(600)
    with pytest.raises(UnreadableDocument, match="without a password"):
        parse_document(data, "docx")


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml"])
def test_a_part_that_is_cut_off_is_told_in_one_sentence(part: str) -> None:
    parts = unpacked(word_file(lists))
    parts[part] = parts[part][: len(parts[part]) // 2]
    with pytest.raises(UnreadableDocument, match="is damaged"):
        parse_document(packed(parts), "docx")


def test_a_part_with_entities_is_refused() -> None:
    parts = unpacked(word_file(lists))
    bomb = '<!DOCTYPE a [<!ENTITY b "ha">]>'.encode("utf-16-le")
    parts["word/settings.xml"] = b"\xff\xfe" + bomb
    with pytest.raises(UnreadableDocument, match="entities"):
        parse_document(packed(parts), "docx")

"""Tables of contents that somebody typed: no links, no fields, the numbers of pages behind."""

import pytest
from docx.document import Document as WordDocument

from producer.documents.asides.findings import Findings
from producer.documents.document import Block, heading, paragraph
from producer.documents.formats import parse_document
from producer.documents.layout.surroundings.typed_contents import without_typed_contents
from producer.documents.policies import FrontMatterPolicy, ReadingPolicies
from tests.kit.books import Book, epub
from tests.kit.cpu_time import assert_linear
from tests.kit.word_files import word_file

PROSE = "Salt was carried over the mountains, and it was worth its weight in wool and wine."
TEXT = [heading(1, "Salt"), paragraph(PROSE)]


def read(blocks: list[Block], front_matter: FrontMatterPolicy = "skip") -> list[str]:
    policies = ReadingPolicies(front_matter=front_matter)
    found = without_typed_contents(blocks, Findings(policies=policies, guess=lambda: "en"))
    return [block.text for block in found if block.text]


def lines(*texts: str) -> list[Block]:
    return [paragraph(text) for text in texts]


@pytest.mark.parametrize(
    "table",
    [
        lines("Contents", "Salt 1", "Sand 12", "Silt 40"),
        lines("CONTENTS", "Salt\t1", "Sand\t12", "Silt\t40"),
        lines("Table of Contents:", "Foreword ........ ix", "Salt ..... 1", "Sand ... 12"),
        lines("Mục lục", "Muối …… 1", "Cát …… 12", "Bùn …… 40"),
        lines("Contents", "Chapter Page", "1. Salt 1", "2. Sand 1", "3. Silt 40"),
        lines("Contents", "PART ONE", "Salt 1", "Sand 12", "PART TWO", "Silt 40", "Mud 51"),
        lines("Contents", "Salt; 1", "Sand; 12", "Silt; 40"),
        lines("Salt . . . . . . 1", "Sand . . . . . . 12", "Silt . . . . . . 40"),
        lines("Salt ______ 1", "Sand ______ 12", "Silt ______ 40"),
        [heading(1, "Contents"), *lines("Salt 1", "Sand 12", "Silt 40")],
    ],
)
def test_a_typed_table_is_left_out(table: list[Block]) -> None:
    assert read([*table, *TEXT]) == ["Salt", PROSE]
    unstyled = lines("Salt", PROSE)
    assert read([*table, *unstyled]) == ["Salt", PROSE]
    assert read([*table, *TEXT], "inline") == [block.text for block in (*table, *TEXT)]


@pytest.mark.parametrize(
    "text",
    [
        lines("Contents", "Salt is old.", "It rained in 1912", "and again in 1914"),
        lines("Nội dung", "Họp ngày 12 tháng 3 năm 2024", "Số người tham dự: 25", "Phòng 302"),
        lines("Outline", "Lesson 1", "Lesson 2", "Lesson 3"),
        lines("Nội dung", "Câu 1", "Đáp án A", "Câu 2", "Đáp án C", "Câu 3", "Đáp án B"),
        lines("Soup ...... 9", "Bread ...... 2", "Fish ...... 15", "Wine ...... 6"),
        lines("Salt 1", "Sand 12", "Silt 40"),
        lines("He waited … 1", "and waited … 2"),
        lines("Index", "Abbey 12, 45", "Baker 3", "Candles 30, 31", "Doors 7"),
        [heading(1, "Contents"), heading(2, "Year 1"), paragraph(PROSE), heading(2, "Year 2")],
    ],
)
def test_other_lines_that_end_in_numbers_are_read(text: list[Block]) -> None:
    assert read(text) == [block.text for block in text]


def test_a_heading_that_ends_in_a_number_is_not_taken_for_a_line_of_the_table() -> None:
    table = lines("Contents", "Chapter 1 5", "Chapter 2 17", "Chapter 3 30")
    assert read([*table, *lines("Chapter 1", PROSE)]) == ["Chapter 1", PROSE]
    assert read([*table, heading(1, "Catch 99"), paragraph(PROSE)]) == ["Catch 99", PROSE]


ENTRIES = ("Salt\t1", "Sand\t12", "Silt\t40")


def typed(document: WordDocument) -> None:
    for text in ("Contents", *ENTRIES, PROSE):
        document.add_paragraph(text)


def test_every_reader_leaves_it_out() -> None:
    page = "".join(f"<p>{text}</p>" for text in ("Contents", *ENTRIES)) + f"<p>{PROSE}</p>"
    book = epub(Book(pages={"one.xhtml": page}))
    file = word_file(typed)
    rich = "".join(f"{text}\\par " for text in ("Contents", *ENTRIES, PROSE))
    rich = rich.replace("\t", "\\tab ")
    rtf = f"{{\\rtf1\\ansi \\outlinelevel0 Top\\par\\pard {rich}}}".encode()
    plain = f"{{\\rtf1\\ansi {rich}}}".encode()
    files = ((book, "epub"), (file, "docx"), (page.encode(), "html"), (rtf, "rtf"), (plain, "rtf"))
    for data, kind in files:
        document = parse_document(data, kind)
        assert [block.text for block in document.blocks if block.text != "Top"] == [PROSE], kind
        assert [one.what for one in document.omissions] == ["table of contents"], kind


def test_counted_things_of_an_rtf_without_styles_are_read() -> None:
    lines = ("Prices", "Apples 3", "Pears 4", "Plums 7", "That was all.")
    rtf = "".join(f"{line}\\par " for line in lines)
    document = parse_document(f"{{\\rtf1\\ansi {rtf}}}".encode(), "rtf")
    assert [block.text for block in document.blocks] == list(lines)
    policies = ReadingPolicies(front_matter="inline")
    table = "".join(f"{line}\\par " for line in ("Contents", *ENTRIES)).replace("\t", "\\tab ")
    kept = parse_document(f"{{\\rtf1\\ansi {table}}}".encode(), "rtf", policies=policies)
    assert len(kept.blocks) == 4


@pytest.mark.parametrize("line", ["Contents", "Salt ..... 1", "Sand 12", ". . . . .", "x … 3"])
def test_heaps_of_its_signs_take_time_in_proportion(line: str) -> None:
    assert_linear(lambda size: read([paragraph(line)] * size), 20_000)

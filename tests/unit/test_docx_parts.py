"""DOCX files from many hands: styles, fields, drop caps, hidden text, lists that begin anew."""

from collections.abc import Callable

import pytest
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from producer.documents.document import Document
from producer.documents.formats import parse_document
from tests.kit.word_files import packed, unpacked, word_file


def read(write: Callable[[WordDocument], None]) -> Document:
    return parse_document(word_file(write))


def said(document: Document) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in document.blocks]


def add_property(paragraph: Paragraph, name: str, **values: str) -> None:
    element = OxmlElement(f"w:{name}")
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    paragraph._p.get_or_add_pPr().append(element)


def add_style(document: WordDocument, name: str, based_on: str) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[based_on]


def add_field(paragraph: Paragraph, kind: str, instruction: str = "") -> None:
    run = paragraph.add_run()._r
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    if instruction:
        text = OxmlElement("w:instrText")
        text.text = instruction
        paragraph.add_run()._r.append(text)


def test_the_main_part_is_found_whatever_its_name() -> None:
    parts = unpacked(word_file(lambda document: document.add_paragraph("Salt is old.") and None))
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    for path in ("_rels/.rels", "[Content_Types].xml"):
        parts[path] = parts[path].replace(b"word/document.xml", b"word/document2.xml")
    parts["word/_rels/document2.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
    assert said(parse_document(packed(parts))) == [(0, "Salt is old.")]


def styled(document: WordDocument) -> None:
    add_style(document, "Kapitel der Sage", "Heading 2")
    document.add_paragraph("The sea", style="Kapitel der Sage")
    add_property(document.add_paragraph("The road"), "outlineLvl", val="1")
    add_property(document.add_paragraph("A whole sentence is none."), "outlineLvl", val="1")
    add_property(document.add_paragraph("Plain"), "outlineLvl", val="9")


def test_a_heading_is_known_by_the_style_below_its_own_and_by_its_outline() -> None:
    assert said(read(styled)) == [
        (2, "The sea"),
        (2, "The road"),
        (0, "A whole sentence is none."),
        (0, "Plain"),
    ]


def contents(document: WordDocument) -> None:
    document.add_paragraph("What is in it", style="TOC Heading")
    first = document.add_paragraph()
    add_field(first, "begin", r' TOC \o "1-3" ')
    add_field(first, "separate")
    first.add_run("The sea\t2")
    second = document.add_paragraph("The road\t3")
    add_field(second, "begin", " PAGEREF _Toc1 ")
    add_field(second, "end")
    add_field(document.add_paragraph(), "end")
    document.add_heading("The sea", 1)


def test_a_table_of_contents_is_known_by_its_field_and_its_style_name() -> None:
    document = read(contents)
    assert said(document) == [(1, "The sea")]
    assert {one.what for one in document.omissions} == {"table of contents"}
    assert [one.text for one in document.omissions] == ["What is in it", "The sea2", "The road3"]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Contents", []),
        ("MỤC LỤC", []),
        ("Inhalt:", []),
        ("Salt", ["Salt"]),
        ("Index of", ["Index of"]),
    ],
)
def test_the_title_of_a_table_goes_with_it(title: str, kept: list[str]) -> None:
    def titled(document: WordDocument) -> None:
        document.add_heading(title, 1)
        document.add_paragraph()
        contents(document)

    assert [text for _, text in said(read(titled))] == [*kept, "The sea"]


@pytest.mark.parametrize(("kind", "text"), [("drop", "Salt is old."), ("margin", "Salt is old.")])
def test_a_drop_cap_begins_its_word(kind: str, text: str) -> None:
    def capped(document: WordDocument) -> None:
        add_property(document.add_paragraph("S"), "framePr", dropCap=kind, lines="3")
        document.add_paragraph("alt is old.")

    assert said(read(capped)) == [(0, text)]


def hidden(document: WordDocument) -> None:
    paragraph = document.add_paragraph("Salt is ")
    paragraph.add_run("secretly ").font.hidden = True
    paragraph.add_run("old.").font.hidden = False


def test_hidden_text_is_left_out_and_listed() -> None:
    document = read(hidden)
    assert said(document) == [(0, "Salt is old.")]
    assert [(one.what, one.text) for one in document.omissions] == [("hidden text", "secretly")]


def coded(document: WordDocument) -> None:
    add_style(document, "Source Code", "Normal")
    document.add_paragraph("Run this:")
    document.add_paragraph("salt --weigh", style="Source Code")
    document.add_paragraph("sand --carry", style="Source Code")


def test_a_style_of_code_makes_a_block_of_code() -> None:
    document = read(coded)
    assert said(document) == [(0, "Run this:")]
    assert [one.what for one in document.omissions] == ["code block"]


def restarted(document: WordDocument) -> None:
    for text in ("Take", "Eat"):
        document.add_paragraph(text, style="List Number")
    listed = document.part.numbering_part.numbering_definitions._numbering
    style = document.styles["List Number"].element.pPr.numPr.numId.val
    own = listed.num_having_numId(style).abstractNumId.val
    number = listed.add_num(own)
    number.add_lvlOverride(0).add_startOverride(1)
    first = document.add_paragraph("Sleep", style="List Number")
    first._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number.numId
    document.add_paragraph("Wake", style="List Number")


def test_a_list_that_begins_anew_goes_on_counting_from_there() -> None:
    assert [text for _, text in said(read(restarted))] == [
        "1. Take",
        "2. Eat",
        "1. Sleep",
        "2. Wake",
    ]


def with_ruby(paragraph: Paragraph, base: str, above: str) -> None:
    ruby = OxmlElement("w:ruby")
    for name, text in (("w:rt", above), ("w:rubyBase", base)):
        part, run, written = OxmlElement(name), OxmlElement("w:r"), OxmlElement("w:t")
        written.text = text
        run.append(written)
        part.append(run)
        ruby.append(part)
    paragraph.add_run()._r.append(ruby)


@pytest.mark.parametrize("level", [0, 1])
def test_words_are_read_below_their_ruby(level: int) -> None:
    def write(document: WordDocument) -> None:
        paragraph = document.add_heading("", level) if level else document.add_paragraph()
        with_ruby(paragraph, "東京", "とうきょう")
        paragraph.add_run("は大きい。")

    assert said(read(write)) == [(level, "東京は大きい。")]


MHT = (
    'Content-Type: multipart/related; boundary="aa"\r\n\r\n--aa\r\n'
    "Content-Type: text/html\r\n\r\n<h1>Salt</h1><p>It is old.</p>\r\n--aa--\r\n"
)


def enclosing(file: str, content: str) -> Document:
    """A Word file with a paragraph, and behind it another file as a part of the text."""

    def write(document: WordDocument) -> None:
        document.add_paragraph("Before.")

    parts = unpacked(word_file(write))
    chunk = '<w:altChunk r:id="chunk1"/><w:sectPr'
    relation = f'<Relationship Id="chunk1" Type="aFChunk" Target="{file}"/></Relationships>'
    for path, old, new in (
        ("word/document.xml", "<w:sectPr", chunk),
        ("word/_rels/document.xml.rels", "</Relationships>", relation),
    ):
        parts[path] = parts[path].decode().replace(old, new, 1).encode()
    parts["word/page.html"] = parts["word/page.mht"] = parts["word/x.bin"] = content.encode()
    return parse_document(packed(parts), "docx")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("page.html", "<html><body><h1>Salt</h1><p>It is old.</p></body></html>"),
        ("/word/page.html", "<h1>Salt</h1><p>It is old.</p>"),
        ("page.mht", MHT),
    ],
)
def test_a_page_that_is_a_part_of_the_text_is_read_in_its_place(file: str, content: str) -> None:
    document = enclosing(file, content)
    assert said(document) == [(0, "Before."), (1, "Salt"), (0, "It is old.")]


@pytest.mark.parametrize("file", ["x.bin", "absent.html", "../../page.html"])
def test_another_file_that_is_a_part_of_the_text_is_listed(file: str) -> None:
    document = enclosing(file, "?")
    assert said(document) == [(0, "Before.")]
    assert [one.what for one in document.omissions] == ["embedded file"]

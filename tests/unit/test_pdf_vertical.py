"""PDFs in vertical writing, as Japanese books have it."""

import io

import pytest
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from producer.documents.formats import parse_document

# The font isn't in the file. PDFium sees a column of it by the width that its commas give it.
COLUMNS = (
    "　山道を登りながら、塩を運んだ人びと",
    "は夜になると火を囲み歌を歌った。海は",
    "遠く、道は長く、荷は重かったという。",
    "　次の朝、雪が降り始めて道は白くなり",
    "馬も人も足を止めて空を見上げていた。",
)
TEXT = "".join(COLUMNS).replace("　", "")


def pdf(*, is_vertical: bool) -> bytes:
    registerFont(UnicodeCIDFont("HeiseiMin-W3", isVertical=is_vertical))
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(420, 595))
    canvas.setFont("HeiseiMin-W3", 12)
    for number, column in enumerate(COLUMNS):
        place = (340 - 22 * number, 520) if is_vertical else (60, 520 - 22 * number)
        canvas.drawString(*place, column)
    canvas.save()
    return written.getvalue()


def test_columns_are_read_from_the_right_to_the_left() -> None:
    document = parse_document(pdf(is_vertical=True))
    assert "".join(block.text for block in document.blocks).replace(" ", "") == TEXT


def test_lines_are_read_as_before() -> None:
    document = parse_document(pdf(is_vertical=False))
    assert "".join(block.text for block in document.blocks).replace(" ", "") == TEXT


@pytest.mark.parametrize("space", ["\u3000", "\u2003", "\u3000\u3000"])
def test_a_line_that_begins_with_a_wide_space_begins_a_paragraph(space: str) -> None:
    registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    paragraphs = (
        (
            "山道を登りながら、塩を運んだ人びとのことを考え",
            "ていた。道は細く、空は低かった。そして夜が来た。",
        ),
        (
            "次の朝、雪が降り始めて道は白くなり、だれも歩か",
            "なかった。犬だけが鳴いていた。それでも私は立つ。",
        ),
        ("三日目に晴れて、村の人びとが広場に集まってきた", "のである。塩は高く売れた。"),
    )
    written = io.BytesIO()
    canvas = Canvas(written)
    for number, line in enumerate(line for pair in paragraphs for line in pair):
        canvas.setFont("HeiseiMin-W3", 12)
        canvas.drawString(80, 700 - 20 * number, line if number % 2 else space + line)
    canvas.save()
    blocks = parse_document(written.getvalue()).blocks
    assert [block.text for block in blocks] == ["".join(pair) for pair in paragraphs]


def test_a_wide_space_in_a_line_parts_nothing_but_words() -> None:
    registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    written = io.BytesIO()
    canvas = Canvas(written)
    canvas.setFont("HeiseiMin-W3", 12)
    canvas.drawString(80, 700, "第一章\u3000春の山道を登りながら塩を運ぶ")
    canvas.drawString(80, 680, "人びとのことを考えていた。")
    canvas.save()
    (block,) = parse_document(written.getvalue()).blocks
    assert block.text == "第一章 春の山道を登りながら塩を運ぶ人びとのことを考えていた。"


def test_letters_below_one_another_in_a_page_of_lines_stay_as_they_are() -> None:
    written = io.BytesIO()
    canvas = Canvas(written)
    for number, letter in enumerate("ACROSTICSALT"):
        canvas.drawString(60, 700 - 14 * number, f"{letter} word begins this line of the verse.")
    canvas.save()
    text = " ".join(block.text for block in parse_document(written.getvalue()).blocks)
    assert text.startswith("A word begins this line of the verse.")
    assert text.count("word begins") == 12

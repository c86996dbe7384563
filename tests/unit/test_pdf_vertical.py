"""PDFs in vertical writing, as Japanese books have it."""

import io

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


def test_letters_below_one_another_in_a_page_of_lines_stay_as_they_are() -> None:
    written = io.BytesIO()
    canvas = Canvas(written)
    for number, letter in enumerate("ACROSTICSALT"):
        canvas.drawString(60, 700 - 14 * number, f"{letter} word begins this line of the verse.")
    canvas.save()
    text = " ".join(block.text for block in parse_document(written.getvalue()).blocks)
    assert text.startswith("A word begins this line of the verse.")
    assert text.count("word begins") == 12

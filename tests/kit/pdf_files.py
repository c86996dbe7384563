"""PDFs as typesetters make them, by reportlab: columns, heads, footnotes, parted words."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
FONT, BOLD = "Times-Roman", "Times-Bold"
SIZE, LEADING = 10.0, 12.5
MARGIN, GUTTER, INDENT = 60.0, 20.0, 12.0


@dataclass(frozen=True)
class Setting:
    """How a text is set."""

    columns: int = 1
    by_rows: bool = False
    """The letters of both columns stand in the file row by row."""
    head: str = ""
    """Stands at the top of each page, with the page's number."""
    footnotes: Sequence[str] = ()
    """At the foot of the first page."""
    parts_words: bool = False
    """Long words are parted at the ends of lines."""
    title: str = ""
    """Across all columns of the first page."""
    justified: bool = True
    password: str = ""
    is_numbered: bool = True
    """Whether each page has its number at its foot."""


@dataclass
class _Placed:
    x: float
    y: float
    text: str
    font: str = FONT
    size: float = SIZE
    spread: float = 0.0
    """Added to each space."""


@dataclass
class _Sheet:
    lines: list[_Placed] = field(default_factory=list)


def pdf(parts: Sequence[str], setting: Setting = Setting()) -> bytes:
    """Paragraphs as a PDF; one that begins with `# ` is a heading."""
    sheets = _set(parts, setting)
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, encrypt=setting.password or None)
    for number, sheet in enumerate(sheets, 1):
        lines = sheet.lines
        if setting.by_rows:
            lines = sorted(lines, key=lambda line: (-line.y, line.x))
        for line in lines:
            _draw(canvas, line)
        if setting.head:
            _draw(canvas, _Placed(MARGIN, HEIGHT - 40, f"{setting.head} {number}", size=8))
        if setting.is_numbered:
            _draw(canvas, _Placed(WIDTH / 2, 30, str(number), size=9))
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _draw(canvas: Canvas, line: _Placed) -> None:
    text = canvas.beginText(line.x, line.y)
    text.setFont(line.font, line.size)
    text.setWordSpace(line.spread)
    for place, part in enumerate(line.text.split("^")):
        if place % 2:  # a raised sign
            text.setRise(0.35 * line.size)
            text.setFont(line.font, 0.65 * line.size)
            text.textOut(part)
            text.setRise(0)
            text.setFont(line.font, line.size)
        else:
            text.textOut(part)
    canvas.drawText(text)


def _set(parts: Sequence[str], setting: Setting) -> list[_Sheet]:
    width = (WIDTH - 2 * MARGIN - GUTTER * (setting.columns - 1)) / setting.columns
    sheets, column = [_Sheet()], 0
    top, bottom = HEIGHT - 70, 70 + 11 * len(setting.footnotes)
    if setting.title:
        sheets[0].lines.append(_Placed(MARGIN, top - 10, setting.title, BOLD, 18))
        top -= 50
    y = top
    for line in (line for part in parts for line in _lines(part, width, setting)):
        if y < bottom:
            column += 1
            if column == setting.columns:
                sheets.append(_Sheet())
                column, top, bottom = 0, HEIGHT - 70, 70
            y = top
        line.x += MARGIN + column * (width + GUTTER)
        line.y = y
        sheets[-1].lines.append(line)
        y -= LEADING if line.size == SIZE else 2 * LEADING
    for place, note in enumerate(reversed(setting.footnotes)):
        sheets[0].lines.append(_Placed(MARGIN, 60 + 11 * place, note, size=8))
    return sheets


def _lines(part: str, width: float, setting: Setting) -> Iterator[_Placed]:
    if part.startswith("# "):
        yield _Placed(0, 0, part[2:], BOLD, 14)
        return
    words, line, indent = part.split(), "", INDENT
    while words:
        longer = f"{line} {words[0]}".strip()
        if _width(longer) <= width - indent:
            line = longer
            words.pop(0)
            continue
        if setting.parts_words and (fitting := _fitting(line, words[0], width - indent)):
            line = f"{line} {words[0][:fitting]}-".strip()
            words[0] = words[0][fitting:]
        spaces = line.count(" ")
        spread = (width - indent - _width(line)) / spaces if setting.justified and spaces else 0
        yield _Placed(indent, 0, line, spread=spread)
        line, indent = "", 0
    if line:
        yield _Placed(indent, 0, line)


def _fitting(line: str, word: str, width: float) -> int:
    """How many letters of a word fit with a hyphen; 0 if it shouldn't be parted."""
    if not word.isalpha() or len(word) < 7:
        return 0
    fits = [n for n in range(3, len(word) - 3) if _width(f"{line} {word[:n]}-") <= width]
    return max(fits, default=0)


def _width(text: str) -> float:
    return float(stringWidth(text.replace("^", ""), FONT, SIZE))

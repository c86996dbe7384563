"""PDFs as people bring them: pictures in columns, references, bullets, letters drawn twice."""

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.pdf.characters import Character, Page
from producer.documents.pdf.reading import has_words
from producer.documents.pdf.segments import Segment, segments_of

LEFT, RIGHT, TOP, LEADING = 60.0, 310.0, 760.0, 13.0
PROSE = "The tide comes in twice a day and takes the sand away."


Placed = tuple[float, float, str, float]
"""From the left, from the foot, what is written, and in which size."""


def drawn(*pages: Sequence[Placed]) -> Document:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    for pieces in pages:
        for left, height, text, size in pieces:
            canvas.setFont("Helvetica", size)
            canvas.drawString(left, height, text)
        canvas.showPage()
    canvas.save()
    return parse_document(written.getvalue(), "pdf")


def column(left: float, lines: Sequence[str], size: float = 9) -> list[Placed]:
    return [(left, TOP - LEADING * number, line, size) for number, line in enumerate(lines)]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_a_column_with_a_picture_is_read_apart_from_its_neighbour() -> None:
    """The picture's labels are many short lines, beside which the prose goes on."""
    left = [f"{PROSE[:-1]} in year {number}" for number in range(20)]
    labels = [f"p{number}" for number in range(14)]
    right = [*labels, *(f"{PROSE[:-1]} in harbour {number}" for number in range(6))]
    said = drawn([*column(LEFT, left, 8), *column(RIGHT, right, 8)]).text
    assert said.index("year 19") < said.index("p0") < said.index("harbour 0")


def test_references_in_small_type_are_no_footnotes() -> None:
    """Their lines may begin with any number."""
    body = [PROSE] * 20
    small = ["[1] A. Bell, Tides of the north, 1987, pages 12 and", "14. [2] C. Dunn, Sand, 1990."]
    pieces = [*column(LEFT, body, 11), (LEFT, 120, small[0], 8), (LEFT, 110, small[1], 8)]
    assert "14. [2] C. Dunn, Sand, 1990." in drawn(pieces).text


def test_each_reference_is_a_paragraph() -> None:
    lines = ["[1] A. Bell, Tides.", "[2] C. Dunn, Sand.", "[3] E. Fry, Salt."]
    assert texts(drawn(column(LEFT, lines))) == lines


@pytest.mark.parametrize("bullet", ["!", "•", "o", "§"])
def test_a_bullet_that_stands_apart_is_not_read(bullet: str) -> None:
    items = ["Salt is weighed at the gate.", "Sand is carried to the harbour."]
    pieces: list[Placed] = column(LEFT, ["These rules were in force:"])
    for number, item in enumerate(items, 1):
        pieces += [(LEFT + 10, TOP - 30 * number, bullet, 9)]
        pieces += [(LEFT + 40, TOP - 30 * number, item, 9)]
    assert texts(drawn(pieces)) == ["These rules were in force:", *items]


@pytest.mark.parametrize("shift", [0.3, 1.0])
def test_letters_drawn_twice_for_bold_type_are_read_once(shift: float) -> None:
    line = "Illustrated tales of the well"
    pieces = [piece for word in [line] for piece in column(LEFT, [word], 12)]
    again = [(left + shift, height, text, size) for left, height, text, size in pieces]
    assert texts(drawn([*pieces, *again, *column(LEFT, ["", "", PROSE], 9)]))[0] == line


def test_letters_of_one_kind_beside_each_other_are_all_read() -> None:
    assert "Illiad, assess, 1110" in drawn(column(LEFT, ["Illiad, assess, 1110."])).text


def test_a_mark_that_stands_in_the_file_behind_its_line_is_read_in_its_place() -> None:
    line = "The law of the sea was signed into force by both kings."
    place = LEFT + stringWidth("The law of the sea", "Helvetica", 11)
    note = [(LEFT, 100.0, "1", 6.0), (LEFT + 5, 97.0, "Bell, page 12.", 9.0)]
    document = drawn([*column(LEFT, [line, *[PROSE] * 3], 11), (place, TOP + 5, "1", 6.0), *note])
    assert document.text.startswith("The law of the sea was signed into force")
    assert [one.what for one in document.omissions] == ["footnote"]


def full_size(note: str, gap: float, raised: str = "1") -> Document:
    """A page with a raised 1, and below its text a line that begins with a raised sign."""
    line = "The law of the sea was signed into force by both kings."
    place = LEFT + stringWidth("The law of the sea", "Helvetica", 11)
    text = column(LEFT, [line, *[PROSE] * 40], 11)
    low = text[-1][1] - gap
    below = [(LEFT, low + 5, raised, 6.0), (LEFT + 5, low, note, 11.0)]
    more = [(LEFT, low - LEADING, "and the pages behind it.", 11.0)]
    return drawn([*text, (place, TOP + 5, "1", 6.0), *below, *more])


@pytest.mark.parametrize("note", ["See Bell, page 12,", " as Bell has it on page 12,"])
def test_a_note_as_large_as_the_text_is_one_where_it_stands_apart_and_answers(note: str) -> None:
    document = full_size(note, 30.0)
    assert "Bell" not in document.text
    assert "behind it" not in document.text
    assert [one.what for one in document.omissions] == ["footnote"]


@pytest.mark.parametrize(
    ("note", "gap", "raised"),
    [
        ("See Bell, page 12,", LEADING, "1"),  # a line of the text
        ("H NMR of Bell is 12,", 30.0, "1"),  # an isotope
        ("See Bell, page 12,", 30.0, "7"),  # a sign that nothing refers to
    ],
)
def test_other_lines_that_begin_with_a_raised_sign_are_read(
    note: str, gap: float, raised: str
) -> None:
    document = full_size(note, gap, raised)
    assert "Bell" in document.text
    assert "behind it" in document.text


def test_a_paragraph_that_begins_in_larger_type_is_no_heading() -> None:
    lines = [PROSE] * 6
    pieces = [
        *column(LEFT, lines),
        (LEFT, 640.0, "Salt tax. This year the", 11.0),
        (LEFT, 628.0, "harbour pays no tax on salt that is carried inland.", 9.0),
    ]
    blocks = drawn(pieces).blocks
    assert blocks[-1].text.startswith("Salt tax. This year the harbour")
    assert not any(block.level for block in blocks)


def test_a_table_of_contents_without_dots_is_left_out() -> None:
    pieces: list[Placed] = [(LEFT, TOP, "Contents", 14)]
    for number, title in enumerate(["Salt", "Sand", "The tide"], 1):
        height = TOP - 10 - 20 * number
        pieces += [(LEFT, height, f"{number} {title}", 9), (450, height, str(4 * number), 9)]
    pieces += [(LEFT, 600, "1 Salt", 14), *((LEFT, 580 - 13 * n, PROSE, 9) for n in range(3))]
    document = drawn(pieces)
    assert texts(document)[0] == "1 Salt"
    assert {one.what for one in document.omissions} == {"table of contents"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Salt is old, isn't it? 12 kings (1999) say so.", True),
        ("昨日は雨が降っていたので、本を読んでいました。", True),
        ("3HQ~HåQ[t ]SU?RV/W xB}od l`q{ a&d+ h)d`y n!kd&x", False),
    ],
)
def test_letters_without_names_make_no_words(text: str, expected: bool) -> None:
    segment = Segment(text, 0, 0, 0, 0, 9, is_bold=False, page=0)
    assert has_words([[segment]]) is expected


def set_in_type(text: str, size: float = 10.0) -> str:
    """What is read of letters that stand at the distances of their line."""
    letters = [
        Character(sign, size * at, 0.0, size * (at + 0.95), size, at)
        for at, sign in enumerate(text)
    ]
    (segment,) = segments_of(Page(letters, 600.0, 800.0, frozenset(), ""), 0)
    return segment.text


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("e↵ect and di↵erent", "effect and different"),
        ("trade-o↵ of sta↵", "trade-off of staff"),
        ("press ↵ or Enter↵", "press ↵ or Enter↵"),
        ("作 战 的 原 则 （ 一 ）", "作战的原则（一）"),
        ("ま た 来 ま す 。", "また来ます。"),
        ("作战的原则 增强文化", "作战的原则 增强文化"),
        ("물 은 다 시", "물 은 다 시"),
        ("a b c", "a b c"),
    ],
)
def test_letters_that_a_font_or_a_gap_hides_make_words(written: str, read_as: str) -> None:
    assert set_in_type(written) == read_as


def test_a_single_letter_keeps_its_hyphen_at_a_line_end() -> None:
    lines = ["The tide maps any text to a d-", "dimensional vector, which every x-", "ray shows."]
    assert texts(drawn(column(LEFT, lines))) == [
        "The tide maps any text to a d-dimensional vector, which every x-ray shows."
    ]


def korean(lines: Sequence[str]) -> list[str]:
    """What is read of lines in a Korean font, some of which end in a space."""
    registerFont(UnicodeCIDFont("HYSMyeongJo-Medium"))
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    canvas.setFont("HYSMyeongJo-Medium", 10)
    for number, line in enumerate(lines):
        canvas.drawString(LEFT, TOP - LEADING * number, line)
    canvas.save()
    return texts(parse_document(written.getvalue(), "pdf"))


@pytest.mark.parametrize(
    ("lines", "read_as"),
    [
        (
            ["소금은 산을 넘어 왔고 보", "험한 길을 지나 우리 마을 ", "사람들에게 닿았다."],
            "소금은 산을 넘어 왔고 보험한 길을 지나 우리 마을 사람들에게 닿았다.",
        ),
        (
            ["소금은 산을 넘어 왔고", "험한 길을 지나 우리 마을", "사람들에게 닿았다."],
            "소금은 산을 넘어 왔고 험한 길을 지나 우리 마을 사람들에게 닿았다.",
        ),
    ],
)
def test_korean_words_go_on_where_a_line_ends_in_no_space(lines: list[str], read_as: str) -> None:
    assert korean(lines) == [read_as]


def with_form(inside: Sequence[str], drawn: int, around: Sequence[str]) -> Document:
    """A page with a form, as TeX writes a figure, between two paragraphs."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    canvas.beginForm("figure")
    canvas.setFont("Helvetica", 8)
    for number, label in enumerate(inside):
        canvas.drawString(LEFT + 30 * number, TOP - 90 - LEADING * number, label)
    for number in range(drawn):
        canvas.line(LEFT, TOP - 100 - number, RIGHT, TOP - 120 - number)
    canvas.endForm()
    canvas.setFont("Helvetica", 10)
    for number, line in enumerate(around):
        canvas.drawString(LEFT, TOP - number * 300, line)
    canvas.doForm("figure")
    canvas.save()
    return parse_document(written.getvalue(), "pdf")


def test_the_labels_of_a_figure_are_not_read() -> None:
    document = with_form(["20", "40 sacks", "Salt", "Trace guard"], 5, [PROSE, "Figure 1. Salt."])
    assert texts(document) == [PROSE, "Figure 1. Salt."]
    assert [(one.what, one.text) for one in document.omissions] == [
        ("picture", "page 1: 2040 sacksSaltTrace guard")
    ]


@pytest.mark.parametrize(
    ("inside", "drawn", "around"),
    [
        (["Salt"], 2, [PROSE, PROSE]),  # a box around a text
        (["One of the oldest words for salt is still said today"], 9, [PROSE, PROSE]),
        (["Salt", "and", "water"], 9, ["Tide"]),  # a page that is a figure
    ],
)
def test_the_text_of_other_forms_is_read(inside: list[str], drawn: int, around: list[str]) -> None:
    said = with_form(inside, drawn, around).text
    assert all(words in said for words in (*inside, *around))


WORDS = ["North", "South", "East", "West", "Home"]
SECTIONS = ["The harbour", "The road inland", "The gate of salt", "The winter", "The king"]


def headed(titles: Sequence[str], heads: Sequence[str], size: float, gap: float) -> Document:
    """A page for each title, which stands in the text, and above it one of the heads."""
    pages = [
        [
            (LEFT, TOP + gap, head, size),
            *column(LEFT, [f"{word} of {title[4:]}: {PROSE}" for word in WORDS], 11),
            (LEFT, TOP - 120, title, 16.0),
            (LEFT, TOP - 145, f"{PROSE[:-1]} in {title.lower()} of old.", 11.0),
        ]
        for title, head in zip(titles, heads, strict=True)
    ]
    return drawn(*pages)


@pytest.mark.parametrize("write", [str, str.upper, lambda title: f"12 {title}"])
def test_running_heads_that_name_another_section_on_each_page_are_left_out(
    write: Callable[[str], str],
) -> None:
    document = headed(SECTIONS, [write(title) for title in SECTIONS], 9.0, 40.0)
    assert [block.text for block in document.blocks if block.level] == SECTIONS
    assert [one.what for one in document.omissions] == ["running head"] * len(SECTIONS)


@pytest.mark.parametrize(
    ("heads", "size", "gap"),
    [
        (SECTIONS, 18.0, 40.0),  # titles of slides
        (SECTIONS, 9.0, LEADING),  # lines of the text
        (["Anna", "Ben", "Chi", "Dao", "Eve"], 9.0, 40.0),  # words that stand nowhere else
    ],
)
def test_other_first_lines_of_pages_are_read(heads: Sequence[str], size: float, gap: float) -> None:
    document = headed(SECTIONS, heads, size, gap)
    assert [document.text.count(head) for head in heads] == (
        [2] * len(heads) if heads == SECTIONS else [1] * len(heads)
    )
    assert document.omissions == ()


def test_an_item_goes_on_where_its_next_line_begins_below_its_first_word() -> None:
    lines = ["• The tide that comes in twice a day takes", "• The sand that lies at the gate is"]
    pieces: list[Placed] = [(LEFT, TOP, f"{PROSE} {PROSE}", 9.0)]
    for number, line in enumerate(lines):
        pieces += [(LEFT, TOP - 40 - 26 * number, line, 9.0)]
        pieces += [(LEFT + 9, TOP - 53 - 26 * number, "away what was left.", 9.0)]
    said = [f"{line[2:]} away what was left." for line in lines]
    assert texts(drawn(pieces))[1:] == said

"""Long texts in every format: the words of the source are read, in their order."""

import html
import io
import re
from collections.abc import Callable

import docx
import pytest
from rapidfuzz.distance import LCSseq

from producer.documents.formats import parse_document
from tests.kit.books import Book, epub, point

CHAPTERS = [
    (
        f"Chapter {number}: The {name}",
        [
            f"On day {day} the caravan of the {name} carried {day * 7} sacks & a letter — “to be "
            f"opened at {day % 12 + 1} o’clock”, as it said. Nobody asked why; the road was long, "
            f"and the mules (there were {day + 3} of them) wanted water.",
            f"Item {day}: it's < 5 km to the monastery, isn't it? Đường còn xa, café naïve.",
        ]
        * 6,
    )
    for number, (name, day) in enumerate(
        [("sea", 2), ("road", 11), ("gate", 23), ("winter", 31), ("king", 47)], 1
    )
]
SOURCE = " ".join(part for title, parts in CHAPTERS for part in (title, *parts))


def body(title: str, parts: list[str], tag: str = "h1") -> str:
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in parts)
    return f"<{tag}>{html.escape(title)}</{tag}>{paragraphs}"


def as_epub_3() -> bytes:
    pages = {f"c{n}.xhtml": body(*chapter) for n, chapter in enumerate(CHAPTERS)}
    entries = zip(pages, CHAPTERS, strict=True)
    nav = "".join(f'<li><a href="{path}">{title}</a></li>' for path, (title, _) in entries)
    return epub(Book(pages=pages, nav=nav))


def as_epub_of_calibre() -> bytes:
    """Two files, nested blocks of classes, chapters known by the NCX alone."""
    insides = [
        f'<div class="calibre1" id="c{n}"><p class="calibre2"><span>{html.escape(title)}</span></p>'
        + "".join(f'<div class="c"><p class="c3">{html.escape(part)}</p></div>' for part in parts)
        + "</div>"
        for n, (title, parts) in enumerate(CHAPTERS)
    ]
    pages = {"index_split_000.html": "".join(insides[:2]), "index_split_001.html": insides[2]}
    pages["index_split_002.html"] = "".join(insides[3:])
    places = [0, 0, 1, 2, 2]
    points = "".join(
        point(title, f"index_split_00{place}.html#c{n}")
        for n, (place, (title, _)) in enumerate(zip(places, CHAPTERS, strict=True))
    )
    return epub(Book(pages=pages, ncx=points, folder=""))


def as_page() -> bytes:
    inside = "".join(body(title, parts, "h2") for title, parts in CHAPTERS)
    menu = '<nav><a href="/">Home</a></nav>'
    text = f"<html><body>{menu}<div class='content'>{inside}</div><footer>©</footer></body></html>"
    return text.encode()


def as_docx() -> bytes:
    document = docx.Document()
    for title, parts in CHAPTERS:
        document.add_heading(title, 1)
        for part in parts:
            document.add_paragraph(part)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.parametrize(
    ("write", "format"),
    [
        (as_epub_3, "epub"),
        (as_epub_of_calibre, "epub"),
        (as_page, "html"),
        (as_docx, "docx"),
    ],
)
def test_the_words_of_a_long_text_are_read_in_order(
    write: Callable[[], bytes], format: str
) -> None:
    document = parse_document(write(), format)
    source, said = words(SOURCE), words(document.text)
    assert LCSseq.similarity(source, said) >= 0.995 * max(len(source), len(said))
    titles = [words(block.text) for block in document.blocks if block.level]
    assert titles == [words(title) for title, _ in CHAPTERS]

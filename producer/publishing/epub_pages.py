"""The files inside a talking EPUB 3, as text. Pure functions.

EPUB 3.3 (package, navigation, content documents) and its media overlays, by the W3C.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from producer.publishing.read_along import Phrase, ReadChapter, ReadPassage

ACTIVE = "-epub-media-overlay-active"
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
STYLE = f".{ACTIVE} {{ background: #ffeb99; color: #000; }}\n"
_XHTML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" """
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Book:
    """What a package says of itself."""

    identifier: str
    title: str
    language: str
    """BCP 47."""
    author: str
    date: str
    narrator: str
    modified: str
    """CCYY-MM-DDThh:mm:ssZ."""
    rate: int
    """Samples a second of all places in the chapters."""
    chapters: Sequence[ReadChapter]
    cover: str = ""
    """The cover's file name; empty without one."""
    cover_type: str = ""


def name_of(number: int) -> str:
    """The stem of a chapter's files."""
    return f"c{number:04d}"


def content_page(book: Book, number: int) -> str:
    """A chapter's text."""
    chapter = book.chapters[number - 1]
    identified = _identified(chapter)
    body = "\n".join(_passage(passage, identified) for passage in chapter.passages)
    return (
        f"{_XHTML}lang={quoteattr(book.language)} xml:lang={quoteattr(book.language)}>\n"
        f"<head><title>{plain(chapter.title)}</title>"
        '<link rel="stylesheet" type="text/css" href="style.css"/></head>\n'
        f"<body>\n{body or f'<h1>{plain(chapter.title)}</h1>'}\n</body></html>\n"
    )


def overlay(book: Book, number: int) -> str:
    """Which part of the chapter's sound is heard with which phrase."""
    name = name_of(number)
    pairs = "\n".join(
        f'<par id="p{place}"><text src="{name}.xhtml#s{place}"/>'
        f'<audio src="{name}.mp3" clipBegin="{begin:.6f}s" clipEnd="{end:.6f}s"/></par>'
        for place, (begin, end) in enumerate(_clips(book, number), 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'version="3.0"><body>\n<seq id="q1" epub:textref="{name}.xhtml">\n{pairs}\n</seq>\n'
        "</body></smil>\n"
    )


def navigation(book: Book) -> str:
    """The table of contents."""
    entries = "\n".join(
        f'<li><a href="{name_of(number)}.xhtml">{plain(chapter.title)}</a></li>'
        for number, chapter in enumerate(book.chapters, 1)
    )
    return (
        f"{_XHTML}lang={quoteattr(book.language)} xml:lang={quoteattr(book.language)}>\n"
        f"<head><title>{plain(book.title)}</title></head>\n"
        f'<body><nav epub:type="toc" id="toc"><h1>{plain(book.title)}</h1>\n'
        f"<ol>\n{entries}\n</ol></nav></body></html>\n"
    )


def package(book: Book) -> str:
    """The package document."""
    optional = [
        f"<dc:creator>{plain(book.author)}</dc:creator>" if book.author else "",
        f"<dc:date>{plain(book.date)}</dc:date>" if book.date else "",
        '<meta name="cover" content="cover"/>' if book.cover else "",
    ]
    numbers = range(1, len(book.chapters) + 1)
    times = {number: _duration(book, number) for number in numbers if _is_heard(book, number)}
    durations = [
        f'<meta property="media:duration" refines="#{name_of(number)}o">{_clock(seconds)}</meta>'
        for number, seconds in times.items()
    ]
    spine = "\n".join(f'<itemref idref="{name_of(number)}"/>' for number in numbers)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"
 xml:lang={quoteattr(book.language)}>
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{book.identifier}</dc:identifier>
<dc:title>{plain(book.title)}</dc:title>
<dc:language>{plain(book.language)}</dc:language>
<meta property="dcterms:modified">{book.modified}</meta>
{_lines(optional)}
{_lines(durations)}
<meta property="media:duration">{_clock(sum(times.values()))}</meta>
<meta property="media:narrator">{plain(book.narrator)}</meta>
<meta property="media:active-class">{ACTIVE}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
{_lines(_items(book))}
</manifest>
<spine>
{spine}
</spine>
</package>
"""


def plain(text: str) -> str:
    """Text as XML has it, without the signs that XML can't hold."""
    return escape(_NOT_IN_XML.sub("", text))


def _items(book: Book) -> Iterator[str]:
    if book.cover:
        yield (
            f'<item id="cover" href="{book.cover}" media-type="{book.cover_type}" '
            'properties="cover-image"/>'
        )
    for number in range(1, len(book.chapters) + 1):
        name = name_of(number)
        link = f' media-overlay="{name}o"' if _is_heard(book, number) else ""
        yield f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"{link}/>'
        if link:
            yield f'<item id="{name}o" href="{name}.smil" media-type="application/smil+xml"/>'
            yield f'<item id="{name}a" href="{name}.mp3" media-type="audio/mpeg"/>'


def _is_heard(book: Book, number: int) -> bool:
    return bool(book.chapters[number - 1].passages)


def _identified(chapter: ReadChapter) -> dict[int, str]:
    """The element of each phrase, by the phrase's identity."""
    phrases = [phrase for passage in chapter.passages for phrase in passage.phrases]
    return {id(phrase): f"s{place}" for place, phrase in enumerate(phrases, 1)}


def _passage(passage: ReadPassage, identified: dict[int, str]) -> str:
    element = f"h{passage.level}" if passage.level else "p"
    spans = "".join(
        f'<span id="{identified[id(phrase)]}">{plain(phrase.text)}</span>'
        for phrase in passage.phrases
    )
    return f"<{element}>{spans}</{element}>"


def _clips(book: Book, number: int) -> Iterator[tuple[float, float]]:
    """When each phrase begins in the chapter's file, seconds; it lasts until the next begins.

    So the pauses are heard, too.
    """
    chapter = book.chapters[number - 1]
    phrases: list[Phrase] = [one for passage in chapter.passages for one in passage.phrases]
    starts = [max(0, phrase.start - chapter.start) for phrase in phrases]
    for start, end in zip(starts, [*starts[1:], chapter.end - chapter.start], strict=True):
        yield start / book.rate, max(end, start + 1) / book.rate


def _duration(book: Book, number: int) -> float:
    return sum(end - begin for begin, end in _clips(book, number))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def _lines(lines: Iterator[str] | Sequence[str]) -> str:
    return "\n".join(line for line in lines if line)

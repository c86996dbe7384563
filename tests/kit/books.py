"""EPUBs as people have them, written from a test's own pages."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="{path}" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


@dataclass(frozen=True)
class Book:
    """What a test says of a book; `epub` writes it."""

    pages: Mapping[str, str]
    """By path in the package's folder, the insides of each page's body."""
    nav: str = ""
    """The list of an EPUB 3's table of contents."""
    ncx: str = ""
    """The points of an EPUB 2's table of contents."""
    metadata: str = "<dc:title>Salt</dc:title><dc:language>en</dc:language>"
    items: str = ""
    """Further items of the manifest."""
    spine: str = ""
    """Further references of the spine."""
    guide: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Further files, by their path in the archive."""
    not_linear: Sequence[str] = ()
    folder: str = "OEBPS/"
    body: Mapping[str, str] = field(default_factory=dict)
    """By path, attributes of a page's body."""


def epub(book: Book) -> bytes:
    """The book as the bytes of a file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        package = f"{book.folder}content.opf"
        written.writestr("META-INF/container.xml", CONTAINER.format(path=package))
        written.writestr(package, _package(book))
        for path, inside in book.pages.items():
            written.writestr(book.folder + path, page(inside, book.body.get(path, "")))
        if book.nav:
            nav = f'<nav epub:type="toc"><h1>Contents</h1><ol>{book.nav}</ol></nav>'
            written.writestr(f"{book.folder}nav.xhtml", page(nav))
        if book.ncx:
            written.writestr(f"{book.folder}toc.ncx", _ncx(book.ncx))
        for path, data in book.files.items():
            written.writestr(path, data)
    return packed.getvalue()


def page(inside: str, body: str = "") -> str:
    """A page of XHTML."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>Not read</title></head><body {body}>{inside}</body></html>"
    )


def point(label: str, source: str, inside: str = "") -> str:
    """A point of an NCX, with the points below it."""
    return (
        f'<navPoint id="n{abs(hash(source))}"><navLabel><text>{label}</text></navLabel>'
        f'<content src="{source}"/>{inside}</navPoint>'
    )


def _package(book: Book) -> str:
    items = [
        f'<item id="p{n}" href="{path}" media-type="application/xhtml+xml"/>'
        for n, path in enumerate(book.pages)
    ]
    if book.nav:
        items.append(
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        )
    if book.ncx:
        items.append('<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>')
    spine = "".join(
        f'<itemref idref="p{n}" linear="{"no" if path in book.not_linear else "yes"}"/>'
        for n, path in enumerate(book.pages)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf">{book.metadata}</metadata>'
        f"<manifest>{''.join(items)}{book.items}</manifest>"
        f'<spine toc="ncx">{spine}{book.spine}</spine><guide>{book.guide}</guide></package>'
    )


def _ncx(points: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">'
        f"<navMap>{points}</navMap></ncx>"
    )

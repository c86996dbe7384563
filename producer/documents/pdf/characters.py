"""The letters of a PDF's pages with their places, by PDFium.

PDFium is not thread-safe: one thread at a time is inside it. Coordinates are points from the lower
left corner of a page.
"""

import ctypes
import math
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as api

from producer.documents.pdf.figures import labels_of_figures
from voicefarm.errors import UnreadableDocument

_LOCK = threading.Lock()
_MOST_PAGES = 10_000
_HYPHENS = frozenset({2, 0xAD, 0xFFFE})
"""What PDFium gives for a hyphen that parts a word at a line's end."""
_UPRIGHT = 0.2
"""Radians by which a letter may lean; turned text isn't part of the page's."""
LINE_END = "\n"
_DAY = re.compile(r"D:([12]\d{3})(0[1-9]|1[0-2])?((?<=\d{6})(?:0[1-9]|[12]\d|3[01]))?")
_CELL = 2.0
"""Points; a letter's neighbours by place are looked up in cells of this size."""
_NEAR = tuple((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1))
_SAME_PLACE, _SHIFT = 0.3, 0.1
"""Of a letter's width and height, by which it may be drawn again at its side."""
_SPACES = frozenset(code for code in range(0x3001) if chr(code).isspace())
"""Those of the width of a letter too: they set a first line in."""
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Character:
    """One letter."""

    sign: str
    left: float
    bottom: float
    """Of its line: what hangs below is above it."""
    right: float
    top: float
    index: int
    """Among the page's letters."""

    @property
    def is_space(self) -> bool:
        """Whether it is a space, or the end of a line."""
        return self.sign in (" ", LINE_END)

    @property
    def size(self) -> float:
        """The height of its font's lines, points."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Page:
    """One page's letters in the order of the file; a space parts words."""

    characters: Sequence[Character]
    width: float
    height: float
    bold: frozenset[int]
    """Indices of letters with which a run of bold type begins or goes on."""
    turned: str
    """Text that isn't upright."""
    labels: str = ""
    """What is written in figures."""
    unknown: int = 0
    """Letters for which the file's fonts don't say what they are."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the file's outline."""

    title: str
    page: int
    depth: int
    """From 1."""


class PdfFile:
    """An open file. Use it in one thread."""

    def __init__(self, opened: pdfium.PdfDocument) -> None:
        self._opened = opened

    def __len__(self) -> int:
        return min(len(self._opened), _MOST_PAGES)

    def about(self, key: str) -> str:
        """A field of the file's information, such as Title."""
        try:
            return str(self._opened.get_metadata_value(key) or "").strip()
        except (pdfium.PdfiumError, UnicodeError, ValueError):
            return ""

    @property
    def date(self) -> str:
        """When it was made, as tags take it."""
        day = _DAY.match(self.about("CreationDate"))
        return "-".join(filter(None, day.groups())) if day else ""

    def bookmarks(self) -> list[Bookmark]:
        """The outline; nothing if it is damaged."""
        found: list[Bookmark] = []
        try:
            for entry in self._opened.get_toc(max_depth=6):
                target = entry.get_dest()
                page = target.get_index() if target else None
                if page is not None and len(found) < _MOST_PAGES:
                    found.append(Bookmark(entry.get_title() or "", page, entry.level + 1))
        except (pdfium.PdfiumError, UnicodeError, ValueError, AttributeError):
            return []
        return found

    def pages(self) -> Iterator[Page]:
        """The pages in order; one that is damaged has no letters."""
        for number in range(len(self)):
            try:
                page = self._opened[number]
                text = page.get_textpage()
            except pdfium.PdfiumError:
                yield Page((), 0, 0, frozenset(), "")
                continue
            try:
                width, height = page.get_size()
                yield _page(text, width, height, labels_of_figures(page, text))
            finally:
                text.close()
                page.close()


@contextmanager
def open_pdf(data: bytes, name: str) -> Iterator[PdfFile]:
    """The file that these bytes are. Raises UnreadableDocument for one that can't be opened."""
    with _LOCK:
        try:
            opened = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if "password" in str(error).lower() or "security" in str(error).lower():
                raise UnreadableDocument(
                    f"{name} is a PDF with a password; save it without one first."
                ) from error
            raise UnreadableDocument(
                f"{name} is a damaged PDF; get it anew, or print it into a new PDF."
            ) from error
        try:
            yield PdfFile(opened)
        finally:
            opened.close()


def _page(text: pdfium.PdfTextPage, width: float, height: float, labels: Mapping[int, str]) -> Page:
    characters: list[Character] = []
    turned: list[str] = []
    bold: set[int] = set()
    box = api.FS_RECTF()
    is_bold, last_size = False, 0.0
    drawn = _Drawn()
    unknown = 0
    for index in range(api.FPDFText_CountChars(text)):
        code = api.FPDFText_GetUnicode(text, index)
        if code in _SPACES:
            if characters:
                characters.append(
                    _space(characters[-1], index, LINE_END if code in (10, 13) else " ")
                )
            continue
        if index in labels or not api.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
            continue
        if code == 0 or not _is_letter(code):
            continue
        sign = "\u00ad" if code in _HYPHENS else chr(code)
        if not _is_level(api.FPDFText_GetCharAngle(text, index)):
            turned.append(sign)
            continue
        character = Character(sign, box.left, box.bottom, box.right, box.top, index)
        if drawn.is_there(character):
            continue
        unknown += api.FPDFText_HasUnicodeMapError(text, index) == 1
        if not characters or characters[-1].is_space or character.size != last_size:
            is_bold = _is_bold(text, index)
        last_size = character.size
        if is_bold:
            bold.add(index)
        characters.append(character)
    shown = "".join(labels.values())
    return Page(characters, width, height, frozenset(bold), "".join(turned), shown, unknown)


class _Drawn:
    """Remembers letters by their place: one that is drawn again, for bold type, isn't read."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, int, int], Character] = {}

    def is_there(self, character: Character) -> bool:
        """Whether the letter was there before; from now on it is."""
        column, row = round(character.left / _CELL), round(character.bottom / _CELL)
        for other in (self._places.get((character.sign, column + x, row + y)) for x, y in _NEAR):
            if other is not None and _is_same(other, character):
                return True
        self._places[character.sign, column, row] = character
        return False


def _is_same(one: Character, other: Character) -> bool:
    if other.index == one.index + 1 and other.left == one.left:
        return False  # both letters of a ligature have its place
    shift = max(_SAME_PLACE * (one.right - one.left), _SHIFT * one.size)
    return abs(one.left - other.left) < shift and abs(one.bottom - other.bottom) < _SHIFT * one.size


def _is_level(angle: float) -> bool:
    turn = abs(angle) % math.tau
    return min(turn, math.tau - turn) < _UPRIGHT


def _is_letter(code: int) -> bool:
    return not 0xD800 <= code <= 0xDFFF and code <= 0x10FFFF


def _space(before: Character, index: int, sign: str) -> Character:
    return Character(sign, before.right, before.bottom, before.right, before.top, index)


def _is_bold(text: pdfium.PdfTextPage, index: int) -> bool:
    if api.FPDFText_GetFontWeight(text, index) >= 600:
        return True
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = api.FPDFText_GetFontInfo(text, index, buffer, 128, ctypes.byref(flags))
    return length > 0 and _BOLD.search(buffer.value.decode("utf-8", "replace")) is not None

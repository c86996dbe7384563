"""The labels of figures that a PDF has as drawings of their own: the text in them isn't read.

TeX and others put a figure on its page as a form. Forms also hold boxes of text, or whole pages.
These have sentences, or nothing is drawn in them.
"""

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as api

_FEWEST_DRAWN = 3
"""Lines, areas and pictures; a box of text has fewer."""
_MOST_OBJECTS = 50_000
"""Of a page, and in all its forms, that are looked at."""
_DEEPEST = 4
"""Forms in forms."""
_LINE_END = re.compile("[\r\n\u2029]+")
_LONGEST_LABEL = 8
"""Words; a longer line is one of a text."""


def labels_of_figures(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> dict[int, str]:
    """By their indices among the page's letters, the signs of which labels are made.

    There are none where a page has little text but theirs.
    """
    figures = _figures(page)
    if not figures:
        return {}
    count = api.FPDFText_CountChars(text)
    letters: dict[int, dict[int, str]] = defaultdict(dict)
    for index in range(count):
        figure = figures.get(_address(api.FPDFText_GetTextObject(text, index)))
        if figure is not None:
            letters[figure][index] = chr(api.FPDFText_GetUnicode(text, index))
    labels: dict[int, str] = {}
    for signs in letters.values():
        if not _says_sentences(text, min(signs), max(signs)):
            labels |= signs
    return labels if 2 * len(labels) < count else {}


def _figures(page: pdfium.PdfPage) -> dict[int, int]:
    """By the address of each of their texts, the number of the form that is a figure."""
    figures: dict[int, int] = {}
    left = _MOST_OBJECTS
    for number in range(min(_MOST_OBJECTS, api.FPDFPage_CountObjects(page))):
        form = api.FPDFPage_GetObject(page, number)
        if api.FPDFPageObj_GetType(form) == api.FPDF_PAGEOBJ_FORM:
            parts = list(islice(_inside(form), left))
            left -= len(parts)
            texts = [address for kind, address in parts if kind == api.FPDF_PAGEOBJ_TEXT]
            if len(parts) - len(texts) >= _FEWEST_DRAWN:
                figures.update(dict.fromkeys(texts, number))
    return figures


def _inside(form: Any, depth: int = 1) -> Iterator[tuple[int, int]]:
    """The kinds and addresses of what a form holds."""
    for number in range(api.FPDFFormObj_CountObjects(form)):
        part = api.FPDFFormObj_GetObject(form, number)
        kind = api.FPDFPageObj_GetType(part)
        if kind == api.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _inside(part, depth + 1)
        else:
            yield kind, _address(part)


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _says_sentences(text: pdfium.PdfTextPage, first: int, last: int) -> bool:
    written = text.get_text_range(first, last - first + 1)
    return any(len(line.split()) > _LONGEST_LABEL for line in _LINE_END.split(written))

"""The title page of a screenplay: fields at its top, such as its title, author and draft."""

import re
from typing import NamedTuple

from producer.text.cleaning import fold_spaces
from voicefarm.normalization.emphasis import without_emphasis

TITLE_PAGE = "title page"

_KNOWN = (
    "title|credit|authors?|written by|source|notes|draft date|date|contact(?: info)?|copyright"
    "|revision|episode|series"
)
_FIELD = r"[A-Z][\w ]{0,30}:[^\n]{0,300}\n(?:(?:[ ]{3}|\t)[^\n]*\S[^\n]*\n)*"
_PAGE = re.compile(rf"\s*(?=(?i:{_KNOWN}):)(?:{_FIELD})+(?=\s*\n)")
_VALUE = re.compile(r"^(?P<key>[A-Z][\w ]*):(?P<value>[^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE)


class TitlePage(NamedTuple):
    """What a text says of itself at its top; nothing by default."""

    length: int = 0
    """Characters from the start of the text."""
    title: str | None = None
    author: str = ""


def title_page_of(text: str) -> TitlePage:
    """The title page at the top of a text."""
    page = _PAGE.match(text)
    if page is None:
        return TitlePage()
    stated = {one["key"].lower(): _plain(one["value"]) for one in _VALUE.finditer(page[0])}
    authors = (stated.get(key, "") for key in ("author", "authors", "written by"))
    return TitlePage(page.end(), stated.get("title") or None, next(filter(None, authors), ""))


def _plain(value: str) -> str:
    return without_emphasis(fold_spaces(value)).strip()

"""HTML in a plain text: tags go, block tags part, entities are characters.

Only tags of HTML count, so `a < b`, `<3` and `x<y>` stay. A single letter is a tag where its
closing tag follows somewhere: `List<b>` in a text about code is text.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

from producer.documents.asides.findings import Findings
from producer.documents.layout.lines import BLOCK_END
from producer.text.cleaning import clean_text

_OPENS_UNREAD = re.compile(r"<!--|<(script|style|template|svg|noscript)\b", re.IGNORECASE)
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|rp|rt"
    "|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr|input|button|nobr|link|meta"
)
_BLOCK = (
    "address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption"
    "|figure|footer|form|h[1-6]|head|header|hr|html|iframe|legend|li|main|nav|ol|option|p|pre"
    "|section|select|summary|table|tbody|td|tfoot|th|thead|title|tr|ul|video|audio|br"
)
_TAG = re.compile(
    rf"<(?P<slash>/?)(?P<name>{_INLINE}|{_BLOCK})(?P<attributes>\s[^<>]{{0,2000}})?\s*/?>"
    r"|<!doctype[^<>]{0,500}>",
    re.IGNORECASE,
)
_IS_BLOCK = re.compile(rf"(?:{_BLOCK})\Z", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# An address in angle brackets is its own text.
_ADDRESS = re.compile(
    r"<((?:https?://|mailto:|www\.)[^\s<>]{1,2000}|[^\s<>@]{1,100}@[^\s<>@]{1,100})>"
)
_CELL = frozenset(("td", "th"))


def without_markup(text: str, findings: Findings) -> str:
    """`text` without HTML; what was left out with it is remembered. Each line keeps its number."""
    if "<" in text:
        text = findings.without(text, _unread_spans(text))
        text = _without_tags(_ADDRESS.sub(r"\1", text))
    if _ENTITY.search(text):
        text = unicodedata.normalize("NFC", _ENTITY.sub(_character, text))
    return text


def _unread_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where such parts begin and end, and what they are; one that never ends is none."""
    unclosed: set[str] = set()
    place = 0
    while opens := _OPENS_UNREAD.search(text, place):
        name = (opens[1] or "").lower()
        closer = re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE)
        closes = None if name in unclosed else closer.search(text, opens.end())
        if closes is None:
            unclosed.add(name)
            place = opens.end()
            continue
        place = closes.end()
        yield opens.start(), place, name or "comment"


def _without_tags(text: str) -> str:
    closed = {tag["name"].lower() for tag in _TAG.finditer(text) if tag["slash"]}

    def replacement(tag: re.Match[str]) -> str:
        name = (tag["name"] or "html").lower()
        if len(name) == 1 and name != "p" and name not in closed:
            return tag[0]
        ends = "\n" * tag[0].count("\n")
        if name in _CELL:
            return ends if tag["slash"] else f"{ends}\t"
        if name[0] == "h" and name[1:].isdigit() and not tag["slash"]:
            return f"{ends}{BLOCK_END}{'#' * int(name[1])} "
        return ends + BLOCK_END if _IS_BLOCK.match(name) else ends

    return _TAG.sub(replacement, text)


def _character(entity: re.Match[str]) -> str:
    character = html.unescape(entity[0])
    return " " if character.isspace() else clean_text(character)

"""What a book says of itself: its cover, title page, imprint, lists of contents.

A foreword, a dedication or an epilogue is the author's text and isn't among them. A page is known
by its EPUB type, by the guide or by the landmarks. Otherwise its entry in the table of contents
says it, or what stands on it.
"""

import re
from collections.abc import Collection

from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.html.attributes import kinds_of
from producer.documents.html.tags import HEADINGS

_KINDS = {
    "cover": "cover",
    "titlepage": "title page",
    "title-page": "title page",
    "halftitlepage": "title page",
    "fulltitle": "title page",
    "halftitle": "title page",
    "copyright-page": "imprint",
    "imprint": "imprint",
    "imprimatur": "imprint",
    "colophon": "imprint",
    "other-credits": "imprint",
    "toc": "table of contents",
    "toc-brief": "table of contents",
    "landmarks": "table of contents",
    "page-list": "table of contents",
    "lot": "list of tables",
    "loi": "list of pictures",
    "lov": "list of pictures",
    "index": "index",
}
_LABELS = (
    (re.compile(r"cover|front cover|bìa|trang bìa", re.IGNORECASE), "cover"),
    (re.compile(r"(?:half[- ]?)?title(?:[- ]?page)?|trang tên sách", re.IGNORECASE), "title page"),
    (
        re.compile(
            r"copyright(?:s| page| notice)?|imprint|colophon|legal notice|bản quyền", re.IGNORECASE
        ),
        "imprint",
    ),
    (
        re.compile(r"(?:table of )?contents|toc|mục lục|nội dung", re.IGNORECASE),
        "table of contents",
    ),
    (re.compile(r"(?:list of )?(?:illustrations|figures)", re.IGNORECASE), "list of pictures"),
    (re.compile(r"list of tables", re.IGNORECASE), "list of tables"),
    (re.compile(r"index", re.IGNORECASE), "index"),
)
_IMPRINT = re.compile(
    r"all rights reserved|\bISBN\b|copyright\s*(?:©|\(c\)|\d{4})|©\s*(?:by\s)?\D{0,40}\d{4}"
    r"|library of congress|giữ bản quyền",
    re.IGNORECASE,
)
_LONGEST_IMPRINT = 4000
_FEWEST_LINKS = 4
_SHARE_OF_LINKS = 0.7
"""Of the letters of a list of contents."""
_LONGEST_TITLE_PAGE = 40
"""Words."""
_FRONT = 6
"""Pages at the start among which a title page stands."""


def kind_of_page(root: Element, said: Collection[str]) -> str:
    """What a page is, as its omission calls it; "" for text.

    `said` are the kinds that the guide and the landmarks name. A page that holds more than one
    section is text.
    """
    for kind in (*_own_kinds(root), *said):
        if found := _KINDS.get(kind):
            return found
    links = [one for one in root.iter() if local_name(one) == "a" and one.get("href")]
    titles = [one for one in root.iter() if local_name(one) in (*HEADINGS, "title")]
    letters = len(text_of(root)) - sum(len(text_of(title)) for title in titles)
    if len(links) >= _FEWEST_LINKS and letters > 0:
        linked = sum(len(text_of(link)) for link in links)
        if linked > _SHARE_OF_LINKS * letters and not _leads_away(links):
            return "table of contents"
    return ""


def kind_by_label(labels: Collection[str]) -> str:
    """What a page is by the lines of the table of contents that lead to it."""
    for label in labels:
        for pattern, kind in _LABELS:
            if pattern.fullmatch(label.strip(" .:")):
                return kind
    return ""


def kind_by_text(text: str, title: str, place: int, *, is_listed: bool) -> str:
    """What a page is by its text; `place` is how many pages stand before it."""
    if len(text) <= _LONGEST_IMPRINT and _IMPRINT.search(text):
        return "imprint"
    words = _bare(text)
    if place >= _FRONT or is_listed or not title or len(words) > _LONGEST_TITLE_PAGE:
        return ""
    return "title page" if _bare(title) == words[: len(_bare(title))] else ""


def _own_kinds(root: Element) -> list[str]:
    body = next((one for one in root.iter() if local_name(one) == "body"), root)
    kinds = sorted(kinds_of(body))
    children = [child for child in body if local_name(child)]
    while len(children) == 1 and local_name(children[0]) in ("section", "div", "nav", "article"):
        kinds += sorted(kinds_of(children[0]))
        children = [child for child in children[0] if local_name(child)]
    return kinds


def _leads_away(links: list[Element]) -> bool:
    return any("://" in (link.get("href") or "") for link in links)


def _bare(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())

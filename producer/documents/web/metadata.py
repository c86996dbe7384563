"""What a page says of itself: title, author, date and language.

From its meta elements (Open Graph, Dublin Core), from JSON-LD (schema.org), then from its text.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from producer.documents.containers.xml import Element, local_name, text_of
from producer.text.cleaning import clean_text, fold_spaces

_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|(?<!\d)[12]\d{3}(?!\d)")
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
_AUTHORS = (
    *("author", "article:author", "dc.creator", "dcterms.creator", "citation_author"),
    *("parsely-author", "sailthru.author", "byl"),
)
_DATES = (
    *("article:published_time", "datepublished", "date", "dc.date", "dcterms.created"),
    *("dcterms.date", "citation_publication_date", "pubdate", "parsely-pub-date"),
    *("article:modified_time",),
)
_SEPARATED = re.compile(r"\s+[|\-–—»·:/]\s+")
_BY = re.compile(r"\A\s*(?:by|von|par|bởi|tác giả:?)\s+", re.IGNORECASE)
_SHORT_TITLE = 5
"""Characters; a shorter heading may stand in a title by chance."""
_LONGEST_AUTHOR = 100
_MOST_JSON = 2_000_000


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What a page says of itself; empty where it says nothing."""

    title: str = ""
    author: str = ""
    date: str = ""
    language: str = ""


def about_page(root: Element) -> AboutPage:
    """Read it from a page's tree, which stays as it is."""
    stated = _meta(root)
    linked = list(_json_ld(root))
    return AboutPage(
        title=_title(root, stated, linked),
        author=_author(root, stated, linked),
        date=_date(root, stated, linked),
        language=_language(root),
    )


def _meta(root: Element) -> dict[str, str]:
    stated: dict[str, str] = {}
    for element in root.iter():
        if local_name(element) == "meta":
            content = _line(element.get("content") or "")
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                if content and (key := (element.get(attribute) or "").lower()):
                    stated.setdefault(key, content)
    return stated


def _json_ld(root: Element) -> Iterator[dict[str, Any]]:
    """The objects of type article."""
    for element in root.iter():
        if local_name(element) == "script" and "ld+json" in (element.get("type") or ""):
            try:
                found = json.loads((element.text or "")[:_MOST_JSON])
            except (ValueError, RecursionError):
                continue
            graph = found.get("@graph", [found]) if isinstance(found, dict) else found
            for one in graph if isinstance(graph, list) else []:
                if isinstance(one, dict) and re.search(
                    r"Article|Posting|Report", str(one.get("@type"))
                ):
                    yield one


def _title(root: Element, stated: dict[str, str], linked: list[dict[str, Any]]) -> str:
    headings = [text for one in root.iter() if local_name(one) == "h1" and (text := text_of(one))]
    shown_title = next((text_of(one) for one in root.iter() if local_name(one) == "title"), "")
    for shown in headings:
        if len(shown) > _SHORT_TITLE and shown in shown_title:
            return _line(shown)
    for key in _TITLES:
        if key in stated:
            return _without_site(stated[key], headings, stated)
    for article in linked:
        if isinstance(article.get("headline"), str):
            return _line(article["headline"])
    return _without_site(_line(shown_title), headings, stated)


def _without_site(title: str, headings: list[str], stated: dict[str, str]) -> str:
    """A title without the name of the site behind it."""
    for shown in headings:
        if len(shown) > _SHORT_TITLE and shown in title:
            return _line(shown)
    parts = _SEPARATED.split(title)
    site = stated.get("og:site_name", "")
    if len(parts) > 1 and site and parts[-1].lower() == site.lower():
        return title[: title.rindex(parts[-1])].rstrip(" |-–—»·:/")
    return title


def _author(root: Element, stated: dict[str, str], linked: list[dict[str, Any]]) -> str:
    names = [name for article in linked for name in _names(article.get("author"))]
    names += [stated[key] for key in _AUTHORS if key in stated]
    for element in root.iter():
        said = f"{element.get('rel') or ''} {element.get('itemprop') or ''}".lower().split()
        if "author" in said:
            names.append(text_of(element))
    for name in names:
        name = _BY.sub("", _line(name))
        if name and len(name) <= _LONGEST_AUTHOR and "://" not in name:
            return name
    return ""


def _names(author: Any) -> list[str]:
    authors = author if isinstance(author, list) else [author]
    names = [one.get("name") if isinstance(one, dict) else one for one in authors]
    return [", ".join(name for name in names if isinstance(name, str))]


def _date(root: Element, stated: dict[str, str], linked: list[dict[str, Any]]) -> str:
    written = [str(article.get("datePublished", "")) for article in linked]
    written += [stated[key] for key in _DATES if key in stated]
    times = [one for one in root.iter() if local_name(one) == "time"]
    written += [time.get("datetime") or "" for time in times[:1]]
    return next((day[0] for text in written if (day := _DAY.search(text))), "")


def _language(root: Element) -> str:
    tag = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    tag = tag.strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag) else ""


def _line(text: str) -> str:
    return fold_spaces(clean_text(text))

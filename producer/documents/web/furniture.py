"""What surrounds the text of a page: menus, sharing, comments, teasers, advertisements.

It is known by its tag or role, by the words in its class and id, or by being a list of links. What
holds most of the page's text isn't furniture, whatever it is called.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.html.attributes import kinds_of
from producer.documents.html.tags import HEADINGS

_TAGS = {
    "nav": "navigation",
    "footer": "footer",
    "aside": "aside",
    "form": "form",
    "dialog": "dialog",
    "menu": "navigation",
}
_ROLES = {
    "navigation": "navigation",
    "banner": "banner",
    "contentinfo": "footer",
    "complementary": "aside",
    "search": "form",
    "menu": "navigation",
    "menubar": "navigation",
    "toolbar": "navigation",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "alert": "dialog",
    "toc": "navigation",
}
_WORDS = {
    "navigation": (
        "nav navbar navigation navbox menu menubar breadcrumb breadcrumbs pagination pager paging "
        "skiplink toc sitemap topnav subnav navlinks editsection catlinks jumplinks vector"
    ),
    "sidebar": "sidebar rail infobox sidecolumn",
    "footer": "footer foot colophon copyright legal disclaimer printfooter",
    "banner": "masthead banner topbar siteheader",
    "comments": "comment comments disqus replies respond discussion commentlist livefyre",
    "sharing": (
        "share sharing sharebar social socials addthis sharedaddy sharetools facebook twitter "
        "pinterest whatsapp follow"
    ),
    "teaser": (
        "related recommended recommendation recommendations outbrain taboola trending popular "
        "readmore teaser teasers promo promos morefrom upnext mostread seealso moreon latest "
        "recirc recirculation playlist"
    ),
    "advertisement": (
        "ad ads advert adverts advertisement advertising sponsor sponsored adsense dfp"
    ),
    "subscription": (
        "newsletter subscribe subscription signup paywall donate donation optin membership"
    ),
    "dialog": "cookie cookies consent gdpr popup modal overlay lightbox tooltip",
    "byline": "byline dateline authorbox authorbio postmeta entrymeta metadata timestamp",
    "tags": "tags taglist keywords tagcloud categories",
    "tools": "toolbar print printer login rating ratings search widget hatnote noprint ambox",
    "hidden text": "hidden visuallyhidden sronly screenreader",
}
_KIND_OF_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_PAIRS = {
    "sr only": "hidden text",
    "visually hidden": "hidden text",
    "screen reader": "hidden text",
    "skip link": "navigation",
    "mw jump": "navigation",
    "jump link": "navigation",
    "read more": "teaser",
    "more from": "teaser",
    "see also": "teaser",
    "up next": "teaser",
    "most read": "teaser",
    "site header": "banner",
    "global header": "banner",
    "page header": "banner",
    "post meta": "byline",
    "entry meta": "byline",
    "article meta": "byline",
    "author bio": "byline",
    "author box": "byline",
    "about author": "byline",
    "side bar": "sidebar",
    "sign up": "subscription",
    "table contents": "navigation",
    "edit section": "navigation",
    "mw editsection": "navigation",
}
_NOTES = re.compile(r"\b(?:foot|end|rear)[-_]?notes?\b")
"""Notes may stand in an aside or a footer; their policy says what becomes of them."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MOST_OF_ALL = {"comments": 0.8, "footer": 0.3, "byline": 0.1, "navigation": 0.4}
"""Share of a page's text above which an element isn't what its name says."""
_USUAL_SHARE = 0.35
_LONGEST_NAME = 400
_MOST_WORDS = 4
"""In a name; one of more words is a sentence that was made a name."""
_FEWEST_AROUND = 8
"""Characters around a word that is part of a sentence."""
_LONG, _FEW_LINKS = 400, 0.15
"""Characters of a passage of prose, and the share of them in links."""


def kind_of_furniture(element: Element, share_of: Callable[[Element], float]) -> str:
    """What an element is, as its omission calls it; "" for what may be text.

    `share_of` says which share of the page's paragraphs is in an element.
    """
    name = local_name(element)
    if name in ("html", "body", "main", "article") or _holds_notes(element):
        return ""
    kind = _by_role(element) or _TAGS.get(name, "") or _by_words(element)
    if not kind or (kind == "dialog" and _is_in_sentence(element, name)):
        return ""
    if kind == "navigation" and _is_heading(element):
        return ""
    if name in ("h1", "p") and kind != "hidden text" and len(text_of(element)) > 60:
        return ""
    return kind if share_of(element) <= _MOST_OF_ALL.get(kind, _USUAL_SHARE) else ""


def _holds_notes(element: Element) -> bool:
    return _NOTES.search(" ".join([*kinds_of(element), element.get("class") or ""])) is not None


def _is_in_sentence(element: Element, name: str) -> bool:
    """Whether it is a word of a sentence that shows more when it is touched."""
    above = element.getparent()
    if name not in ("a", "abbr", "dfn") or above is None:
        return False
    around = sum(len(text.strip()) for text in (above.text, *(one.tail for one in above)) if text)
    return around > _FEWEST_AROUND


def _is_heading(element: Element) -> bool:
    """Whether it is most of a heading, which may lead back to a table of contents."""
    above = element.getparent()
    is_inside = above is not None and local_name(above) in HEADINGS
    return is_inside and 2 * len(text_of(element)) > len(text_of(above))


def _by_role(element: Element) -> str:
    return next((_ROLES[kind] for kind in sorted(kinds_of(element)) if kind in _ROLES), "")


def _by_words(element: Element) -> str:
    """By its classes, or by its id; an id that was made from a heading says nothing."""
    for name in (element.get("class") or "")[:_LONGEST_NAME].split():
        if kind := _kind_of_name(name):
            return kind
    kind = _kind_of_name((element.get("id") or "")[:_LONGEST_NAME])
    return kind if kind and not _is_prose(element) else ""


def _kind_of_name(name: str) -> str:
    words = [word.lower() for word in _WORD.findall(name)]
    for pair in pairwise(words):
        if kind := _PAIRS.get(" ".join(pair)):
            return kind
    if len(words) > _MOST_WORDS:
        return ""
    return next((_KIND_OF_WORD[word] for word in words if word in _KIND_OF_WORD), "")


def _is_prose(element: Element) -> bool:
    letters = len(text_of(element))
    linked = sum(len(text_of(one)) for one in element.iter() if local_name(one) == "a")
    return letters > _LONG and linked < _FEW_LINKS * letters

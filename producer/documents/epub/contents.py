"""The table of contents of a book: the nav of EPUB 3, or the NCX of EPUB 2."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from producer.documents.containers.archives import Archive
from producer.documents.containers.xml import Element, local_name, text_of, try_xml
from producer.documents.epub.package import BookPackage, resolved
from producer.documents.html.attributes import kinds_of
from producer.documents.html.trees import page_tree

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of the table."""

    label: str
    path: str
    """Of a page in the archive."""
    fragment: str
    """The id to which it leads; "" for the page's start."""
    depth: int
    """From 1, at most 6."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table, and what the book says that its pages are."""

    entries: tuple[ContentsEntry, ...] = ()
    landmarks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By path, the kinds of a page."""


def read_contents(archive: Archive, package: BookPackage, name: str) -> Contents:
    """The table of contents; an empty one if there is none, or if it can't be read."""
    navigation, ncx = package.navigation, package.ncx
    entries: list[ContentsEntry] = []
    landmarks: dict[str, list[str]] = {}
    if navigation and archive.find(navigation.path):
        root = page_tree(archive.read_text(navigation.path), name)
        folder = posixpath.dirname(navigation.path)
        for table in (one for one in root.iter() if local_name(one) == "nav"):
            kinds = kinds_of(table)
            if "toc" in kinds:
                entries += _entries_of_nav(table, folder)
            elif "landmarks" in kinds:
                for path, kind in _landmarks(table, folder):
                    landmarks.setdefault(path, []).append(kind)
    if not entries and ncx and archive.find(ncx.path):
        root = try_xml(archive.read_text(ncx.path))
        if root is not None:
            entries = list(_entries_of_ncx(root, posixpath.dirname(ncx.path)))
    return Contents(tuple(entries), landmarks)


def _entries_of_nav(table: Element, folder: str, depth: int = 0) -> Iterator[ContentsEntry]:
    for child in table:
        name = local_name(child)
        if name == "a" and depth:
            yield _entry(text_of(child), child.get("href") or "", folder, depth)
        elif name == "ol":
            yield from _entries_of_nav(child, folder, depth + 1)
        elif name in ("li", "div", "span", "p"):
            yield from _entries_of_nav(child, folder, depth)


def _landmarks(table: Element, folder: str) -> Iterator[tuple[str, str]]:
    for link in (one for one in table.iter() if local_name(one) == "a"):
        for kind in sorted(kinds_of(link)):
            yield resolved(folder, link.get("href") or ""), kind


def _entries_of_ncx(root: Element, folder: str) -> Iterator[ContentsEntry]:
    table = next((one for one in root.iter() if local_name(one) == "navmap"), None)
    if table is not None:
        yield from _points(table, folder, 1)


def _points(above: Element, folder: str, depth: int) -> Iterator[ContentsEntry]:
    for point in (child for child in above if local_name(child) == "navpoint"):
        label = next((text_of(child) for child in point if local_name(child) == "navlabel"), "")
        content = next((child for child in point if local_name(child) == "content"), None)
        if content is not None:
            yield _entry(label, content.get("src") or "", folder, depth)
        yield from _points(point, folder, depth + 1)


def _entry(label: str, href: str, folder: str, depth: int) -> ContentsEntry:
    fragment = unquote(href.partition("#")[2])
    return ContentsEntry(label, resolved(folder, href), fragment, min(depth, _DEEPEST))

"""The package file of a book: its parts in order, title, author, language, date, cover.

EPUB 3.3, section 5 (OPF 2.0.1 for EPUB 2).
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote

from producer.documents.containers.archives import Archive
from producer.documents.containers.xml import Element, local_name, parse_xml, text_of
from voicefarm.errors import UnreadableDocument

_CONTAINER = "META-INF/container.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbncx+html", "text/xml"})
_DAY = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?!\d)|(?<!\d)[12]\d{3}(?!\d)"
)
_PICTURES = ("image/jpeg", "image/jpg", "image/png")


@dataclass(frozen=True, slots=True)
class BookPart:
    """One file of a book."""

    path: str
    """In the archive."""
    media_type: str
    properties: frozenset[str]
    is_linear: bool = True
    """False for what a reading system shows only when a link leads there."""

    @property
    def is_page(self) -> bool:
        """Whether it holds text."""
        return self.media_type in _PAGES or self.path.endswith((".xhtml", ".html", ".htm"))


class BookPackage:
    """A parsed package file."""

    def __init__(self, root: Element, path: str) -> None:
        self._root = root
        self._folder = posixpath.dirname(path)

    def resolve(self, href: str) -> str:
        """The path in the archive to which a link of the package leads, without its fragment."""
        return resolved(self._folder, href)

    @cached_property
    def manifest(self) -> Mapping[str, BookPart]:
        """All files by their ids."""
        parts: dict[str, BookPart] = {}
        for item in _named(self._root, "item"):
            properties = frozenset((item.get("properties") or "").split())
            path = self.resolve(item.get("href") or "")
            parts[item.get("id") or ""] = BookPart(path, item.get("media-type") or "", properties)
        return parts

    @cached_property
    def spine(self) -> tuple[BookPart, ...]:
        """The pages in reading order, each once: a part of the text where it is first one."""
        parts: dict[str, BookPart] = {}
        for part in self._listed:
            if part.is_linear and part.path in parts and not parts[part.path].is_linear:
                del parts[part.path]
            parts.setdefault(part.path, part)
        return tuple(parts.values())

    @property
    def repeated(self) -> tuple[str, ...]:
        """The paths of pages that are listed more than once, which a book may not do."""
        listings = Counter(part.path for part in self._listed)
        return tuple(path for path, count in listings.items() if count > 1)

    @cached_property
    def _listed(self) -> tuple[BookPart, ...]:
        listed: list[BookPart] = []
        for reference in _named(self._root, "itemref"):
            part = self.manifest.get(reference.get("idref") or "")
            if part is not None:
                listed.append(replace(part, is_linear=reference.get("linear") != "no"))
        return tuple(listed)

    @property
    def title(self) -> str:
        """The main title; "" without any."""
        titles = list(_named(self._root, "title"))
        main = next((one for one in titles if self._refined(one, "title-type") == "main"), None)
        return text_of(titles[0] if main is None else main) if titles else ""

    @property
    def author(self) -> str:
        """Those who wrote it, with commas between."""
        creators = list(_named(self._root, "creator"))
        writers = [one for one in creators if self._role(one) in ("aut", "")] or creators
        return ", ".join(dict.fromkeys(filter(None, map(text_of, writers))))

    @property
    def language(self) -> str:
        """The tag of the first language; "" if none is named."""
        tags = map(text_of, _named(self._root, "language"))
        return next((tag.replace("_", "-") for tag in tags if tag.lower() not in ("", "und")), "")

    @property
    def date(self) -> str:
        """When it was published, as tags take it."""
        dates = list(_named(self._root, "date"))
        dates.sort(key=lambda date: _attribute(date, "event") not in ("", "publication"))
        found = (_DAY.search(text_of(date)) for date in dates)
        return next((day[0] for day in found if day and day[0] > "0101"), "")

    @property
    def cover(self) -> BookPart | None:
        """The picture on the front."""
        return next(self._covers(), None)

    def _covers(self) -> Iterator[BookPart]:
        yield from (part for part in self.manifest.values() if "cover-image" in part.properties)
        named = [m.get("content") for m in _named(self._root, "meta") if m.get("name") == "cover"]
        yield from (self.manifest[key] for key in named if key in self.manifest)
        yield from (
            part
            for key, part in self.manifest.items()
            if part.media_type in _PICTURES and "cover" in f"{key} {part.path}".lower()
        )

    @cached_property
    def guide(self) -> Mapping[str, str]:
        """By path, what EPUB 2's guide says that a page is."""
        return {
            self.resolve(reference.get("href") or ""): (reference.get("type") or "").lower()
            for reference in _named(self._root, "reference")
        }

    @property
    def navigation(self) -> BookPart | None:
        """The page with the table of contents (EPUB 3)."""
        return next((part for part in self.manifest.values() if "nav" in part.properties), None)

    @property
    def ncx(self) -> BookPart | None:
        """The file with the table of contents (EPUB 2)."""
        parts = self.manifest.values()
        return next((part for part in parts if part.media_type == "application/x-dtbncx+xml"), None)

    def _role(self, creator: Element) -> str:
        return _attribute(creator, "role") or self._refined(creator, "role")

    def _refined(self, element: Element, name: str) -> str:
        """What EPUB 3 says of an element in another one."""
        key = f"#{element.get('id')}"
        refining = (m for m in _named(self._root, "meta") if m.get("refines") == key)
        return next((text_of(meta) for meta in refining if meta.get("property") == name), "")


def read_package(archive: Archive, name: str) -> BookPackage:
    """The package file of a book. Raises UnreadableDocument."""
    path = _package_path(archive, name)
    root = parse_xml(archive.read_text(path), name, path)
    package = BookPackage(root, path)
    if not package.spine:
        raise UnreadableDocument(
            f"{name} is damaged: its package file lists no pages; get it anew, or repair it."
        )
    return package


def resolved(folder: str, href: str) -> str:
    """The path in the archive to which a link leads from a folder, without its fragment."""
    path = unquote(href.partition("#")[0])
    return posixpath.normpath(posixpath.join(folder, path)) if path else ""


def _package_path(archive: Archive, name: str) -> str:
    if archive.find(_CONTAINER):
        root = parse_xml(archive.read_text(_CONTAINER), name, _CONTAINER)
        for file in _named(root, "rootfile"):
            found = archive.find(file.get("full-path") or "")
            if found:
                return found
    for path in archive.names:
        if path.lower().endswith(".opf"):
            return path
    raise UnreadableDocument(
        f"{name} is no EPUB: it has no package file; give a book that a reader opens."
    )


def _named(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if local_name(element) == name)


def _attribute(element: Element, name: str) -> str:
    """An attribute of any namespace."""
    keys = (key for key in element.attrib if key.rpartition("}")[2] == name)
    return next(((element.get(key) or "").lower() for key in keys), "")

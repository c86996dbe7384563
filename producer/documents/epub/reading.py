"""An EPUB as a document: the pages of its spine in order, with its chapters, notes and cover."""

from collections import defaultdict
from collections.abc import Sequence

from producer.documents.asides.findings import Findings
from producer.documents.asides.notes import with_notes
from producer.documents.containers.archives import Archive, open_archive
from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.document import Block, Document, without_empty
from producer.documents.epub.chapters import PageBlocks, with_chapters
from producer.documents.epub.contents import Contents, ContentsEntry, read_contents
from producer.documents.epub.front_matter import kind_by_label, kind_by_text, kind_of_page
from producer.documents.epub.package import BookPackage, read_package
from producer.documents.epub.protection import check_protection
from producer.documents.html.blocks import PageReader
from producer.documents.html.notes import PageNotes, find_notes
from producer.documents.html.trees import page_tree
from producer.documents.layout.surroundings.editions import edition_of_blocks
from producer.documents.layout.surroundings.typed_contents import without_typed_contents
from producer.documents.policies import ReadingPolicies
from producer.text.cleaning import fold_spaces
from producer.text.language_guess import guess_language
from producer.text.sentences import SPEAKABLE
from voicefarm.errors import NothingToSay, UnreadableDocument

_LOOKED_AT = 20_000
"""Characters by which a language is guessed."""


def read_epub(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read a book. Raises UnreadableDocument for one that is damaged, encrypted or too large."""
    if not data:
        raise NothingToSay(f"{name} is empty; give a text with at least one word.")
    archive = open_archive(data, name, policies.limits)
    package = read_package(archive, name)
    check_protection(archive, package, name)
    book = _Book(archive, package, name, policies)
    blocks = book.read()
    return Document(
        title=fold_spaces(package.title) or None,
        language=package.language or None,
        author=fold_spaces(package.author),
        date=package.date,
        blocks=blocks,
        cover=_cover(archive, package, book.findings),
        omissions=tuple(book.findings.omissions),
    )


class _Book:
    def __init__(
        self, archive: Archive, package: BookPackage, name: str, policies: ReadingPolicies
    ) -> None:
        self._package = package
        self._contents: Contents = read_contents(archive, package, name)
        self._entries: dict[str, list[ContentsEntry]] = defaultdict(list)
        for entry in self._contents.entries:
            self._entries[entry.path].append(entry)
        self._skipped: list[Block] = []
        self._linear = {part.path: part.is_linear for part in package.spine}
        self.findings = Findings(policies=policies, guess=self._guess)
        self._pages = self._open_pages(archive, name)
        self._notes: PageNotes = find_notes(self._pages)

    def read(self) -> tuple[Block, ...]:
        """All blocks, in the order in which they are read."""
        text: list[Block] = []
        put_off: list[Block] = []
        depth = 0
        for place, (path, root) in enumerate(self._pages.items()):
            entries = self._entries[path]
            page = self._read_page(path, root)
            kind = self._kind(page, root, entries, place)
            if kind:
                put_off += self._aside(kind, page.blocks, text)
            else:
                blocks, depth = with_chapters(page, entries, depth)
                text += blocks
        if not any(SPEAKABLE.search(block.text) for block in text):
            text = [*self._skipped, *text]  # a book of nothing but front matter
        text = edition_of_blocks(text, self.findings).blocks
        text = without_typed_contents(text, self.findings)
        return without_empty(with_notes(text + put_off, self.findings))

    def _open_pages(self, archive: Archive, name: str) -> dict[str, Element]:
        pages: dict[str, Element] = {}
        pictures = 0
        for part in self._package.spine:
            if not part.is_page:
                pictures += 1
                self.findings.leave_out("page that is a picture", part.path, 0)
            elif not archive.find(part.path):
                self.findings.leave_out("missing page", part.path, 0)
            elif page := archive.read_text(part.path).strip():
                pages[part.path] = page_tree(page, name)
        for path in self._package.repeated:
            self.findings.leave_out("page listed again", path, 0)
        if not pages and pictures:
            raise NothingToSay(
                f"{name} holds only pictures; have their text recognized (OCR) first."
            )
        if not pages:
            raise UnreadableDocument(
                f"{name} is damaged: none of its pages is in it; get it anew, or repair it."
            )
        return pages

    def _read_page(self, path: str, root: Element) -> PageBlocks:
        reader = PageReader(self.findings, self._notes, has_lines=False)
        body = next((one for one in root.iter() if local_name(one) == "body"), root)
        reader.read(body)
        reader.without_empty_headings()
        return PageBlocks(path, tuple(reader.blocks), reader.anchors)

    def _kind(
        self, page: PageBlocks, root: Element, entries: Sequence[ContentsEntry], place: int
    ) -> str:
        """What a page is, if it isn't text."""
        said = [
            *self._contents.landmarks.get(page.path, ()),
            self._package.guide.get(page.path, ""),
        ]
        labels = [entry.label for entry in entries]
        text = " ".join(block.text for block in page.blocks)
        kind = kind_of_page(root, said) or kind_by_label(labels)
        if len(entries) > 1 and kind not in ("table of contents", "index"):
            return ""
        if not kind:
            title = self._package.title
            kind = kind_by_text(text, title, place, is_listed=bool(entries))
        if not kind and not self._linear.get(page.path, True) and text:
            return "page outside of the text"
        return kind

    def _aside(self, kind: str, blocks: Sequence[Block], text: list[Block]) -> list[Block]:
        """Treat front matter as the policy says; what is read at the end."""
        policy = self.findings.policies.front_matter
        if policy == "inline":
            text += blocks
        elif policy == "skip" and blocks:
            self.findings.leave_out(kind, " ".join(block.text for block in blocks), 0)
            self._skipped += blocks
        return list(blocks) if policy == "end" else []

    def _guess(self) -> str:
        if self._package.language:
            return self._package.language
        text = ""
        for root in self._pages.values():
            text += text_of(root) + "\n"
            if len(text) > _LOOKED_AT:
                break
        return guess_language(text)


def _cover(archive: Archive, package: BookPackage, findings: Findings) -> bytes | None:
    part = package.cover
    if part is None or not archive.find(part.path):
        return None
    return archive.read(part.path)

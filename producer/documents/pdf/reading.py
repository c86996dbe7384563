"""A PDF with a text layer as a document."""

import re
from collections.abc import Sequence

from producer.documents.asides.findings import Findings
from producer.documents.asides.notes import with_notes
from producer.documents.document import Block, Document, heading, paragraph, without_empty
from producer.documents.layout.surroundings.editions import edition_of_blocks
from producer.documents.pdf.characters import Bookmark, PdfFile, open_pdf
from producer.documents.pdf.columns import PdfLine, reading_order
from producer.documents.pdf.contents import contents_among
from producer.documents.pdf.footnotes import raised_signs, with_references, without_footnotes
from producer.documents.pdf.margins import without_margins
from producer.documents.pdf.paragraphs import TextBlock, block_texts, blocks_of_lines, body_size
from producer.documents.pdf.segments import Segment, segments_of, without_raised_marks
from producer.documents.pdf.vertical import level_page
from producer.documents.policies import ReadingPolicies
from producer.text.cleaning import clean_text, fold_spaces
from producer.text.language_guess import guess_language
from voicefarm.errors import NothingToSay

_BULLET = re.compile(r"\A[•●▪◦‣·■\uf0b7]\s*")
_SAYS_NOTHING = re.compile(
    r"\(?(?:untitled|anonymous|unknown|unspecified)\)?|microsoft word.*"
    r"|.*\.(?:docx?|tex|indd|dvi|pdf)",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:\s?[.·…_]){5,}\s*[\divxlc]{0,6}\s*\Z")
_LOOKED_AT = 20_000
_AS_LARGE = 0.96
"""Of the largest type: so the sizes of one title differ between pages."""
_MOST_UNKNOWN, _FEWEST_WORDS = 0.5, 0.4
"""Shares: of letters that a file may leave unnamed, and of words that are whole all the same."""
_NO_SPACES = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+")
"""Chinese and Japanese: they put no spaces between words."""
_WORD = re.compile(r"[\W_]*[^\W\d_]+(?:[-'’.][^\W\d_]+)*[\W_]*|[\W\d_]+")


def read_pdf(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read a PDF. Raises UnreadableDocument for one that is damaged or has a password.

    Raises NothingToSay for one that was scanned and has no text.
    """
    if not data:
        raise NothingToSay(f"{name} is empty; give a text with at least one word.")
    with open_pdf(data, name) as opened:
        return _PdfReader(opened, name, policies).read()


class _PdfReader:
    def __init__(self, opened: PdfFile, name: str, policies: ReadingPolicies) -> None:
        self._opened = opened
        self._name = name
        self._limits = policies.limits
        self._text = ""
        self._findings = Findings(policies=policies, guess=lambda: guess_language(self._text))

    def read(self) -> Document:
        segments, heights = self._segments()
        lines = self._lines(segments, heights)
        text_blocks = self._without_contents(blocks_of_lines(lines, body_size(lines)))
        _mark_bookmarks(text_blocks, self._opened.bookmarks())
        texts = block_texts(text_blocks)
        self._text = " ".join(texts)[:_LOOKED_AT]
        blocks = [self._block(block, text) for block, text in zip(text_blocks, texts, strict=True)]
        edition = edition_of_blocks(blocks, self._findings)
        read = without_empty(with_notes(edition.blocks, self._findings))
        return Document(
            title=edition.title or self._title(text_blocks, texts) or None,
            language=None,
            author=self._about("Author") or edition.author,
            date=self._opened.date,
            blocks=read,
            omissions=tuple(self._findings.omissions),
        )

    def _segments(self) -> tuple[list[list[Segment]], list[float]]:
        pages: list[list[Segment]] = []
        heights: list[float] = []
        size = unknown = 0
        for number, page in enumerate(map(level_page, self._opened.pages())):
            unknown += page.unknown
            pages.append(segments_of(page, number))
            heights.append(page.height)
            size += 4 * len(page.characters)
            self._limits.check_text(size, self._name)
            if page.labels.strip():
                self._findings.leave_out("picture", f"page {number + 1}: {page.labels}", 0)
            if page.turned.strip():
                self._findings.leave_out("turned text", f"page {number + 1}: {page.turned}", 0)
        if not any(pages):
            raise NothingToSay(
                f"{self._name} has no text layer: it holds pictures of pages; have their text "
                "recognized (OCR) first."
            )
        if 4 * unknown > _MOST_UNKNOWN * size and not has_words(pages):
            raise NothingToSay(
                f"{self._name} doesn't say which letters its signs stand for; have its text "
                "recognized (OCR) first."
            )
        for number, found in enumerate(pages):
            if not found:
                self._findings.leave_out("page without text", f"page {number + 1}", 0)
        return pages, heights

    def _lines(self, pages: list[list[Segment]], heights: Sequence[float]) -> list[PdfLine]:
        ordered = [reading_order(page) for page in without_margins(pages, heights, self._findings)]
        body = body_size([line for page in ordered for line in page])
        read: list[PdfLine] = []
        for number, page in enumerate(ordered):
            ordered[number] = [line for line in page if not self._is_contents(line)]
        before: frozenset[str] = frozenset()
        for page, height in zip(ordered, heights, strict=True):
            own = raised_signs(page)
            read += without_footnotes(page, body, height, own | before, self._findings)
            before = own
        return read

    def _without_contents(self, blocks: list[TextBlock]) -> list[TextBlock]:
        places = contents_among(blocks) if self._findings.policies.front_matter == "skip" else set()
        for place in sorted(places):
            text = " ".join(line.text for line in blocks[place].lines)
            self._findings.leave_out("table of contents", text, 0)
        return [block for place, block in enumerate(blocks) if place not in places]

    def _is_contents(self, line: PdfLine) -> bool:
        """Leave out a line of a table of contents: dots lead to a page number."""
        text = " ".join(segment.text for segment in line.segments)
        is_contents = _LEADERS.search(text) is not None
        if is_contents:
            self._findings.leave_out("table of contents", _LEADERS.sub("", text), 0)
        return is_contents

    def _block(self, block: TextBlock, text: str) -> Block:
        text = with_references(_BULLET.sub("", text), block.page, self._findings)
        return heading(block.level, text) if block.level else paragraph(text)

    def _about(self, key: str) -> str:
        stated = _line(self._opened.about(key))
        return "" if _SAYS_NOTHING.fullmatch(stated) else stated

    def _title(self, blocks: Sequence[TextBlock], texts: Sequence[str]) -> str:
        if stated := self._about("Title"):
            return stated
        largest = [
            (block.size, text)
            for block, text in zip(blocks, texts, strict=True)
            if block.level == 1 and block.page < 2
        ]
        most = max((size for size, _ in largest), default=0.0)
        return next((_line(text) for size, text in largest if size > _AS_LARGE * most), "")


def has_words(pages: Sequence[Sequence[Segment]]) -> bool:
    """Whether the first letters look like words of some language, or like figures."""
    text = " ".join(segment.text for page in pages[:10] for segment in page)[:_LOOKED_AT]
    words = _NO_SPACES.sub("", text).split()
    return not words or sum(
        _WORD.fullmatch(word) is not None for word in words
    ) > _FEWEST_WORDS * len(words)


def _mark_bookmarks(blocks: Sequence[TextBlock], bookmarks: Sequence[Bookmark]) -> None:
    """What the outline names is a heading, at the outline's depth."""
    by_page: dict[int, list[TextBlock]] = {}
    for block in blocks:
        by_page.setdefault(block.page, []).append(block)
    for bookmark in bookmarks:
        wanted = _bare(bookmark.title)
        for block in by_page.get(bookmark.page, ()):
            said = _bare("".join(line.text for line in block.lines))
            if wanted and len(said) <= 2 * len(wanted) + 10 and (wanted in said):
                block.level = min(bookmark.depth, 6)
                break


def _bare(text: str) -> str:
    return "".join(re.findall(r"\w", text.lower()))


def _line(text: str) -> str:
    return fold_spaces(clean_text(without_raised_marks(text)))

"""Plain text: what people type, paste and scan, read by its layout.

An empty line ends a paragraph and hard-wrapped lines are unfolded; `producer.documents.layout` sees
the rest, such as titles, lists, verse, page numbers and pasted subtitles.
"""

from collections.abc import Sequence
from itertools import chain

from producer.documents.decoding import decode_pages
from producer.documents.document import Document, Omission
from producer.documents.layout.blocks import TextTitles, blocks_of, titles_in
from producer.documents.layout.code_blocks import without_code_blocks
from producer.documents.layout.cues import without_times
from producer.documents.layout.hyphens import with_words_joined
from producer.documents.layout.lines import PAGE_END, TextLine, lines_of
from producer.documents.layout.markup import without_markup
from producer.documents.layout.pages import without_page_numbers
from producer.documents.policies import ReadingPolicies
from producer.documents.reader import Reader


def read_plain_text(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read plain text. Where a line is longer than 200 characters, nothing was wrapped.

    Raises UnreadableDocument and NothingToSay.
    """
    return document_of_pages(decode_pages(data, name))


def document_of_pages(pages: Sequence[str], known: TextTitles | None = None) -> Document:
    """Cleaned pages as a document; of a part of a longer text, the whole's titles are `known`."""
    lines, omissions = _lines(pages)
    blocks = blocks_of(lines, known)
    return Document(title=None, language=None, blocks=blocks, omissions=omissions)


def titles_of_pages(pages: Sequence[str]) -> TextTitles:
    """The titles of cleaned pages."""
    return titles_in(_lines(pages)[0])


def _lines(pages: Sequence[str]) -> tuple[list[TextLine], tuple[Omission, ...]]:
    """What is read of the pages, line by line, and what isn't."""
    text, markup = without_markup(PAGE_END.join(pages))
    lines, code = without_code_blocks(lines_of(text))
    lines, notes = without_times(lines)
    lines, omitted = without_page_numbers(lines)
    omissions = sorted(chain(markup, code, notes, omitted), key=_place)
    return list(with_words_joined(lines)), tuple(omissions)


def _place(omission: Omission) -> int:
    return omission.line


PLAIN_TEXT = Reader(
    format="text",
    title="Text",
    read=read_plain_text,
    suffixes=("", ".txt", ".text"),
    media_types=("text/plain",),
)

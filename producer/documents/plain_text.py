"""Plain text: what people type, paste and scan, read by its layout.

An empty line ends a paragraph and hard-wrapped lines are unfolded; `producer.documents.layout` sees
the rest, such as titles, lists, verse, page numbers and pasted subtitles.
"""

from itertools import chain

from producer.documents.decoding import decode_pages
from producer.documents.document import Document, Omission
from producer.documents.layout.blocks import blocks_of
from producer.documents.layout.code_blocks import without_code_blocks
from producer.documents.layout.cues import without_times
from producer.documents.layout.hyphens import with_words_joined
from producer.documents.layout.lines import PAGE_END, lines_of
from producer.documents.layout.markup import without_markup
from producer.documents.layout.pages import without_page_numbers
from producer.documents.policies import ReadingPolicies
from producer.documents.reader import Reader


def read_plain_text(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read plain text. Where a line is longer than 200 characters, nothing was wrapped.

    Raises UnreadableDocument and NothingToSay.
    """
    text, markup = without_markup(PAGE_END.join(decode_pages(data, name)))
    lines, code = without_code_blocks(lines_of(text))
    lines, notes = without_times(lines)
    lines, pages = without_page_numbers(lines)
    omissions = sorted(chain(markup, code, notes, pages), key=_place)
    blocks = blocks_of(with_words_joined(lines))
    return Document(title=None, language=None, blocks=blocks, omissions=tuple(omissions))


def _place(omission: Omission) -> int:
    return omission.line


PLAIN_TEXT = Reader(
    format="text",
    title="Text",
    read=read_plain_text,
    suffixes=("", ".txt", ".text"),
    media_types=("text/plain",),
)

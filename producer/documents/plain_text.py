"""Plain text: what people type, paste and scan, read by its layout.

An empty line ends a paragraph and hard-wrapped lines are unfolded; `producer.documents.layout` sees
the rest, such as titles, lists, verse, page numbers and pasted subtitles.
"""

from collections.abc import Sequence

from producer.documents.asides.findings import Findings
from producer.documents.asides.model_replies import without_thoughts
from producer.documents.asides.notes import with_notes
from producer.documents.decoding import decode_pages
from producer.documents.document import Document, Omission, without_empty
from producer.documents.layout.blocks import TextTitles, blocks_of, titles_in
from producer.documents.layout.chats import without_message_times
from producer.documents.layout.code_blocks import without_code_blocks
from producer.documents.layout.cues import without_times
from producer.documents.layout.hyphens import with_words_joined
from producer.documents.layout.lines import PAGE_END, lines_of
from producer.documents.layout.markup import without_markup
from producer.documents.layout.screenplays import (
    title_page_of_screenplay,
    with_figures,
    without_script_marks,
)
from producer.documents.layout.surroundings.contents import without_contents_table
from producer.documents.layout.surroundings.footnotes import without_footnotes
from producer.documents.layout.surroundings.gutenberg import Edition, edition_of
from producer.documents.layout.surroundings.imprint import without_imprint, without_typist
from producer.documents.layout.surroundings.pages import without_page_numbers
from producer.documents.layout.surroundings.pictures import without_pictures
from producer.documents.layout.surroundings.title_pages import TITLE_PAGE
from producer.documents.policies import ReadingPolicies
from producer.documents.reader import Reader
from producer.text.language_guess import guess_language


def read_plain_text(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read plain text. Where a line is longer than 200 characters, nothing was wrapped.

    Raises UnreadableDocument and NothingToSay.
    """
    return document_of_pages(decode_pages(data, name), policies)


def document_of_pages(
    pages: Sequence[str], policies: ReadingPolicies, known: TextTitles | None = None
) -> Document:
    """Cleaned pages as a document; of a part of a longer text, the whole's titles are `known`."""
    findings = _findings(pages, policies)
    edition = _edition(pages, findings)
    blocks = without_empty(with_notes(blocks_of(edition.lines, known), findings))
    return Document(
        title=edition.title,
        language=None,
        blocks=blocks,
        omissions=tuple(sorted(findings.omissions, key=_place)),
        author=edition.author,
    )


def titles_of_pages(pages: Sequence[str], policies: ReadingPolicies) -> TextTitles:
    """The titles of cleaned pages."""
    return titles_in(_edition(pages, _findings(pages, policies)).lines)


def _findings(pages: Sequence[str], policies: ReadingPolicies) -> Findings:
    return Findings(policies=policies, guess=lambda: guess_language("\n".join(pages)))


def _edition(pages: Sequence[str], findings: Findings) -> Edition:
    """What is read of the pages, line by line."""
    text = without_markup(without_thoughts(PAGE_END.join(pages), findings), findings)
    edition = _script(text, findings) or edition_of(lines_of(text), findings)
    lines, code = without_code_blocks(edition.lines)
    lines, times = without_times(without_message_times(lines, findings))
    lines, numbers = without_page_numbers(lines)
    findings.omissions += [*code, *times, *numbers]
    lines = without_pictures(without_footnotes(lines, findings), findings)
    if findings.policies.front_matter == "skip":
        lines = without_imprint(without_typist(lines, findings), findings)
        lines = without_contents_table(lines, findings)
    return edition._replace(lines=list(with_words_joined(lines)))


def _script(text: str, findings: Findings) -> Edition | None:
    """A screenplay's lines, with the title and author of its title page; None for other texts."""
    page = title_page_of_screenplay(text)
    if page is None:
        return None
    if page.length and findings.policies.front_matter == "skip":
        text = findings.without(text, [(0, page.length, TITLE_PAGE)])
    lines = with_figures(lines_of(without_script_marks(text, findings)), findings)
    return Edition(lines, page.title, page.author)


def _place(omission: Omission) -> int:
    return omission.line


PLAIN_TEXT = Reader(
    format="text",
    title="Text",
    read=read_plain_text,
    suffixes=("", ".txt", ".text", ".fountain"),
    media_types=("text/plain",),
)

"""A page as a document: its main text, its title, author and date."""

from producer.documents.asides.findings import Findings
from producer.documents.asides.notes import with_notes
from producer.documents.containers.xml import Element, text_of
from producer.documents.document import Document, without_empty
from producer.documents.html.blocks import PageReader
from producer.documents.html.notes import find_notes
from producer.documents.html.trees import page_tree
from producer.documents.layout.surroundings.editions import edition_of_blocks
from producer.documents.layout.surroundings.typed_contents import without_typed_contents
from producer.documents.policies import ReadingPolicies
from producer.documents.web.main_content import without_furniture
from producer.documents.web.metadata import about_page
from producer.text.language_guess import guess_language

_PAGE = "page"


def read_html(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read a page. What surrounds its text is left out. Raises UnreadableDocument, NothingToSay."""
    policies.limits.check_text(len(data), name)
    return document_of(page_tree(data, name), policies)


def document_of(root: Element, policies: ReadingPolicies, *, is_whole: bool = False) -> Document:
    """The document that a page's tree holds; the tree is changed.

    A page that `is_whole` is all text but its furniture.
    """
    about = about_page(root)
    findings = Findings(
        policies=policies, guess=lambda: about.language or guess_language(text_of(root))
    )
    notes = find_notes({_PAGE: root})
    main = without_furniture(root, findings, notes, is_whole=is_whole)
    reader = PageReader(findings, notes)
    for element in main:
        reader.read(element)
    reader.without_empty_headings()
    edition = edition_of_blocks(reader.blocks, findings)
    text = without_typed_contents(edition.blocks, findings)
    blocks = without_empty(with_notes(text, findings))
    first = next((block.text for block in blocks if block.level == 1), "")
    return Document(
        title=edition.title or about.title or first or None,
        language=about.language or None,
        author=about.author or edition.author,
        date=about.date,
        blocks=blocks,
        omissions=tuple(sorted(findings.omissions, key=lambda omission: omission.line)),
    )

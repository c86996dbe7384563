"""The reader of Markdown: headings and paragraphs, with the marks taken off.

Code, pictures, comments and templates aren't read. What is left out stands in the omissions.
"""

from collections.abc import Sequence
from typing import Any

from markdown_it.token import Token

from producer.documents.asides.model_replies import without_thoughts
from producer.documents.asides.notes import with_notes
from producer.documents.decoding import decode_text
from producer.documents.document import Block, Document, without_empty
from producer.documents.markdown.blocks import BlockGatherer
from producer.documents.markdown.cross_references import defined_references
from producer.documents.markdown.findings import MarkdownFindings
from producer.documents.markdown.front_matter import split_front_matter
from producer.documents.markdown.syntax import markdown_parser
from producer.documents.markdown.words import words_in
from producer.documents.policies import ReadingPolicies
from producer.documents.reader import Reader
from producer.text.language_guess import guess_language


def read_markdown(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read Markdown; list items and quotes become paragraphs, front matter goes.

    The title is the front matter's, or the first heading of level 1. Raises UnreadableDocument and
    NothingToSay.
    """
    text = decode_text(data, name).replace("\ufdd0", "")
    stated, start = split_front_matter(text)
    parser = markdown_parser()
    environment: dict[str, Any] = {}
    findings = MarkdownFindings(
        parser=parser,
        policies=policies,
        guess=lambda: stated.language or guess_language(_prose(tokens)),
        environment=environment,
        cross_references=defined_references(text),
    )
    first_line = text.count("\n", 0, start) + 1
    tokens = parser.parse(without_thoughts(text[start:], findings, first_line), environment)
    gatherer = BlockGatherer(findings, first_line)
    gatherer.read(tokens)
    blocks = without_empty(with_notes(gatherer.blocks, findings))
    return Document(
        title=words_in(stated.title, findings, 1) or _first_title(blocks),
        language=stated.language or None,
        author=stated.author,
        date=stated.date,
        blocks=blocks,
        omissions=tuple(sorted(findings.omissions, key=lambda omission: omission.line)),
    )


def _prose(tokens: Sequence[Token]) -> str:
    return "\n".join(token.content for token in tokens if token.type == "inline")


def _first_title(blocks: Sequence[Block]) -> str | None:
    return next((block.text for block in blocks if block.level == 1), None)


MARKDOWN = Reader(
    format="markdown",
    title="Markdown",
    read=read_markdown,
    suffixes=(".md", ".mdown", ".markdown", ".mdx", ".qmd", ".rmd"),
    media_types=("text/markdown", "text/x-markdown"),
)

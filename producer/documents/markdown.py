"""Markdown: headings and paragraphs, with the marks taken off.

CommonMark with tables and strikethrough. Code blocks, pictures and comments aren't spoken.
"""

import html
import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from producer.documents.decoding import decode_text
from producer.documents.document import Block, Document, heading, paragraph, without_empty
from producer.documents.reader import Reader

_FRONT_MATTER = re.compile(
    r"\s*(---|\+\+\+)[ \t]*\n(.*?\n)??(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
# A line of front matter: a key, a list item, a nested line or a comment. Prose between two rules
# looks different.
_FRONT_MATTER_LINE = re.compile(r"[\w.\"'-]+\s*[:=]|\s*-\s|\s+\S|#|\[|\s*\Z")
_SPOKEN_KEYS = re.compile(
    r"^(title|lang|language)\s*[:=]\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE
)
_UNSPOKEN_HTML = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|pre|template)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)


def read_markdown(data: bytes, name: str) -> Document:
    """Read Markdown; list items and quotes become paragraphs, front matter goes.

    The title is the front matter's, or the first heading of level 1. Raises UnreadableDocument and
    NothingToSay.
    """
    facts, body = _split_front_matter(decode_text(data, name))
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    blocks = without_empty(_blocks(parser.parse(body)))
    first = next((block.text for block in blocks if block.level == 1), None)
    return Document(
        title=facts.get("title") or first,
        language=facts.get("lang") or facts.get("language"),
        blocks=blocks,
    )


def _split_front_matter(text: str) -> tuple[dict[str, str], str]:
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    inside = found[2] or ""
    if not all(_FRONT_MATTER_LINE.match(line) for line in inside.split("\n")):
        return {}, text
    facts = {key.lower(): value for key, value in _SPOKEN_KEYS.findall(inside)}
    return facts, text[found.end() :]


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    level = 0
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield paragraph("; ".join(filter(None, cells or ())))
            cells = None
        elif token.type == "inline":
            words = _words(token.children or ())
            if cells is not None:
                cells.append(words)
            else:
                yield heading(level, words) if level else paragraph(words)
        elif token.type == "html_block":
            yield paragraph(html.unescape(_UNSPOKEN_HTML.sub(" ", token.content)))


def _words(tokens: Sequence[Token]) -> str:
    """What is spoken of a line: no marks, no pictures, no tags, links by their words."""
    words = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
    return "".join(words)


MARKDOWN = Reader(
    format="markdown",
    title="Markdown",
    read=read_markdown,
    suffixes=(".md", ".mdown", ".markdown"),
    media_types=("text/markdown", "text/x-markdown"),
)

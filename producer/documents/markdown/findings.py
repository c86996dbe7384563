"""What all that read one file of Markdown know of it."""

from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt

from producer.documents.asides.findings import Findings


@dataclass(kw_only=True)
class MarkdownFindings(Findings):
    """With what the parser needs for a part of the text."""

    parser: MarkdownIt
    environment: dict[str, Any] = field(default_factory=dict)
    """The parser's own: it holds the targets of links."""
    cross_references: dict[str, str] = field(default_factory=dict)
    """What is said of each label that the text defines."""

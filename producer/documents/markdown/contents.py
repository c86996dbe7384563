"""Tables of contents: marks and lists of links that repeat the headings."""

import re
from collections.abc import Iterable

from markdown_it.tree import SyntaxTreeNode

_MARK = re.compile(
    r"\[{1,2}_?toc_?\]{1,2}|\$?\{:?\s*toc\s*\}|@\[toc\]|<!--\s*toc\s*-->|\{\{<\s*toc\s*>\}\}"
    r"|\{%\s*toc\s*%\}|.{0,40}\n?\{:\s*toc[^{}]*\}",
    re.IGNORECASE,
)
_FEWEST_LINKS = 3
"""A list of fewer links under no such heading may be what its author wants to say."""


def is_contents_mark(node: SyntaxTreeNode) -> bool:
    """Whether a paragraph, or a list of one item, only asks for a table of contents."""
    lines = [inline.content for inline in node.walk() if inline.type == "inline"]
    return len(lines) == 1 and _MARK.fullmatch(lines[0].strip()) is not None


def is_contents_list(node: SyntaxTreeNode, *, titled: bool) -> bool:
    """Whether a list holds links to the parts of this text alone; `titled` by a heading above."""
    if node.type not in ("bullet_list", "ordered_list"):
        return False
    lines = [inline.children for inline in node.walk() if inline.type == "inline"]
    if not titled and len(lines) < _FEWEST_LINKS:
        return False
    return bool(lines) and all(_is_link_alone(line, titled=titled) for line in lines)


def _is_link_alone(line: Iterable[SyntaxTreeNode], *, titled: bool) -> bool:
    links = [node for node in line if node.type != "text" or node.content.strip(" .0123456789-–—:")]
    if len(links) != 1 or links[0].type not in ("link", "wiki_link"):
        return False
    target = str(links[0].attrs.get("href", "#"))
    return target.startswith("#") or (titled and "://" not in target)

"""Marks on lines of their own that CommonMark doesn't know, as rules of its parser."""

import re

from markdown_it.rules_block import StateBlock

_CONTAINER = re.compile(r":{3,}[ \t]*(?:\{\.?([\w-]*)[^{}]*\}|([\w-]*))(.*)")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}")
_COMMENT = re.compile(r"%%|\{/\*|\{%-?\s*comment\b")
_CODE = re.compile(
    r"\{%-?\s*(?:highlight|codeblock|code|mermaid)\b|\{\{[<%]\s*(?:highlight|mermaid|code)\b"
)
_ENDS = (
    ("%%", re.compile("%%")),
    ("{/*", re.compile(r"\*/\}")),
    ("{%", re.compile(r"\{%-?\s*end")),
    ("{{", re.compile(r"\{\{[<%]\s*/")),
)


def read_container_fence(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A line such as `::: warning Beware`, or the `:::` that ends it; what is between is text."""
    line = _line(state, first)
    match = _CONTAINER.match(line) if line.startswith(":::") else None
    if match is None or state.is_code_block(first):
        return False
    if not silent:
        token = state.push("container_fence", "", 0)
        token.map = [first, first + 1]
        token.info = match[1] or match[2] or ""
        token.content = _ATTRIBUTES.sub("", match[3]).strip(" \t:[]")
        state.line = first + 1
    return True


def read_left_out_lines(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Lines of a comment, or of code between a template's marks, up to the mark that ends them."""
    line = _line(state, first)
    if line[:1] not in ("%", "{") or state.is_code_block(first):
        return False
    code = _CODE.match(line)
    opening = code or _COMMENT.match(line)
    if opening is None:
        return False
    end = _closing_line(state, opening, first, last)
    if end is None:
        return False
    if not silent:
        token = state.push("template_code" if code else "comment_lines", "", 0)
        token.map = [first, end + 1]
        token.content = state.getLines(first + 1, end, state.blkIndent, False)
        state.line = end + 1
    return True


def _closing_line(state: StateBlock, opening: re.Match[str], first: int, last: int) -> int | None:
    """The line behind the first that ends what `opening` began."""
    mark = next(ending for start, ending in _ENDS if opening[0].startswith(start))
    if mark.search(opening.string, opening.end()):
        return None  # it ends where it began: the rules for marks inside a line read it
    # So that a mark that nothing ends isn't looked for again from each line.
    unended: set[tuple[str, int]] = state.env.setdefault("unended", set())
    if (mark.pattern, last) in unended:
        return None
    for number in range(first + 1, last):
        if mark.search(_line(state, number)):
            return number
    unended.add((mark.pattern, last))
    return None


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]

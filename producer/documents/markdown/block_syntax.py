"""Marks on lines of their own that CommonMark doesn't know, as rules of its parser."""

import re

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock

_CONTAINER = re.compile(r":{3,}[ \t]*(?:\{\.?([\w-]*)[^{}]*\}|([\w-]*))(.*)")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}")
_COMMENT = re.compile(r"%%|\{/\*|\{%-?\s*comment\b")
_CODE = re.compile(
    r"\{%-?\s*(?:highlight|codeblock|code|mermaid)\b|\{\{[<%]\s*(?:highlight|mermaid|code)\b"
)
_SHORTCODE = re.compile(r"\{\{[<%](?!.*[%>]\}\})")
"""A template's mark with its arguments on lines of their own."""
_SHORTCODE_END = re.compile(r"[%>]\}\}")
_INDENT = 4
_DEFINITION = re.compile(
    r"\[([^\[\]\n]{1,200})\]:[ \t]*\S{0,300}\{[{%].*[%}]\}\S*[ \t]*(?:\"[^\"]*\")?"
)
_TAB = re.compile(r"={3}[!+]{0,2}[ \t]+\"(.+)\"[ \t]*")
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
    opening = code or _COMMENT.match(line) or _SHORTCODE.match(line)
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


def read_templated_definition(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A line such as `[guide]: {{ site.url }}/guide`, whose address CommonMark doesn't take."""
    line = _line(state, first)
    match = _DEFINITION.fullmatch(line) if line.startswith("[") else None
    if match is None or state.is_code_block(first):
        return False
    if not silent:
        reference = {"title": "", "href": "#", "map": [first, first + 1]}
        state.env.setdefault("references", {}).setdefault(normalizeReference(match[1]), reference)
        state.line = first + 1
    return True


def read_tab_title(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A line such as `=== "Windows"`, the title of a tab; its text is indented below it."""
    line = _line(state, first)
    match = _TAB.fullmatch(line) if line.startswith("=") else None
    if match is None or state.is_code_block(first):
        return False
    if silent:
        return True
    end = first + 1
    while end < last and (state.isEmpty(end) or state.sCount[end] >= state.blkIndent + _INDENT):
        end += 1
    state.push("tab", "", 1).map = [first, end]
    title = state.push("container_fence", "", 0)
    title.map, title.content = [first, first + 1], match[1]
    indent, parent = state.blkIndent, state.lineMax
    state.blkIndent, state.lineMax = indent + _INDENT, end
    state.md.block.tokenize(state, first + 1, end)
    state.blkIndent, state.lineMax = indent, parent
    state.push("tab", "", -1)
    state.line = end
    return True


def _closing_line(state: StateBlock, opening: re.Match[str], first: int, last: int) -> int | None:
    """The line behind the first that ends what `opening` began."""
    mark = (
        _SHORTCODE_END
        if opening.re is _SHORTCODE
        else next(ending for start, ending in _ENDS if opening[0].startswith(start))
    )
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

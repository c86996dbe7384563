"""Marks inside a line that CommonMark doesn't know, as rules of its parser.

Each makes one token. Its content is what stands between the marks, `meta["written"]` all of it.
"""

import re
from collections.abc import Callable, Mapping

from markdown_it.rules_inline import StateInline

from producer.documents.markdown.cross_references import CROSS_REFERENCE

Marks = Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
"""By the character that they begin with: types of tokens, and their patterns.

What may stand between two marks is bounded, since one that is never closed would be looked for
through a whole book, each time again.
"""

_LATEX = r"(?:(?!\\[)\]]).){0,300}?(?:\\[A-Za-z]|[\^_=])"
"""A bracket that is escaped may also be a mere bracket. A formula shows itself by such signs."""

_TEMPLATED = r"\[([^\[\]\n]{1,300})\]\(\s*\{[{%][^()\n]{1,300}\)"
"""A link whose address a site generator fills in, with spaces that no address may have."""

_WORDS = r"\[(?!\d*\]|\w\])((?:[^\[\]`\n]|`[^`\n]{1,200}`){1,300})\]"
"""The words of a link; mere numbers and letters in brackets are notes or an array's."""

MARKS: Marks = {
    "%": (("comment", re.compile(r"%%.{0,2000}?%%", re.DOTALL)),),
    "{": (
        ("comment", re.compile(r"\{/\*.{0,2000}?\*/\}", re.DOTALL)),
        ("template", re.compile(r"\{\{.{0,2000}?\}\}|\{%.{0,2000}?%\}", re.DOTALL)),
        # As in `![](a.png){width=50%}` and `# Title {#id .class}`.
        ("attributes", re.compile(r"\{:?[ ]?[.#][^{}\n]{1,1000}\}")),
        ("attributes", re.compile(r"(?<=[)\]`*_])\{:?[ ]?[\w-]{1,40}=[^{}\n]{1,1000}\}")),
        ("attributes", re.compile(r"\{[ ]?(?:id|class)=[\w-]{1,80}[ ]?\}(?=\Z)")),
        # A value in quotation marks shows attributes wherever they stand.
        (
            "attributes",
            re.compile(r"\{:?[ ]?[\w-]{1,40}=(?:\"[^\"{}\n]{0,1000}\"[^{}\n]{0,1000}\})"),
        ),
    ),
    "@": (("cross_reference", re.compile(rf"(?<![\w.@]){CROSS_REFERENCE}")),),
    "[": (
        ("marked", re.compile(_TEMPLATED)),
        (
            "marked",
            re.compile(rf"\[({CROSS_REFERENCE}(?:[;,] ?{CROSS_REFERENCE}){{0,20}})\](?!\()"),
        ),
        # Words with attributes, as in `[Mr Hyde]{.smallcaps}`.
        ("marked", re.compile(r"\[([^\[\]\n]{1,300})\]\{[ ]?[.#][^{}\n]{1,200}\}")),
        ("wiki_link", re.compile(r"\[\[(?![\s\[])([^\[\]\n]{1,300})\]\]")),
    ),
    "!": (
        ("image", re.compile(rf"!{_TEMPLATED}")),
        ("embedded", re.compile(r"!\[\[([^\[\]\n]{1,300})\]\]")),
    ),
    "^": (
        (
            "inline_note",
            re.compile(r"\^\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,300}\]){1,2000})\]", re.DOTALL),
        ),
        ("marked", re.compile(r"\^\^(?=[^\s^])([^^\n]{1,300})(?<=\S)\^\^")),
        ("raised", re.compile(r"\^([^\s^\[\]]{1,30})\^")),
        ("block_name", re.compile(r"(?<=\s)\^[A-Za-z0-9-]{2,40}(?=\Z)")),
    ),
    "~": (
        ("lowered", re.compile(r"(?<=\w)~([^\s~]{1,30})~(?!~)")),
        ("struck", re.compile(r"(?<![\w~])~(?=[^\W\d])([^~\n]{0,200}[^\s~])~(?![\w~])")),
    ),
    "\\": (
        ("cross_reference", re.compile(r"\\@ref\([\w:.-]{1,80}\)")),
        ("formula", re.compile(rf"\\\((?={_LATEX})(.{{1,1000}}?)\\\)", re.DOTALL)),
        ("formula", re.compile(rf"\\\[(?={_LATEX})(.{{1,2000}}?)\\\]", re.DOTALL)),
        ("formula", re.compile(r"(\\begin\{(\w{1,20}\*?)\}.{0,2000}?\\end\{\2\})", re.DOTALL)),
    ),
    "=": (
        (
            "marked",
            re.compile(r"(?<!=)==(?=[^\s=])((?:(?!==).){1,1000}?)(?<=[^\s=])==(?!=)", re.DOTALL),
        ),
    ),
    "+": (
        (
            "marked",
            re.compile(
                r"(?<![\w+])\+\+(?=[^\s+])((?:(?!\+\+).){1,1000}?)(?<=[^\s+])\+\+(?![\w+])",
                re.DOTALL,
            ),
        ),
    ),
    # A component of JSX: its braces hold what no attribute of HTML may.
    "<": (("comment", re.compile(r"</?[A-Z][\w.]{0,60}(?:\s[^<>]{0,500})?/?>")),),
}
UNLINKED_MARKS: Marks = {
    "[": (
        ("undefined_note", re.compile(r"\[\^(?:\d{1,4}|[a-z]\w{2,40})\](?!:)")),
        # A link to an address that another file defines: its words are read.
        ("marked", re.compile(rf"(?<!\w){_WORDS}\[[^\[\]\n]{{0,80}}\]")),
        (
            "citation",
            re.compile(r"\[(?:[^\[\]@\n]{0,80}[\s;-])?-?@[A-Za-z_][^\[\]\n]{0,300}\](?![(\[])"),
        ),
    ),
}
"""Those that are a link or a note, if the text says anywhere where it leads."""


def rule_of(marks: Marks) -> Callable[[StateInline, bool], bool]:
    """The marks as one rule of the parser."""

    def read_mark(state: StateInline, silent: bool) -> bool:
        for type, pattern in marks.get(state.src[state.pos], ()):
            if match := pattern.match(state.src, state.pos, state.posMax):
                if not silent:
                    token = state.push(type, "", 0)
                    token.content = match[match.lastindex or 0]
                    token.meta = {"written": match[0]}
                state.pos = match.end()
                return True
        return False

    return read_mark

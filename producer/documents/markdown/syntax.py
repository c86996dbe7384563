"""The syntax that is understood: CommonMark, and what its many dialects have added to it.

- GitHub: tables and strike-through
- pandoc: footnotes, definition lists and formulas
- MkDocs: `!!!` and `===`; Docusaurus: `:::`
- Obsidian: wiki links and `%%`
- site generators: `{{` and `{%`

Each has tokens of its own, which `blocks` and `words` read.
"""

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from producer.documents.markdown.block_syntax import (
    read_container_fence,
    read_left_out_lines,
    read_tab_title,
    read_templated_definition,
)
from producer.documents.markdown.inline_syntax import MARKS, UNLINKED_MARKS, rule_of

_DEEPEST = 100
"""Quotes in quotes and lists in lists; more would overflow the stack."""


def markdown_parser() -> MarkdownIt:
    """A parser of all of it. It takes time by the length of the text."""
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.use(deflist_plugin)
    parser.use(admon_plugin)
    parser.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,  # otherwise "$5 and $10" is a formula
        allow_digits=False,
        # Otherwise each unclosed one is looked for to the end of the text.
        allow_blank_lines=False,
        double_inline=True,
    )
    ends_paragraphs: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "container_fence", read_container_fence, ends_paragraphs)
    parser.block.ruler.before("fence", "tab", read_tab_title, ends_paragraphs)
    parser.block.ruler.before("reference", "templated", read_templated_definition, ends_paragraphs)
    parser.block.ruler.before("fence", "left_out_lines", read_left_out_lines, ends_paragraphs)
    parser.inline.ruler.before("escape", "dialects", rule_of(MARKS))
    parser.inline.ruler.after("footnote_ref", "unlinked_marks", rule_of(UNLINKED_MARKS))
    return parser

"""Blocks: headings, paragraphs, lists, quotes, code and tables, in the order of the text."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise, zip_longest

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from producer.documents.asides.findings import Footnote
from producer.documents.asides.notes import sentence_of
from producer.documents.asides.tables import Row, rows_of_grid, spoken_rows
from producer.documents.chapters import is_contents_title
from producer.documents.document import (
    SCENE_BREAK_MS,
    Block,
    BlockKind,
    heading,
    paragraph,
    without_empty,
)
from producer.documents.markdown.contents import (
    is_contents_list,
    is_contents_mark,
)
from producer.documents.markdown.findings import MarkdownFindings
from producer.documents.markdown.html_blocks import Piece, html_pieces
from producer.documents.markdown.words import words_in, words_of
from producer.documents.spoken_labels import spoken_label

_TASK = re.compile(r"\[[ xX\-/><!?*]\](?:\s+|\Z)")
_CALLOUT = re.compile(r"\[!([\w-]+)\][+-]?[ \t]*")
_DIRECTIVE = re.compile(r"\{([a-z]+)\}[ \t]*(.*)")
_MDX = re.compile(
    r"(?:import\s(?:[^'\"]{1,500}\sfrom\s+)?|export\s[^'\"]{1,500}\sfrom\s+)['\"][^'\"]+['\"]"
    r"|export\s+(?:default|const|let|var|function|async|class)\b"
)
_LATEX_COMMAND = re.compile(r"\\[a-zA-Z]{2,30}\*?(?:\{[^{}]{0,300}\}|\[[^\[\]]{0,300}\])*")
_DEFINED_ELSEWHERE = re.compile(
    r"(?:(?:\*\[[^\[\]\n]{1,100}\]:|-{1,5}8<-{1,5}[ ])[^*\n]{1,500}(?:\n|\Z))+"
)
"""Lines that give an abbreviation's long form, or that include another file."""
# Escaped asterisks and the like, as converters write them.
_SCENE_BREAK = re.compile(r"(?:[*#~•⁂※❦■◆○●–—_-]\s?){1,10}")
_VERSE = re.compile(r"\| .*(?:\n\|(?: .*)?)+")
_FIELDS = re.compile(r"[^\W\d_][\w -]{0,40}::(?: .*)?(?:\n[^\W\d_][\w -]{0,40}::(?: .*)?)*")
"""Lines of Obsidian's notes such as `status:: done`."""
_CAPTION = re.compile(r":\s+")
"""Begins the caption of a table."""
_ADMONITION = re.compile(
    "abstract|attention|bug|caution|danger|error|example|fail|failure|faq|help|hint|important|info"
    "|note|question|quote|seealso|success|summary|tip|tldr|todo|warning"
)


class BlockGatherer:
    """Goes through the parsed text once; `blocks` are what was read."""

    def __init__(self, findings: MarkdownFindings, first_line: int = 1) -> None:
        self.blocks: list[Block] = []
        self._findings = findings
        self._first_line = first_line
        self._line = first_line
        self._number = ""
        """What is said before the next text: its number in a list, or what kind of box it is in."""
        self._readers: Mapping[str, Callable[[SyntaxTreeNode], None]] = {
            "heading": self._read_heading,
            "inline": self._read_line,
            "bullet_list": self._read_list,
            "ordered_list": self._read_numbered_list,
            "blockquote": self._read_quote,
            "admonition": self._read_admonition,
            "container_fence": self._read_container,
            "table": self._read_table,
            "footnote_reference": self._define_note,
            "fence": self._read_fence,
            "code_block": self._leave_out_code,
            "template_code": self._leave_out_code,
            "comment_lines": self._pass_over,
            "math_block": self._read_formula,
            "html_block": self._read_html,
            "hr": self._read_rule,
        }

    def read(self, tokens: Sequence[Token]) -> None:
        """Add the blocks of a text's tokens."""
        self._read_nodes(SyntaxTreeNode(tokens).children)

    def _read_nodes(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        skipped: SyntaxTreeNode | None = None
        for node, following in zip_longest(nodes, nodes[1:]):
            if node.map:
                self._line = self._first_line + node.map[0]
            if node is skipped:
                continue
            if self._is_contents(node, following):
                skipped = following if node.type == "heading" else None
            else:
                self._readers.get(node.type, self._read_children)(node)

    def _pass_over(self, node: SyntaxTreeNode) -> None:
        """Read nothing of a comment."""

    def _read_rule(self, node: SyntaxTreeNode) -> None:
        self._break_scene()

    def _read_formula(self, node: SyntaxTreeNode) -> None:
        self._add("paragraph", 0, f"$${node.content.strip()}$$")

    def _read_children(self, node: SyntaxTreeNode) -> None:
        self._read_nodes(node.children)

    def _is_contents(self, node: SyntaxTreeNode, following: SyntaxTreeNode | None) -> bool:
        """Leave out a table of contents with its title; False if the node is something other."""
        titled = node.type == "heading" and is_contents_title(node.children[0].content)
        contents = following if titled else node
        if contents is None or contents.type not in ("paragraph", "bullet_list", "ordered_list"):
            return False
        if not (is_contents_mark(contents) or is_contents_list(contents, titled=titled)):
            return False
        lines = [line.content for line in contents.walk() if line.type == "inline"]
        self._findings.leave_out("table of contents", "; ".join(lines), self._line)
        return True

    def _read_heading(self, node: SyntaxTreeNode) -> None:
        words = self._words(node.children[0])
        self._add("heading", int(node.tag[1:]), words)

    def _read_line(self, node: SyntaxTreeNode) -> None:
        text = node.content
        _drop_start(node, _CAPTION)
        if _MDX.match(text) or _LATEX_COMMAND.fullmatch(text):
            self._findings.leave_out("code", text, self._line)
        elif _DEFINED_ELSEWHERE.fullmatch(text):
            self._findings.leave_out("template", text, self._line)
        elif text.startswith("+-") and (rows := rows_of_grid(text)):
            self._add_rows(*self._cells_read(*rows))
        elif _FIELDS.fullmatch(text):
            for line in text.split("\n"):
                self._add("paragraph", 0, words_in(line, self._findings, self._line))
        elif _VERSE.fullmatch(text):
            lines = (line[1:].strip() for line in text.split("\n"))
            self._add("paragraph", 0, words_in("<br>".join(lines), self._findings, self._line))
        elif _SCENE_BREAK.fullmatch(words := self._words(node)):
            self._break_scene()
        else:
            self._add("paragraph", 0, words)

    def _words(self, node: SyntaxTreeNode, *, in_cell: bool = False) -> str:
        tokens = node.token.children if node.token else None
        return words_of(tokens or (), self._findings, self._line, in_cell=in_cell)

    def _add(self, kind: BlockKind, level: int, words: str) -> None:
        if not words:
            return
        text, self._number = self._number + words, ""
        block = heading(level, text) if kind == "heading" else paragraph(text)
        self.blocks.append(replace(block, line=self._line))

    def _read_list(self, node: SyntaxTreeNode) -> None:
        for item in node.children:
            self._read_item(item)

    def _read_numbered_list(self, node: SyntaxTreeNode) -> None:
        for item, number in zip(node.children, _numbers(node), strict=True):
            before = self._number
            self._number += f"{number}. "
            self._read_item(item)
            self._number = "" if self._number else before

    def _read_item(self, item: SyntaxTreeNode) -> None:
        first = item.children[0] if item.children else None
        if first is not None and first.type == "paragraph":
            _drop_start(first.children[0], _TASK)
        self._read_nodes(item.children)

    def _read_quote(self, node: SyntaxTreeNode) -> None:
        first = node.children[0] if node.children else None
        if first is not None and first.type == "paragraph":
            kind = _drop_start(first.children[0], _CALLOUT)
            if kind:
                self._read_callout(kind[1], first.children[0])
        self._read_nodes(node.children)

    def _read_callout(self, kind: str, line: SyntaxTreeNode) -> None:
        """Say of which kind the box is, or its title, which stands behind the mark."""
        children = line.token.children or [] if line.token else []
        ends = [at for at, token in enumerate(children) if token.type == "softbreak"]
        end = ends[0] if ends else len(children)
        title = words_of(children[:end], self._findings, self._line)
        del children[: end + 1]
        self._open_box(kind, title)

    def _open_box(self, kind: str, title: str) -> None:
        if title:
            self._add("paragraph", 0, title)
        elif kind:
            label = spoken_label(kind.lower(), self._findings.language)
            self._number += f"{label or kind.replace('-', ' ').capitalize()}: "

    def _read_admonition(self, node: SyntaxTreeNode) -> None:
        title, *rest = node.children
        if title.type != "admonition_title":
            self._read_nodes(node.children)
            return
        kind = (node.meta.get("tag") or "").split(" ")[0]
        words = self._words(title.children[0]) if title.children else ""
        self._open_box(kind, "" if words.lower() == kind.lower() else words)
        self._read_nodes(rest)
        self._number = ""

    def _read_container(self, node: SyntaxTreeNode) -> None:
        title = words_in(node.content, self._findings, self._line) if node.content else ""
        if title or _ADMONITION.fullmatch(node.info):
            self._open_box(node.info, title)

    def _read_table(self, node: SyntaxTreeNode) -> None:
        rows = [row for row in node.walk() if row.type == "tr"]
        titles, *body = [
            [self._words(cell.children[0], in_cell=True) for cell in row.children] for row in rows
        ]
        self._add_rows(titles, body)

    def _add_rows(self, titles: Row, rows: Sequence[Row]) -> None:
        for row in spoken_rows(titles, rows, self._findings, self._line):
            self._add("paragraph", 0, row)

    def _define_note(self, node: SyntaxTreeNode) -> None:
        line = self._line
        with self._aside() as blocks:
            self._read_nodes(node.children)
        texts = [block.text for block in without_empty(blocks)]
        text = " ".join([*map(sentence_of, texts[:-1]), *texts[-1:]])
        label = node.meta["label"]
        self._findings.defined_notes.setdefault(label, Footnote(label, text, line))

    @contextmanager
    def _aside(self) -> Iterator[list[Block]]:
        """What is read inside goes into a list of its own."""
        blocks, number = self.blocks, self._number
        self.blocks, self._number = [], ""
        try:
            yield self.blocks
        finally:
            self.blocks, self._number = blocks, number

    def _read_fence(self, node: SyntaxTreeNode) -> None:
        directive = _DIRECTIVE.match(node.info)
        if directive and _ADMONITION.fullmatch(directive[1]):
            self._open_box(directive[1], directive[2])
            inner = BlockGatherer(self._findings, self._line + 1)
            inner._number, self._number = self._number, ""
            inner.read(self._findings.parser.parse(node.content, self._findings.environment))
            self.blocks += inner.blocks
        elif node.info.strip() == "math":
            self._read_formula(node)
        else:
            self._leave_out_code(node)

    def _leave_out_code(self, node: SyntaxTreeNode) -> None:
        self._omit_code(node.content)

    def _omit_code(self, code: str) -> None:
        if not code.strip():
            return
        self._findings.leave_out("code block", code, self._line)
        if self._findings.policies.code == "say":
            self._add("paragraph", 0, spoken_label("code", self._findings.language))

    def _read_html(self, node: SyntaxTreeNode) -> None:
        top = self._line
        for piece in html_pieces(node.content):
            self._line = top + piece.line
            self._read_piece(piece)

    def _read_piece(self, piece: Piece) -> None:
        match piece.kind:
            case "text":
                words = words_in(piece.text, self._findings, self._line)
                self._number += f"{piece.number}. " if piece.number is not None else ""
                self._add("heading" if piece.level else "paragraph", piece.level, words)
            case "table":
                self._read_html_table(piece)
            case "rule":
                self._break_scene()
            case "code":
                self._omit_code(piece.text)
            case "media":
                self._findings.leave_out("embedded file", piece.text, self._line)

    def _read_html_table(self, piece: Piece) -> None:
        rows = [cells for _, cells in piece.rows]
        titles = rows.pop(0) if piece.rows[0][0] else ()
        self._add_rows(*self._cells_read(titles, rows))

    def _cells_read(self, titles: Row, rows: Iterable[Row]) -> tuple[Row, Sequence[Row]]:
        first, *others = (
            [words_in(cell, self._findings, self._line, in_cell=True) for cell in row]
            for row in (titles, *rows)
        )
        return first, others

    def _break_scene(self) -> None:
        """A rule parts two scenes: what is read before it has a longer pause behind it."""
        if self.blocks:
            self.blocks[-1] = replace(self.blocks[-1], pause_ms=SCENE_BREAK_MS)


def _numbers(node: SyntaxTreeNode) -> Iterable[int]:
    """The items' numbers as they are written, or counted where all are written alike."""
    written = [int(item.info or 1) for item in node.children]
    if all(one < other for one, other in pairwise(written)):
        return written
    return range(written[0], written[0] + len(written))


def _drop_start(line: SyntaxTreeNode, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """Take what `pattern` matches off the start of a line; the match."""
    children = (line.token.children or ()) if line.token else ()
    if not children or children[0].type != "text":
        return None
    match = pattern.match(children[0].content)
    if match:
        children[0].content = children[0].content[match.end() :]
    return match

"""Words: what is read of one line, without its marks, its tags and the addresses of its links."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from producer.documents.asides.findings import Footnote
from producer.documents.asides.raised import raised_words
from producer.documents.markdown.cross_references import words_of_reference
from producer.documents.markdown.findings import MarkdownFindings
from producer.documents.markdown.html_blocks import MEDIA, source_of
from producer.documents.markdown.text_marks import without_text_marks
from producer.documents.policies import LONGEST_CODE
from producer.text.cleaning import fold_spaces

_MOST_OPEN = 50
"""Tags in tags; whoever nests more has lost some ends."""
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)([^<>]*)>")
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_COMPUTED = re.compile(r"\{\w{1,20}\} |r [\w.]{1,60}[(\[$]")
"""What begins code that Quarto or knitr replaces by its result."""
_OPEN_END = re.compile(r"[\w”’\"')\]]\s*\Z")
_STICKS_TO_WORD = re.compile(r"[.,;:!?…)\]”’»]")
# A line that its author began begins so; where a long one was folded, mostly a small letter stands.
_LINE_START = re.compile(r"[\"'“‘(]*[^\W_]")
_ITEM_START = re.compile(r"\(?(?:[a-z]|\d{1,2}|[ivx]{1,4})\)\s|[•▪◦‣·–—]\s")


@dataclass(slots=True)
class _Capture:
    """What stands between two tags, until it is known what becomes of it."""

    name: str
    words: list[str] = field(default_factory=list)


def words_of(
    tokens: Sequence[Token], findings: MarkdownFindings, line: int, *, in_cell: bool = False
) -> str:
    """What is read of a line's tokens, on one line; `line` is its number in the file.

    References to notes are in it as marks (`findings`). In a table's cell all lines end where
    their author wants it.
    """
    return _LineReader(findings, line, in_cell=in_cell).read(tokens)


def words_in(text: str, findings: MarkdownFindings, line: int, *, in_cell: bool = False) -> str:
    """What is read of `text`, which is Markdown on one line."""
    parsed = findings.parser.parseInline(text, findings.environment)
    return words_of(parsed[0].children or (), findings, line, in_cell=in_cell)


class _LineReader:
    """Reads a line's tokens in order."""

    def __init__(self, findings: MarkdownFindings, line: int, *, in_cell: bool) -> None:
        self._findings = findings
        self._line = line
        self._in_cell = in_cell
        self._is_gap = False
        """Whether something was left out since the last words."""
        self._captures = [_Capture("")]
        self._last = ""
        """The type of the token before."""
        self._broken: list[str] | None = None
        """Words that end in a line's end, until it is known how the next line begins."""
        self._next_line = _LINE_START
        """What begins the next line if its author wants it to be one."""

    def read(self, tokens: Iterable[Token]) -> str:
        for token in tokens:
            self._read(token)
            if token.type != "text" or token.content:
                self._last = token.type
        while len(self._captures) > 1:  # nobody closed it: it is text
            self._say("".join(self._captures.pop().words))
        return fold_spaces("".join(self._captures[0].words))

    def _read(self, token: Token) -> None:
        match token.type:
            case "text" | "text_special":
                self._say(without_text_marks(token.content, self._leave_out))
            case "softbreak":
                self._line += 1
                # A line in bold type is a title of what follows it.
                self._break(_LINE_START if self._last == "strong_close" else _ITEM_START)
            case "hardbreak":
                self._line += 1
                self._break(_LINE_START)
            case "s_open":
                self._open("s")
            case "s_close":
                self._close("s")
            case "html_inline":
                self._read_tag(token.content)
            case "cross_reference":
                self._refer(token.content)
            case _:
                self._read_mark(token)

    def _read_mark(self, token: Token) -> None:
        match token.type:
            case "code_inline":
                self._read_code(token.content)
            case "marked":
                self._say(words_in(token.content, self._findings, self._line))
            case "wiki_link":
                self._say(_shown_of_wiki_link(token.content))
            case "raised":
                self._raise(token.content)
            case "lowered":
                self._say(token.content)
            case "math_inline":
                self._say(f"${token.content}$")
            case "math_inline_double" | "formula":
                self._say(f"$${token.content}$$")
            case "footnote_ref":
                self._say(self._findings.refer_to(token.meta["label"]))
            case "inline_note":
                self._read_note(token.content)
            case _:
                self._read_left_out(token)
        self._line += token.meta.get("written", "").count("\n")

    def _read_left_out(self, token: Token) -> None:
        match token.type:
            case "image":
                self._leave_out("picture", token.content)
            case "embedded":
                self._leave_out("embedded file", token.content)
            case "struck":
                self._leave_out("struck-out text", token.content)
            case "template":
                self._leave_out("template", token.meta["written"])
            case "citation":
                self._leave_out("citation", token.meta["written"])
            case "undefined_note":
                self._leave_out("footnote", token.meta["written"])

    def _refer(self, written: str) -> None:
        known, language = self._findings.cross_references, self._findings.language
        if words := words_of_reference(written, known, language):
            self._say(words)
        else:
            self._leave_out("citation", written)

    def _read_code(self, code: str) -> None:
        if len(code) > LONGEST_CODE or _COMPUTED.match(code):
            self._leave_out("code", code)
        else:
            self._say(code)

    def _read_note(self, text: str) -> None:
        words = words_in(text, self._findings, self._line)
        self._say(self._findings.refer_to(Footnote("", words, self._line)))

    def _read_tag(self, written: str) -> None:
        tag = _TAG.fullmatch(written)
        if tag is None:  # a comment
            return
        is_end, name = tag[1] == "/", tag[2].lower()
        if name in _CAPTURED and tag[3].endswith("/"):
            return
        if name in _CAPTURED:
            self._close(name) if is_end else self._open(name)
        elif name == "br":
            self._break(_LINE_START)
        elif name == "img":
            alt = _ALT.search(tag[3])
            self._leave_out(
                "picture", html.unescape(alt[1] or alt[2] or alt[3] or "") if alt else ""
            )
        elif MEDIA.fullmatch(name) and not is_end:
            self._leave_out("embedded file", source_of(name, tag[3]))
        elif name in _PARTING:
            self._say(" ")

    def _open(self, name: str) -> None:
        if len(self._captures) < _MOST_OPEN:
            self._captures.append(_Capture(name))

    def _close(self, name: str) -> None:
        """End what `name` opened; what is still open inside ends with it."""
        if all(capture.name != name for capture in self._captures):
            return
        while self._captures[-1].name != name:
            self._say("".join(self._captures.pop().words))
        words = "".join(self._captures.pop().words)
        if name in _STRUCK:
            self._leave_out("struck-out text", words)
        elif name == "sup":
            self._raise(words)
        elif name == "sub":
            self._say(words)

    def _raise(self, words: str) -> None:
        said = raised_words(words, before="".join(self._captures[-1].words)[-8:])
        if said is None:
            self._leave_out("footnote", words)
        else:
            self._say(said)

    def _break(self, next_line: re.Pattern[str]) -> None:
        """End a line; the next one doesn't run on from it if it begins like `next_line`."""
        self._next_line = next_line
        words = self._captures[-1].words
        if _OPEN_END.search("".join(words[-4:])):
            self._broken = words
        words.append(" ")

    def _begins_line(self, words: str) -> bool:
        start = self._next_line.match(words)
        return start is not None and (self._next_line is _ITEM_START or not start[0][-1].islower())

    def _say(self, words: str) -> None:
        if self._broken is not None:
            if not words.strip():
                return
            if self._in_cell or self._begins_line(words.lstrip()):
                self._broken[-1] = ", "
            self._broken = None
        captured = self._captures[-1].words
        if self._is_gap and captured and _STICKS_TO_WORD.match(words):
            captured[-1] = captured[-1].rstrip()
        self._is_gap = False
        captured.append(words)

    def _leave_out(self, what: str, text: str) -> None:
        self._findings.leave_out(what, text, self._line)
        self._is_gap = True


_STRUCK = ("s", "del", "strike")
_CAPTURED = (*_STRUCK, "sup", "sub", "script", "style", "template", "rt", "rp")
"""Tags whose content isn't read, or is read in another way."""
_PARTING = ("p", "div", "li", "td", "th", "tr", "dt", "dd", "summary", "hr")


def _shown_of_wiki_link(written: str) -> str:
    """What a wiki shows of `[[Page#Part|words]]`."""
    page, _, words = written.partition("|")
    return words or page.lstrip("#").replace("#", ", ").replace("^", "").removesuffix("\\")

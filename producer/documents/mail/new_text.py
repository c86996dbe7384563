"""The new text of a message, in both forms: as plain text, and as a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from producer.documents.asides.findings import Findings
from producer.documents.containers.xml import Element, local_name
from producer.documents.html.attributes import is_hidden
from producer.documents.html.tags import BLOCKS, SILENT
from producer.documents.mail import wordings
from producer.documents.mail.quotations import SIGNATURE, Relation, left_out_of
from producer.text.cleaning import fold_spaces

_QUOTE_SIGN = "> "
_QUOTES = frozenset({"gmail_quote", "protonmail_quote", "tutanota_quote", "#cite"})
_SIGNATURES = frozenset(
    {"gmail_signature", "moz-signature", "protonmail_signature_block", "#signature"}
    | {"#x_signature", "#applemailsignature", "#ms-outlook-mobile-signature", "#_rc_sig"}
)
"""Classes, and what `_names` makes of ids and types."""
_DEEPEST = 150


@dataclass
class _PageLine:
    """A line of a page, with the places of its texts in the tree."""

    depth: int
    is_signature: bool
    place: int
    text: str = ""
    pieces: list[tuple[Element, str]] = field(default_factory=list)


def without_old_text(text: str, relation: Relation, findings: Findings) -> str:
    """A plain text without older messages and signatures; each line keeps its number."""
    lines = text.replace("\r\n", "\n").split("\n")
    kinds = left_out_of(lines, relation)
    for what, first, last in _runs(kinds):
        findings.leave_out(what, "\n".join(lines[first:last]), first + 1)
    return "\n".join("" if kind else line for line, kind in zip(lines, kinds, strict=True))


def take_off_old_text(root: Element, relation: Relation, findings: Findings) -> None:
    """The same of a page: the tree is changed."""
    reader = _PageLines()
    reader.read(root, depth=0, is_signature=False)
    lines = [line for line in reader.lines if line.text.strip()]
    texts = [_QUOTE_SIGN * line.depth + fold_spaces(line.text) for line in lines]
    kinds = left_out_of(texts, relation)
    named = [kind or SIGNATURE * line.is_signature for kind, line in zip(kinds, lines, strict=True)]
    kinds = named if not all(named) else kinds
    for what, first, last in _runs(kinds):
        shown = " ".join(line.text for line in lines[first:last])
        findings.leave_out(what, shown, lines[first].place)
        for line in lines[first:last]:
            for element, attribute in line.pieces:
                setattr(element, attribute, "")


def _runs(kinds: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    for kind, run in groupby(range(len(kinds)), key=lambda at: kinds[at]):
        places = list(run)
        if kind:
            yield kind, places[0], places[-1] + 1


class _PageLines:
    """Goes through a tree once; `lines` are what a reader would see as lines."""

    def __init__(self) -> None:
        self.lines: list[_PageLine] = []
        self._goes_on = False

    def read(self, element: Element, depth: int, *, is_signature: bool, level: int = 0) -> None:
        """Add the lines of an element, which is `depth` quotations and `level` elements deep."""
        name = local_name(element)
        if not name or name in SILENT or is_hidden(element) or level > _DEEPEST:
            return
        parts_lines = (name in BLOCKS and name not in ("td", "th")) or name == "br"
        if parts_lines:
            self._goes_on = False
        names = _names(element)
        depth += name == "blockquote" and self._is_quoted(names)
        is_signature = is_signature or not names.isdisjoint(_SIGNATURES)
        self._say(element, "text", element, depth, is_signature)
        for child in element:
            self.read(child, depth, is_signature=is_signature, level=level + 1)
            self._say(child, "tail", element, depth, is_signature)
        if parts_lines:
            self._goes_on = False

    def _is_quoted(self, names: frozenset[str]) -> bool:
        """Whether a mail program marked a quotation, or the line above it says who wrote it."""
        above = next((fold_spaces(one.text) for one in self.lines[-1:]), "")
        patterns = (wordings.DATED_ATTRIBUTION, wordings.ATTRIBUTION)
        return not names.isdisjoint(_QUOTES) or any(one.fullmatch(above) for one in patterns)

    def _say(
        self, element: Element, attribute: str, around: Element, depth: int, is_signature: bool
    ) -> None:
        text = getattr(element, attribute) or ""
        if not self._goes_on and not text.strip():
            return
        if not self._goes_on:
            self.lines.append(_PageLine(depth, is_signature, around.sourceline or 0))
            self._goes_on = True
        self.lines[-1].text += text
        self.lines[-1].pieces.append((element, attribute))


def _names(element: Element) -> frozenset[str]:
    classes = (element.get("class") or "").lower().split()
    others = (f"#{(element.get(key) or '').lower()}" for key in ("id", "type"))
    return frozenset([*classes, *others])

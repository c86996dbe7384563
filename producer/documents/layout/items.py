"""Items: lines of a passage that stand for themselves, as in lists, plays, logs and tables."""

import re
from collections.abc import Callable, Iterator, Sequence

from producer.documents.layout.lines import TextLine, is_open, joined

_BULLET = re.compile(r"(?:[-*+•‣⁃◦▪▫●○■□◆◇►▶▸➤➢❖✦–·»☐☑☒]|[oO](?=\s{2}))\s+(?=\S)")
_ITEM = re.compile(
    rf"\s*(?:{_BULLET.pattern}|\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}(?:[.)]\s+(?=\S)|\s+(?=[^\W\d_a-z]))|[(\[]?(?:\d{{1,3}}|[a-z]|[ivx]{{1,5}})[.)\]]\s+(?=\S))"
)
_CHECKBOX = re.compile(r"\[[ xX✓✔]?\]\s+|[☐☑☒✅✔✓]\s*")
_LABEL = re.compile(r"\s*\[[^\W\d_][^\[\]]{0,40}\]")
_LONGEST_NAME = 32
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*)(?:[ ][\w.'’&-]+){0,3}(?:\s*\([^()]{1,40}\))?:(?:\s|\Z)")
# The name of a play's figure in capitals in front of what it says.
_MAIL_HEAD = re.compile(r"b?cc: ")
_FIGURE = re.compile(r"(?:[^\W\d_a-z]{3,} ?){1,3}\.\s+(?=\S)")
_TIME = re.compile(
    r"[\[(<]?(?:\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|[A-Z][a-z]{2} [ \d]\d \d\d:"
    r"|\d{1,2}:\d{2}(?::\d{2})?\b)"
)
_QUOTE = re.compile(r"\s*(?:>+\s?)+(?=\D|\Z)")
_GAP = re.compile(r"\s*\t\s*|\s+\|\s+|\s{3,}(?=\S)|\s*(?:\.\s?){4,}\s*")
_BAR = re.compile(r"\s*\|\s*")
_PARTED = re.compile(r"[\t|]|\S {3,}\S|\.\s?\.\s?\.\s?\.|\A[\s|+:=_-]+\Z")
_RULE = re.compile(r"[\s|+:=_-]+")
SIGN_OF_QUOTE = ">"
CELL_END = "; "
"""Stands between the cells of a row."""


def is_labelled(lines: Sequence[TextLine]) -> bool:
    """Whether a line begins with a name or a mark in square brackets, which belongs to the rest."""
    return any(_LABEL.match(line.text) for line in lines)


def quote_depth(line: TextLine) -> int:
    """How many of an e-mail's signs of a quotation begin the line."""
    sign = _QUOTE.match(line.text)
    return sign[0].count(SIGN_OF_QUOTE) if sign else 0


def unquoted(text: str) -> str:
    """A line of a quotation without its sign."""
    return _QUOTE.sub("", text, count=1)


def rows(lines: Sequence[TextLine]) -> list[str] | None:
    """The rows of a table, each with its cells set apart; None if the lines aren't one."""
    if not all(_PARTED.search(line.text) for line in lines):
        return None
    filled = [line.text for line in lines if not _RULE.fullmatch(line.text)]
    if _are_barred(filled, is_ruled=len(filled) < len(lines)):
        cells = [_BAR.split(text.strip().strip("|")) for text in filled]
    else:
        cells = [_GAP.split(text.strip()) for text in filled]
        has_tabs = all("\t" in text.strip() for text in filled)
        if not cells or min(map(len, cells)) < 2 or (len(cells) < 2 and not has_tabs):
            return None
    return [CELL_END.join(filter(None, map(str.strip, row))) for row in cells]


def _are_barred(filled: Sequence[str], *, is_ruled: bool) -> bool:
    fewest = min((text.strip().strip("|").count("|") for text in filled), default=0)
    return fewest >= 1 and (len(filled) > 1 or is_ruled)


def list_items(lines: Sequence[TextLine]) -> list[str] | None:
    """The items of a list, with a line that leads to them first; None if the lines aren't one.

    A bullet goes, a number stays. An item may go on over several lines.
    """
    starts = [at for at, line in enumerate(lines) if _begins_item(line)]
    if starts:
        starts += [at for at in range(starts[0] + 1, len(lines)) if _is_back(lines, at)]
        starts = sorted(set(starts))
    if not starts or (starts[0] > 0 and not _are_led_to(lines, starts)):
        return None
    return [_without_bullet(text) for text in _from_starts(lines, starts)]


def _begins_item(line: TextLine) -> bool:
    return _ITEM.match(line.text) is not None


def _is_back(lines: Sequence[TextLine], at: int) -> bool:
    """Whether a line at the margin ends the item above, which is whole or a short name."""
    text, before = lines[at].text, lines[at - 1].text
    is_name = len(before) <= _LONGEST_NAME and len(before) < len(text)
    return text[0].isupper() and (is_name or not is_open(before))


def _are_led_to(lines: Sequence[TextLine], starts: Sequence[int]) -> bool:
    """Whether items in the middle are a list: several, and below a sentence's end or one line."""
    before = lines[starts[0] - 1].text.rstrip("\"'”’)*_")
    is_led = starts[0] == 1 or before[-1:] in (":", ".", "!", "?", "…", ";")
    return len(starts) > 1 and is_led


def _without_bullet(text: str) -> str:
    bare = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
    return _CHECKBOX.sub("", bare, count=1) if _CHECKBOX.match(bare) else bare


def spoken_lines(lines: Sequence[TextLine]) -> list[str] | None:
    """The lines of a play, chat, log or letter head; None if the lines are none.

    What stands before the first of them, and what goes on below one, belongs to it.
    """
    for begins in (_begins_speech, _begins_entry):
        starts = [at for at, line in enumerate(lines) if begins(line.text.lstrip())]
        if len(starts) > 1 and starts[0] <= 1 and len(starts) * 3 >= len(lines):
            return list(_from_starts(lines, starts))
    return None


def _begins_speech(text: str) -> bool:
    if not text[0].isupper():
        return _MAIL_HEAD.match(text) is not None
    colon = text.find(":", 0, _LONGEST_NAME)
    return (colon > 0 and _NAME.match(text) is not None) or _FIGURE.match(text) is not None


def _begins_entry(text: str) -> bool:
    return _TIME.match(text) is not None


def _from_starts(lines: Sequence[TextLine], starts: Sequence[int]) -> Iterator[str]:
    """The lines joined from each start to the next."""
    edges = [0, *starts] if starts[0] else [*starts]
    for start, end in zip(edges, [*edges[1:], len(lines)], strict=True):
        yield joined(lines[start:end])


ItemReader = Callable[[Sequence[TextLine]], list[str] | None]
READERS: tuple[ItemReader, ...] = (rows, list_items, spoken_lines)
"""Tried in order."""

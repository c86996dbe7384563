"""What of a message's lines isn't new: older messages, their heads, and the signature.

Of an answer the older messages are left out, and of a message that is passed on only its head.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise

from producer.documents.mail import wordings
from producer.text.sentences import SPEAKABLE

QUOTED, HEAD, SIGNATURE = "quoted message", "head of a message", "signature"

_QUOTE = re.compile(r"\s{0,3}>(?!From )")
_NUMBER = re.compile(r"\s{0,3}>\d")
_MARKS = re.compile(r"\A(?:\s{0,3}>)+\s?")
_SIGNATURE, _BARE_SIGNATURE = re.compile(r"--[ \xa0]+"), "--"
_LONGEST_SIGNATURE = 15
"""Lines that aren't empty."""
_MOST_FIELDS = 12
"""Lines of a head."""
_MORE_OF_FIELD = re.compile("[@;]")
"""In a line that goes on with a field: more addresses."""
_DIGEST_RULE = re.compile(r"-{28,}\s*")
"""Parts the messages of a digest (RFC 1153)."""


class Relation(Enum):
    """What a message is to older ones."""

    ANSWER = "answer"
    FORWARD = "forward"
    NONE = "none"


def relation_of(subject: str, *, refers: bool) -> Relation:
    """By a message's subject, and by whether its head `refers` to another message."""
    if wordings.FORWARD_SUBJECT.match(subject):
        return Relation.FORWARD
    is_answer = refers or wordings.ANSWER_SUBJECT.match(subject)
    return Relation.ANSWER if is_answer else Relation.NONE


def left_out_of(lines: Sequence[str], relation: Relation) -> list[str]:
    """For each line the kind of what it is, as omissions call it; "" for what is read.

    The messages of a digest are judged each by itself. If no words were left, all is read.
    """
    rules = [at for at, line in enumerate(lines) if _DIGEST_RULE.fullmatch(line)]
    begins = [at for at in rules if _head_below(lines, at + 1)]
    if len(rules) < 2 or not begins:
        return _of_message(lines, relation)
    kinds: list[str] = []
    for start, end in pairwise([0, *rules, len(lines)]):
        top = _head_below(lines, start + 1) if start in begins else start
        fields = (wordings.FIELD.match(line) for line in lines[start:top])
        subject = next((one.string[one.end() :] for one in fields if one and one["subject"]), "")
        own = relation_of(subject, refers=False)
        kinds += ["" for _ in range(top - start)] + _of_message(lines[top:end], own)
    return kinds


def _of_message(lines: Sequence[str], relation: Relation) -> list[str]:
    kinds = ["" for _ in lines]
    bare = [_MARKS.sub("", line, count=1).strip() for line in lines]
    starts = [0]
    is_answer = relation is Relation.ANSWER  # what it quotes may be passed on, it isn't
    for start, end, is_forward in _heads(list(map(str.strip, lines)) if is_answer else bare):
        if relation is Relation.ANSWER and not is_forward and _has_words(lines, kinds, 0, start):
            kinds[start:] = [QUOTED] * (len(lines) - start)
            break
        kinds[start:end] = [HEAD] * (end - start)
        starts.append(end)
        relation = Relation.FORWARD
    if relation is not Relation.FORWARD:
        _leave_out_quotes(lines, bare, kinds, relation)
    for start, end in pairwise([*starts, len(lines)]):
        _leave_out_signature(lines, kinds, start, end)
    return kinds if _has_words(lines, kinds, 0, len(lines)) else ["" for _ in lines]


def _has_words(lines: Sequence[str], kinds: Sequence[str], start: int, end: int) -> bool:
    return any(not kinds[at] and SPEAKABLE.search(lines[at]) for at in range(start, end))


def _heads(bare: Sequence[str]) -> Iterator[tuple[int, int, bool]]:
    """Where heads of older messages begin and end, and whether their message is passed on."""
    end = 0
    for at, line in enumerate(bare):
        if at < end:
            continue
        is_forward = wordings.FORWARD.fullmatch(line) is not None
        is_marked = is_forward or wordings.ORIGINAL.fullmatch(line) is not None
        below = _head_below(bare, at + 1 if is_marked else at) if line else 0
        if below or is_forward:
            end = below or at + 1
            yield at, end, is_forward


def _head_below(lines: Sequence[str], at: int) -> int:
    """Where a head ends that begins at a line, or below empty ones; 0 if there is none.

    It has at least a date, a subject and a sender.
    """
    while at < len(lines) and not lines[at].strip():
        at += 1
    first = wordings.FIELD.match(lines[at]) if at < len(lines) else None
    if first is None:
        return 0
    keys, end = set[str](), 0
    for place in range(at, min(at + _MOST_FIELDS, len(lines))):
        if field := wordings.FIELD.match(lines[place]):
            keys.add(field.lastgroup or "")
            end = place + 1
        elif _MORE_OF_FIELD.search(lines[place]) is None:
            break
    return end if keys >= {"sender", "date", "subject"} else 0


def _leave_out_quotes(
    lines: Sequence[str], bare: Sequence[str], kinds: list[str], relation: Relation
) -> None:
    """Mark quoted lines with the line above them that says who wrote them.

    Outside of an answer it must say when, or from which address.
    """
    for start, end in _quotes(lines):
        above = _attribution_above(bare, kinds, start)
        opening = " ".join(bare[start : start + wordings.LONGEST_ATTRIBUTION])
        is_dated = above < start and re.search(r"[\d@]", " ".join(bare[above:start]))
        if relation is Relation.ANSWER or is_dated or wordings.DATED_ATTRIBUTION.match(opening):
            kinds[above:end] = [QUOTED] * (end - above)
    if relation is Relation.ANSWER:
        for at, line in enumerate(bare):
            if line.endswith(":") and not kinds[at]:
                above = _attribution_above(bare, kinds, at + 1)
                if "@" in " ".join(bare[above : at + 1]):
                    kinds[above:] = [kind or QUOTED for kind in kinds[above:]]
                    return


def _quotes(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of lines that begin with the sign of a quotation."""
    start = None
    for at, line in enumerate([*lines, ""]):
        is_quote = _QUOTE.match(line) is not None
        if is_quote and start is None and not _NUMBER.match(line):
            start = at
        elif not is_quote and start is not None:
            yield start, at
            start = None


def _attribution_above(bare: Sequence[str], kinds: Sequence[str], end: int) -> int:
    """Where the attribution begins that ends above a line; `end` if there is none."""
    last = end
    while last > 0 and end - last < 2 and not bare[last - 1]:
        last -= 1
    if last == 0 or not bare[last - 1].endswith(":"):
        return end
    for first in range(last - 1, max(last - 1 - wordings.LONGEST_ATTRIBUTION, -1), -1):
        if not bare[first] or kinds[first]:
            break
        if wordings.DATED_ATTRIBUTION.fullmatch(" ".join(bare[first:last])):
            return first
    return last - 1 if wordings.ATTRIBUTION.fullmatch(bare[last - 1]) else end


def _leave_out_signature(lines: Sequence[str], kinds: list[str], start: int, end: int) -> None:
    """Mark what is below the signature's mark and still read, up to the message's end.

    Dashes without a space behind them count if they come once: they may also part news.
    """
    read = [at for at in range(start, end) if lines[at].strip() and not kinds[at]]
    exact = [at for at in read if _SIGNATURE.fullmatch(lines[at])]
    marks = exact or [at for at in read if lines[at].rstrip() == _BARE_SIGNATURE]
    if len(marks) > 1 and not exact:
        return
    last = read[-_LONGEST_SIGNATURE - 1 :]
    first = next((mark for mark in marks if mark >= last[0]), end)
    for at in last:
        if at >= first:
            kinds[at] = SIGNATURE

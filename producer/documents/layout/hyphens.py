"""Words parted by a hyphen at a line's end: joined, or kept as the compounds that they are.

There is no dictionary. The rest of the text knows best: how it writes the word in the middle of a
line. Then what is a name, a number or a usual part of compounds keeps its hyphen; what is left was
parted by a typesetter.
"""

import re
from collections.abc import Iterable, Sequence

from producer.documents.layout.lines import TextLine

_BROKEN = re.compile(r"(?:^|[^\w-])((?:\w+-)*)(\w+)-\Z")
_REST = re.compile(r"\s*(\w+)(\S*)\s*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SUSPENDED = re.compile("and|or|to|und|oder|bis|et|ou|nor|but|và|hay|hoặc|đến")
# First parts that rarely begin a longer word with the sense of that word.
_FIRST = re.compile(
    "well|ill|self|half|ex|all|cross|high|low|long|short|far|near|so|best|better|hard"
    "|soft|full|part|old|new|good|bad|big|small|first|second|third|last|next|one|two|three"
    "|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    "|ninety|double|triple|single|quarter|right|left|open|hand|home|time|life|world|year"
    "|day|light|dark|cold|red|blue|green|black|white|grey|gold|deep|wide|fast|slow|heavy"
    "|real|free|user|state|step|mother|father|brother|sister|vice|non|anti|post|pre|co"
    "|semi|quasi|pseudo|mid|e|x|so-called"
)
# Last parts that rarely end a longer word.
_LAST = re.compile(
    "known|made|year|years|old|like|based|term|level|class|scale|size|sized|minded|law"
    "|aged|style|built|born|owned|run|led|hand|handed|haired|eyed|faced|hearted|related"
    "|looking|speaking|driven|free|friendly|rich|time|in|up|off|out|down|by|of|the|to"
    "|called|being|defined|evident|taught|written|paid|fed|bred|dressed|off-the|fashioned"
    "|wide|long|high|deep|day|hour|minute|month|week|mile|foot|inch|way|side|first|last"
    "|less"
)
_PREFIXES = re.compile(
    "un|re|in|im|dis|mis|de|con|com|per|pro|sub|ab|ad|ob|en|em|ac|af|al|ap|ar|as|at|be"
    "|sur|inter|trans|intro|ir|il|col|cor|ex|dif|ef|sus|suc|syn|sym"
)


def with_words_joined(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, with the parts of a word on the line where it begins."""
    ends = [at for at in range(len(lines) - 1) if _is_broken(lines[at], lines[at + 1])]
    if not ends:
        return list(lines)
    known = _words(lines)
    changed = list(lines)
    for at in ends:
        line, following = changed[at], changed[at + 1]
        broken, rest = _BROKEN.search(line.text), _REST.match(following.text)
        if broken and rest and (hyphen := _hyphen(broken, rest[1], known)) is not None:
            text = f"{line.text[:-1]}{hyphen}{rest[1]}{rest[2]}"
            changed[at] = line._replace(text=text, is_wrapped=True)
            indent = " " * following.indent
            left = following.text[rest.end() :]
            changed[at + 1] = following._replace(text=left and indent + left)
    return [
        line for line, before in zip(changed, lines, strict=True) if line.text or not before.text
    ]


def _is_broken(line: TextLine, following: TextLine) -> bool:
    return line.text.endswith("-") and following.text.lstrip()[:1].isalnum()


def _words(lines: Iterable[TextLine]) -> frozenset[str]:
    """The words and compounds that stand inside lines."""
    return frozenset(word for line in lines for word in _WORD.findall(line.text.lower()))


def _hyphen(broken: re.Match[str], last: str, known: frozenset[str]) -> str | None:
    """What stands between the two parts: a hyphen, nothing, or None for a space."""
    first, head = broken[2], broken[1]
    small, end = first.lower(), last.lower()
    if _SUSPENDED.fullmatch(end):
        return None
    if head or not (first.isalpha() and last.isalpha()):
        return "-"
    if last[0].isupper() and not (first.isupper() and last.isupper() and len(last) > 1):
        return "-"
    if f"{small}-{end}" in known:
        return "-"
    if small + end in known or _PREFIXES.fullmatch(small):
        return ""
    return (
        "-"
        if _FIRST.fullmatch(small) or _LAST.fullmatch(end) or not (small + end).isascii()
        else ""
    )

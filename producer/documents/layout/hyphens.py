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
# First parts that rarely begin a longer word. Where they do, the hyphen isn't heard.
_FIRST = re.compile(
    "well|ill|self|half|all|cross|high|low|long|short|near|better|full|old|new|good|small"
    "|first|second|third|next|one|two|three|four|five|six|seven|eight|nine|twenty|thirty"
    "|forty|fifty|sixty|seventy|eighty|ninety|double|triple|single|quarter|left|open|vice"
    "|deep|wide|fast|slow|heavy|blue|green|black|white|grey"
)
# Last parts that rarely end a longer word.
_LAST = re.compile(
    "known|made|year|years|like|based|term|level|class|scale|size|sized|minded|style"
    "|built|owned|handed|haired|eyed|faced|hearted|related|looking|speaking|driven"
    "|reaching|free|friendly|called|defined|evident|taught|written|fed|bred|fashioned|wide"
    "|high|hour|minute|month|week|mile|foot|inch|up|off|down|first|last|of"
)
# Both together, where either is often a part of a longer word.
_COMPOUND = re.compile(
    "(?:mother|father|son|daughter|brother|sister|check|drive|plug|stand|sit|log|live|trade|walk)-in"
    "|(?:full|part|real|long|one|two|first|half|run|just)-time|(?:passer|stand|day|step)-by"
    "|(?:how|face|go|up)-to|(?:year|years|month|months|week|weeks|day|days)-old|so-called|ex-wife"
    "|(?:ex|vice)-(?:husband|president|minister)|e-mail|in-law|new-born|well-being"
)
_PREFIXES = re.compile(
    "un|re|in|im|dis|mis|de|con|com|per|pro|pre|sub|ab|ad|ob|en|em|ac|af|al|ap|ar|as|at"
    "|be|sur|inter|trans|intro|ir|il|col|cor|ex|dif|ef|sus|suc|syn|sym|with|through"
)
_ENDING = re.compile(
    "ly|ness|ment|ments|ing|ings|ed|er|ers|est|en|ful|less|hood|ship|ships|dom|ish|y|ty"
    "|ties|teen|teens|ism|ist|able|ible|tion|tions|age|ages|ary|ality|ity|ities|ous|ern"
    "|ize|ized|ise|ised|bye"
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
    if _COMPOUND.fullmatch(f"{small}-{end}"):
        return "-"
    if small + end in known:
        return ""
    if len(first) == 1 or len(last) == 1:  # no typesetter parts off a single letter
        return "-"
    if _PREFIXES.fullmatch(small) or _ENDING.fullmatch(end):
        return ""
    return (
        "-"
        if _FIRST.fullmatch(small) or _LAST.fullmatch(end) or not (small + end).isascii()
        else ""
    )

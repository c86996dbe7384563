"""The numbers and names of an article, against those of the script that was written from it.

Both are compared as they are spoken, so that "5 %" and "five percent" are the same. What is listed
is for people to look at: a name may be left out on purpose.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from voicefarm.languages import Language, record_of
from voicefarm.languages.record import words as listed_words
from voicefarm.normalization.reading import read_text

NUMBER_WORDS = {
    "en": listed_words(
        "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
        "hundred thousand million billion trillion percent dollars pounds euros"
    ),
    "vi": listed_words(
        "hai ba bốn năm sáu bảy tám chín mười mươi trăm nghìn ngàn triệu tỷ tỉ phần"
    ),
}
"""Of which a run is a number; "one" alone is too often a pronoun."""
INSIDE = {"en": listed_words("and one point oh"), "vi": listed_words("một mốt lăm tư linh lẻ phẩy")}
"""Words that may stand inside such a run."""
_NUMBER = re.compile(r"\d+(?:[.,:/\-]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_SENTENCE_END = re.compile(r"[.!?…:]['\"”’»)]*\s*['\"“‘«(\[]*$|\n\s*[-–—•*]?\s*$|[\"“«(\[]\s*$")
LEAST_WORDS = {"vi": 2}
"""Of a run: "năm" alone is five, or a year."""


@dataclass(frozen=True, slots=True)
class FactCheck:
    """What differs."""

    missing_numbers: tuple[str, ...]
    """Of the article, as written there, and not in the script."""
    missing_names: tuple[str, ...]
    new_numbers: tuple[str, ...]
    """In the script, and not in the article."""
    new_names: tuple[str, ...]


def check_facts(source: Sequence[str], script: Sequence[str], language: Language) -> FactCheck:
    """Compare the paragraphs of an article with the lines of a script."""
    before, after = _Facts(source, language), _Facts(script, language)
    return FactCheck(
        missing_numbers=tuple(_lacking(before, after)),
        missing_names=tuple(_without(before.names, after.every_word)),
        new_numbers=tuple(_lacking(after, before)),
        new_names=tuple(_without(after.names, before.every_word)),
    )


class _Facts:
    """The numbers and names of some paragraphs."""

    def __init__(self, paragraphs: Sequence[str], language: Language) -> None:
        spoken = [read_text(paragraph, language) for paragraph in paragraphs]
        self.spoken = f" {' '.join(_folded(text.spoken) for text in spoken)} "
        self.numbers: dict[str, str] = {}
        """As written, and how it is spoken."""
        base = language.partition("-")[0]
        for paragraph, text in zip(paragraphs, spoken, strict=True):
            spans = [(one.start, one.end, one.spoken_start, one.spoken_end) for one in text.changes]
            for match in _NUMBER.finditer(paragraph):
                written, said = _around(match, spans, paragraph, text.spoken)
                self.numbers.setdefault(written, _folded(said))
            for run in _runs(_folded(paragraph), base):
                self.numbers.setdefault(run, run)
        titles = record_of(language).leading_abbreviations
        names = (name for text in paragraphs for name in _names(text, titles))
        self.names = list(dict.fromkeys(names))
        self.every_word = {word.casefold() for text in paragraphs for word in _WORD.findall(text)}


def _around(
    match: re.Match[str],
    spans: Iterable[tuple[int, int, int, int]],
    written: str,
    spoken: str,
) -> tuple[str, str]:
    """A number with all that is read with it, such as its currency, and its words."""
    for start, end, first, last in spans:
        if start <= match.start() < end:
            return written[start:end].strip(), spoken[first:last]
    return match[0], match[0]


def _lacking(here: _Facts, there: _Facts) -> Iterator[str]:
    """Numbers of the one that the other doesn't say; each is named once."""
    named: list[str] = []
    for written, said in here.numbers.items():
        inside = any(f" {said} " in f" {other} " for other in named)
        if said and not inside and f" {said} " not in there.spoken:
            named.append(said)
            yield written


def _without(names: Iterable[str], words: set[str]) -> Iterator[str]:
    """The names of which a word is not among the words."""
    for name in names:
        if any(word.casefold() not in words for word in _WORD.findall(name)):
            yield name


def _runs(spoken: str, language: str) -> Iterator[str]:
    """Runs of number words in folded text, without those that only stand inside."""
    known, inside = NUMBER_WORDS.get(language, frozenset()), INSIDE.get(language, frozenset())
    run: list[str] = []
    for word in [*spoken.split(), ""]:
        if word in known or (run and word in inside):
            run.append(word)
            continue
        while run and run[-1] in inside and run[-1] not in ("one", "một"):
            run.pop()
        if len(run) >= LEAST_WORDS.get(language, 1):
            yield " ".join(run)
        run = []


def _names(text: str, titles: Collection[str]) -> Iterator[str]:
    """Words with a capital letter inside a sentence, or two of them in a row; acronyms, too.

    `titles` don't end a sentence with their full stop.
    """
    name: list[str] = []
    last_end, begins, before = 0, True, ""
    for word in _WORD.finditer(text):
        between = text[last_end : word.start()]
        is_title = between.strip() == "." and {before, before.casefold()} & set(titles)
        starts = not last_end or (bool(_SENTENCE_END.search(between)) and not is_title)
        is_capital = word[0][0].isupper()
        if name and (starts or not is_capital or between.strip(" .")):
            yield from _whole(name, begins)
            name = []
        if is_capital and word[0] != "I" and not word[0].startswith(("I'", "I’")):
            begins = starts if not name else begins
            name.append(word[0])
        last_end, before = word.end(), word[0]
    yield from _whole(name, begins)


def _whole(name: Sequence[str], begins: bool) -> Iterator[str]:
    """The name, unless it may only be the first word of a sentence."""
    is_acronym = len(name) == 1 and len(name[0]) > 1 and name[0].isupper()
    if name and (not begins or len(name) > 1 or is_acronym):
        yield re.sub(r"['’]s$", "", " ".join(name))


def _folded(text: str) -> str:
    """The words alone, in small letters."""
    return " ".join(word.casefold() for word in _WORD.findall(text))

"""Which language a text is written in: by its script, by its letters, by its small words.

A document is guessed a paragraph at a time, and the language in which most of it is written wins.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set

from producer.text.cleaning import clean_text
from producer.text.function_words import FUNCTION_WORDS
from voicefarm.languages import DEFAULT, LANGUAGES, Language, LanguageRecord
from voicefarm.languages.scripts import letters_by_script

# Enough to be sure, and a long book costs no more than a page.
_SAMPLE_CHARACTERS = 20_000
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FULL_SHARE = 0.27
"""From this share of marked letters on, a few words of the usual language change nothing."""
_LEAST_DISTINCT, _LEAST_SHARE = 4, 0.12
"""How many different small words, and what share of all words, tell a further language."""

_BY_SCRIPT: Mapping[str, Sequence[tuple[str, str]]] = {
    "Grek": (("", "el"),),
    "Cyrl": (
        ("ўЎ", "be"),
        ("іїєґІЇЄҐ", "uk"),
        ("ђћџЂЋЏ", "sr"),
        ("ѓќѕЃЌЅ", "mk"),
        ("әғқңұһӘҒҚҢҰҺ", "kk"),
        ("", "ru"),
    ),
    "Armn": (("", "hy"),),
    "Geor": (("", "ka"),),
    "Hebr": (("", "he"),),
    "Arab": (("ٹڈڑےں", "ur"), ("پچژگ", "fa"), ("", "ar")),
    "Deva": (("", "hi"),),
    "Beng": (("", "bn"),),
    "Guru": (("", "pa"),),
    "Gujr": (("", "gu"),),
    "Orya": (("", "or"),),
    "Taml": (("", "ta"),),
    "Telu": (("", "te"),),
    "Knda": (("", "kn"),),
    "Mlym": (("", "ml"),),
    "Sinh": (("", "si"),),
    "Thai": (("", "th"),),
    "Laoo": (("", "lo"),),
    "Tibt": (("", "bo"),),
    "Mymr": (("", "my"),),
    "Khmr": (("", "km"),),
    "Ethi": (("", "am"),),
    "Cher": (("", "chr"),),
    "Hang": (("", "ko"),),
    "Hira": (("", "ja"),),
    "Kana": (("", "ja"),),
    "Hani": (("", "zh"),),
}
"""For each script its letters that only one language has, and that language; at last the one that
most is written in."""
_OWN_SHARE = 0.005
"""Of a script's letters: with more letters that only one language has, it is that language."""
_OF_OTHERS = frozenset[str]().union(*FUNCTION_WORDS.values())
_LANGUAGES_WITH = {
    word: [language for language, known in FUNCTION_WORDS.items() if word in known]
    for word in _OF_OTHERS
}
"""Which languages have a small word."""
_AMBIGUOUS = _OF_OTHERS | {"là", "mà", "có", "và"}
"""Small words that more than one language has."""
_KANA_SHARE = 0.1
"""Of a text in kana and Chinese characters: with less kana it is Chinese."""


def guess_language(text: str) -> Language:
    """The language in which most of `text` is written; English if nothing tells.

    Vietnamese without its marks reads as "en".
    """
    return told_language(text) or DEFAULT


@functools.lru_cache(maxsize=4)  # the same text is asked about more than once, one after the other
def told_language(text: str) -> Language | None:
    """The language in which most of `text` is written; None if nothing tells.

    Of a long text, paragraphs from beginning to end are looked at, 20,000 characters in all.
    """
    paragraphs = list(_sample(text))
    languages = list(map(language_of, paragraphs))
    if not any(languages):
        return language_of("\n".join(paragraphs))
    if len(known := set(filter(None, languages))) == 1:  # as most texts are
        return known.pop()
    letters: Counter[Language] = Counter()
    for language, paragraph in zip(languages, paragraphs, strict=True):
        if language:
            letters[language] += len(_LETTER.findall(paragraph))
    return letters.most_common(1)[0][0]


def language_of(passage: str) -> Language | None:
    """The language of a paragraph or of a part of one; None if nothing tells it."""
    scripts = letters_by_script(passage)
    if not scripts:
        return None
    script = _heaviest(scripts)
    if script == "Latn":
        return _in_latin_letters(passage)
    return _in_script(passage, script, scripts)


def _sample(text: str) -> Iterator[str]:
    """The paragraphs of a text, or as many of them as are looked at, evenly spread."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    step = max(1, len(text) // _SAMPLE_CHARACTERS)
    left = _SAMPLE_CHARACTERS
    for paragraph in paragraphs[::step]:
        yield clean_text(paragraph[:left])
        left -= len(paragraph)
        if left <= 0:
            return


def _heaviest(scripts: Counter[str]) -> str:
    """The script of most letters. The three of Japanese count as one, and so do their letters."""
    together = scripts["Hira"] + scripts["Kana"] + scripts["Hani"]
    counted = Counter({code: n for code, n in scripts.items() if code not in ("Hira", "Kana")})
    counted["Hani"] = together
    code, most = counted.most_common(1)[0]
    return code if most else ""


def _in_script(passage: str, script: str, scripts: Counter[str]) -> Language | None:
    kana = scripts["Hira"] + scripts["Kana"]
    if script == "Hani" and kana > _KANA_SHARE * (kana + scripts["Hani"]):
        return "ja"
    for own, language in _BY_SCRIPT.get(script, ()):
        count = sum(passage.count(letter) for letter in own)
        if not own or count > _OWN_SHARE * scripts[script]:
            return language
    return None


def _in_latin_letters(passage: str) -> Language | None:
    spoken = (part for part in passage.split() if "://" not in part and "@" not in part)
    words = _WORD.findall(" ".join(spoken))
    # Names begin with a capital: only its small words show the language of a sentence.
    small = [word.lower() for place, word in enumerate(words) if place == 0 or word.islower()]
    counted = Counter(small)
    usual = _times(counted, LANGUAGES[DEFAULT].function_words)
    for language, record in LANGUAGES.items():
        if record.own_letters and _shows(record, passage, counted, usual):
            return language
    distinct = frozenset(counted)
    others = Counter(
        language for word in distinct & _OF_OTHERS for language in _LANGUAGES_WITH[word]
    )
    best = max(FUNCTION_WORDS, key=others.__getitem__)
    if others[best] >= _LEAST_DISTINCT:
        hits = _times(counted, FUNCTION_WORDS[best] & distinct)
        if hits > max(2 * usual, _LEAST_SHARE * len(words)):
            return best
    return DEFAULT if usual else None


def _times(counted: Counter[str], known: Set[str]) -> int:
    """How many of the counted words are known ones."""
    return sum(counted[word] for word in known & counted.keys())


def _shows(record: LanguageRecord, passage: str, small: Counter[str], usual: int) -> bool:
    """Whether a text is in a language, by its small words and by its letters and words with marks.

    `usual` is how many small words of the usual language there are.
    """
    assert record.own_letters
    assert record.marked_letters
    own = (record.function_words & small.keys()) - _OF_OTHERS
    if not record.own_letters.search(passage):
        return len(own - _AMBIGUOUS) > 0 and _times(small, own) > usual
    letters, marked = len(_LETTER.findall(passage)), len(record.marked_letters.findall(passage))
    count = _times(small, own)
    if count != usual:
        return count > usual or marked > _FULL_SHARE * letters
    words = [word.lower() for word in _WORD.findall(passage) if record.marked_letters.search(word)]
    if record.word and 2 * sum(map(bool, map(record.word.fullmatch, words))) <= len(words):
        return False
    marked_small = len(set(words).intersection(small))
    return marked > record.marked_share * letters or 2 * marked_small >= max(small.total(), 4)

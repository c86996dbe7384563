"""What stands around a match: whether a sentence ends, which word comes before or after."""

import re

from voicefarm.languages.record import words

_LOOK_BACK = 24
_QUOTATION = 500
"""Characters before an inch mark in which a quotation may have begun."""
_ENDS = re.compile(r"""["'”’)\]]*\s*\Z|["'”’)\]]*\s+["'“‘(\[]*([A-Z][\w']*)""")
_WORD_BEFORE = re.compile(r"([\w'.]+)[ -]\Z")
_WORD_AFTER = re.compile(r"[ -]?([A-Za-z]+)")

STARTERS = words(
    """
    A After All Also Although An And Another Any As At Because Before Both But By Can Continue Could
    Did Do Does During Each Even Every Finally First Follow For From Go Had Has Have He Her Here Him
    His How However I I'm I've If In Instead Is It It's Its Keep Last Later Let Like Many Maybe
    Meanwhile More Most Much My Nearly Never No Nobody None Nor Not Nothing Now Of On Once One Only
    Or Other Others Our Perhaps Please Several She Should Since So Some Someone Soon Still Such Than
    That That's The Their Them Then There There's These They They're This Those Though Three Through
    Thus To Today Together Turn Two Under Until Up Was We We're Well Were What When Where Whether
    Which While Who Why Will With Within Without Would Yes Yet You Your
    """
)
"""Words by which a sentence begins, so that a stop before them ends the one before."""


def text_before(match: re.Match[str]) -> str:
    """The few characters before the match."""
    return match.string[max(0, match.start() - _LOOK_BACK) : match.start()]


def word_before(match: re.Match[str]) -> str:
    """The word before the match and one space or hyphen; empty if there is none."""
    word = _WORD_BEFORE.search(text_before(match))
    return word[1] if word else ""


def word_after(match: re.Match[str]) -> str:
    """The word after the match; empty if a mark or a figure follows."""
    word = _WORD_AFTER.match(match.string, match.end())
    return word[1] if word else ""


def stop_after(match: re.Match[str], inside: frozenset[str] | None = None) -> str:
    """The stop that an abbreviation shares with its sentence: "." where the sentence ends, or "".

    It ends before one of `STARTERS`; given `inside`, before every other capital word.
    """
    ending = _ENDS.match(match.string, match.end())
    if not ending:
        return ""
    word = ending[1]
    if word is None or (word in STARTERS if inside is None else word not in inside):
        return "."
    return ""


def is_quotation_open(match: re.Match[str], mark: str) -> bool:
    """Whether a quotation is open before the match.

    Outside of one, a mark after a figure is an inch or a foot; inside a word it is an apostrophe.
    """
    text, is_open = match.string, False
    place = max(0, match.start() - _QUOTATION)
    while (place := text.find(mark, place, match.start())) >= 0:
        before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
        is_apostrophe = mark == "'" and before.isalpha() and after.isalpha()
        if not is_apostrophe and (is_open or not before.isnumeric()):
            is_open = not is_open
        place += 1
    return is_open

"""Numbers cut short by a letter: "10k", "5M", "$3bn"; and the names that look like them."""

import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import text_before, word_after, word_before
from voicefarm.normalization.english.numbers import DASH, number_words
from voicefarm.normalization.english.quantities.adjectives import NOT_NOUNS
from voicefarm.normalization.english.quantities.units import RATE, rate_words
from voicefarm.normalization.scanner import DIGITS, Rule

_THOUSANDS = {"K": "thousand", "k": "thousand", "M": "million", "B": "billion", "bn": "billion",
    "tn": "trillion", "trn": "trillion",
              "T": "trillion", "m": "million", "mn": "million", "mil": "million"}  # fmt: skip
_GOLD = words("gold golden white yellow rose solid plated ring rings")
_KARATS = ("9", "10", "12", "14", "18", "21", "22", "24")
_BEFORE_BILLIONS = words("about over nearly almost than least most roughly of some")
_SCALE_BEFORE = re.compile(r"\d[KMBkm]\b[^.!?]{0,20}\Z")
_COUNTED = words(
    """
    people users views followers subscribers customers members voters votes copies downloads
    players visitors viewers jobs homes workers tons barrels residents households shares tokens
    parameters words rows records tonnes hectares acres square sq km bpd died dead
    """
)
_RACES = ("run", "runs", "race", "races", "runner", "runners")
_BEFORE_RACE = re.compile(
    r"\b(?i:an?|the|my|his|her|our|their|first|annual|local|charity|\d{1,2}k (?:and|or|to))"
    r"(?: an?)? \Z"
)
_ABOUT = (
    *(_BEFORE_BILLIONS - {"of"}),
    "only",
    "another",
    "approximately",
    "around",
    "up",
    "exceeded",
)
_MAKER_BEFORE = re.compile(
    r"\b(?:works?|worked|working|job|engineers?|scientists?|employed|invented|made|developed|sold)"
    r" (?:at|by|for) \Z"
    r"|\b(?:R&D|career|manager|director|VP|president|intern(?:ed|ship)?|team|role|labs?) at \Z"
    r"|\b(?:[Ss]hares?|[Ss]tock|maker|CEO|employees|subsidiary|division) (?:of|at) \Z"
    r"|\b(?:company|firm|conglomerate|giant|manufacturer|brand|against|sued|supplier) \Z"
)
_MAKER_AFTER = re.compile(
    r"'s\b| (?:said|says|sells|makes|announced|reported|agreed|faces|sued|spun|invented|tape|Scotch"
    r"|Post-it|respirators?|masks?|adhesives?|stock|N95|shares (?:fell|rose|were|jumped|slid))\b"
    r"| \((?:NYSE|MMM)"
)


def _is_race(match: re.Match[str], after: str) -> bool:
    """ "I ran a 10k", but "a 10k loan"."""
    is_named = match["amount"] in ("5", "10") and not match["first"]
    is_noun_next = bool(after) and after not in NOT_NOUNS
    return is_named and not is_noun_next and bool(_BEFORE_RACE.search(text_before(match)))


def _is_maker(match: re.Match[str], after: str) -> bool:
    """ "3M said", the company, but "3M users"."""
    if (
        match[0] != "3M"
        or after in _COUNTED
        or word_before(match).lower() in _ABOUT
        or text_before(match).endswith(("$", "€", "£"))
    ):
        return False
    is_sold = _MAKER_BEFORE.search(match.string, max(0, match.start() - 40), match.start())
    return bool(is_sold or _MAKER_AFTER.match(match.string, match.end()))


def _scaled(match: re.Match[str]) -> str | None:
    """ "5M", "10k", "300m people"; a lone "m" is meters, and "4K" a screen."""
    scale, after = match["scale"], word_after(match)
    if scale in ("m", "t") and after not in _COUNTED:
        return None
    if scale == "B" and not (
        "." in match["amount"]
        or _SCALE_BEFORE.search(text_before(match))
        or after in _COUNTED
        or word_before(match) in _BEFORE_BILLIONS
    ):
        return None
    if scale in "kK" and after in _GOLD and match["amount"] in _KARATS:
        return f"{number_words(match['amount'])} karat"
    if scale in "kK" and (after in _RACES or _is_race(match, after)):
        return None
    if scale == "M" and (after in ("Co", "Company") or _is_maker(match, after)):
        return None
    if (
        scale == "K"
        and after not in _COUNTED
        and match["amount"] in ("2", "4", "5", "6", "8", "10")
    ):
        return None
    first = f"{number_words(match['first'])} to " if match["first"] else ""
    rate = rate_words(match["rate"] or "")
    return f"{first}{number_words(match['amount'])} {_THOUSANDS[scale]}{rate}"


_SCALED = re.compile(
    rf"(?:(?P<first>\d{{1,4}}(?:\.\d+)?)(?:[kKmMbB]|bn)?\s?{DASH}\s?)?"
    rf"(?P<amount>\d{{1,4}}(?:\.\d{{1,3}})?|\d{{1,3}},\d{{3}})"
    r"\s?(?P<scale>(?<=\d)(?:[kKmMBT]|mil)|bn|mn|tn|trn)"
    rf"(?P<rate>(?<=[kK])(?=/[a-z]{{3}}){RATE})?(?![\w/²³]|\.\w)"
)
RULES = (Rule(DIGITS, _SCALED, _scaled),)

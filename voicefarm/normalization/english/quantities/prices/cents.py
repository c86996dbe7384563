"""Hundredths of a dollar or a pound: "5¢", "50p", "16c a bottle"; centuries look alike."""

import re

from voicefarm.normalization.english.context import word_after
from voicefarm.normalization.english.numbers import DASH, number_words, ordinal
from voicefarm.normalization.english.quantities.adjectives import is_before_noun
from voicefarm.normalization.english.quantities.prices.money import SINGULAR
from voicefarm.normalization.english.quantities.units import RATE, rate_words
from voicefarm.normalization.scanner import DIGITS, Rule

_PRICED_IN_CENTS = frozenset((*SINGULAR, "stamp", "stamps", "piece", "store", "stores"))
_RATED = rf"(?P<rate>{RATE})?"
_CENTURIES = range(5, 22)
_AGE_AFTER = re.compile(
    r" (?:(?!stamps?|coins?)[a-z]+ )?"
    r"(?:church(?:es)?|chap(?:el|ter house)|castle|manor|house|frescoe?s?"
    r"|paintings?|manuscripts?|tower|cathedral|font|altar|buildings?|cottage|farmhouse|palace|inn"
    r"|convent|monastery|abbey|priory|nave|chancel|mansion|portrait|tapestry|tapestries|mosque)\b"
)
_PER_THING = re.compile(r" an? [a-z]{2}| (?:apiece|per [a-z]{2})")
_CITED = re.compile(
    r"\b(?i:clause|section|rule|figure|fig\.|part|para|paragraph|article|step|item|note|type|class"
    r"|grade|room|unit|appendix|table|chapter|question|iphone|model) \Z"
)
_HEATED = re.compile(r"\b(?:temperatures?|degrees|wash|oven|bake|heat|up|down|reached|warmed)\b")
_FRAMES = ("24", "25", "30", "48", "50", "60", "120")
_FILM_AFTER = re.compile(
    r" (?:videos?|footage|film(?:ing|s)?|mode|cinema|playback|recordings?|cadence|frame|shutter)\b"
)
_FILMED_BEFORE = re.compile(
    r"\b(?:[Ss]hoo?t(?:ing|s)?|[Ff]ilm(?:ed|ing|s)?|[Rr]ecord(?:ed|ing|s)?|[Vv]ideos?|[Ff]ootage"
    r"|4K|1080)\b[^.!?;£]{0,12} (?:in|at) (?:\d\dp,? (?:and|or) )?\Z"
)
_PRICED_BEFORE = re.compile(
    r"\b(?:paid|pays?|paying|costs?|spent|charged?|charges|charging|worth|sold for|priced at"
    r"|price of|tax of|tip of) (?:about |only |just |over |under )?\Z"
    r"|\b(?:paid|costs?|price[ds]?|sold|charged?)\b[^.!?]{0,30}\d{1,2}c\b[^.!?]{0,16} "
    r"(?:and|or|to|then) \Z"
)


def _cent_coin(match: re.Match[str]) -> str:
    """ "a 50c coin"."""
    is_single = match["amount"] == "1" or word_after(match) in _PRICED_IN_CENTS
    rate = rate_words(match["rate"] or "")
    return f"{number_words(match['amount'])} cent{'' if is_single else 's'}{rate}"


def _small_price(match: re.Match[str]) -> str | None:
    """ "He paid 16c a bottle", but "a 16c church" of a century."""
    amount = match["amount"]
    if amount.isdecimal() and int(amount) in _CENTURIES and _AGE_AFTER.match(match["after"]):
        return f"{ordinal(int(amount))} century"
    before = match.string[max(0, match.start() - 60) : match.start()]
    if _CITED.search(before):
        return None
    is_sold = _PER_THING.match(match["after"]) and not _HEATED.search(before)
    if not (is_sold or _PRICED_BEFORE.search(before)):
        return None
    return _cent_coin(match)


def _is_screened(match: re.Match[str]) -> bool:
    """Whether "24p" are frames of a film: "a 24p video", "shot in 24p"."""
    if match["amount"] not in _FRAMES or match["rate"] or match["first"]:
        return False
    text, start = match.string, match.start()
    return bool(
        _FILM_AFTER.match(text, match.end())
        or _FILMED_BEFORE.search(text, max(0, start - 40), start)
    )


def _cents(match: re.Match[str]) -> str:
    if match["pence"] and _is_screened(match):
        return f"{number_words(match['amount'])} P"
    one, many = ("cent", "cents") if match["mark"] else ("penny", "pence")
    first = f"{number_words(match['first'])} to " if match["first"] else ""
    is_single = match["amount"] == "1" or (
        match["mark"] and (word_after(match) in _PRICED_IN_CENTS or is_before_noun(match))
    )
    name = one if is_single else many
    return f"{first}{number_words(match['amount'])} {name}{rate_words(match['rate'] or '')}"


_CENTS = re.compile(
    rf"(?:(?P<first>\d{{1,3}}){DASH})?(?P<amount>\d{{1,4}}(?:\.\d{{1,3}})?)"
    rf"(?:\s?(?P<mark>¢)|(?P<pence>p)(?<!\d{{3}}p)(?!\w|\.\s?\d|\.m)){_RATED}"
)

RULES = (
    Rule(DIGITS, _CENTS, _cents),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\w.,])(?P<amount>[1-9]\d{0,2}(?:\.\d{1,2})?) ?"
            r"c(?:(?<=\dc)(?= (?:coins?|stamps?|pieces?|each|off)\b)"
            rf"|(?P<rate>(?=/(?:share|kWh|lb|gal|L|l|km|mi|mile|min|unit)\b){RATE}))"
        ),
        _cent_coin,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\w.,])(?P<amount>[1-9]\d?(?:\.\d)?)c(?!\w|\.\d)"
            r"(?=(?P<after>[^\n]{0,30}))(?P<rate>)"
        ),
        _small_price,
    ),
)

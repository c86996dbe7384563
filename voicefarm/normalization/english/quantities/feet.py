"""Lengths by marks: feet and inches, arc minutes, the ends of a strand of DNA."""

import re

from voicefarm.normalization.english.context import is_quotation_open, text_before, word_after
from voicefarm.normalization.english.numbers import DASH, number_words
from voicefarm.normalization.english.quantities.adjectives import (
    NOT_NOUNS,
    SCREENED,
    SINGLE_AFTER,
)
from voicefarm.normalization.english.quantities.fractions import (
    FRACTIONS,
    fraction_words,
    with_article,
)
from voicefarm.normalization.english.quantities.units import RATE, rate_words
from voicefarm.normalization.scanner import DIGITS, Rule

_ARTICLE = re.compile(
    r"(?:^|[\s(\"'])(?:an?|the|this|that|each|every|his|her|their|my|our)\s\Z", re.I
)
_LASTS = re.compile(
    r"\b(?:runs?|ran|running time|lasts?|lasted|clocked|time|finished|record|length|track|lap|laps"
    r"|leads?|led|trails?|trailed|gap|behind|takes|took|plays|playing|marathon|timed|pace)\b[^.!?]{0,16}\Z"
)
_SENTENCE = 80
_SCORER = re.compile(r"(?:[A-Z][\w.-]+,?|\d['′],?|\b(?:pens?|og)[,;]) \(?\Z")
_MATCH = re.compile(r"\b(?:pens?|og|goals?|penalty|booked|red card|\d[-–]\d|HT|FT|\d\+\d['′])")
_QUARTERS = {"N": "north", "S": "south", "E": "east", "W": "west"}


def _feet_and_inches(match: re.Match[str]) -> str:
    inches = f" {number_words(match['inches'])}"
    if match["part"]:
        inches += f" and {with_article(fraction_words(*FRACTIONS[match['part']]))}"
    return f"{number_words(match['feet'])} foot{inches}"


def _feet_spelled(match: re.Match[str]) -> str:
    return (
        f"{number_words(match['feet'])} {'foot' if match['feet'] == '1' else 'feet'} "
        f"{number_words(match['inches'])} {'inch' if match['inches'] == '1' else 'inches'}"
    )


def _primes(match: re.Match[str]) -> str:
    """ "5'-3'", the ends of a strand."""
    last = f" to {number_words(match['last'])} prime" if match["last"] else ""
    return f"{number_words(match['first'])} prime{last}"


def _inches(match: re.Match[str]) -> str | None:
    """A figure and a straight quote, unless that closes a quotation."""
    if is_quotation_open(match, '"'):
        return None
    joint = "by" if match["joint"] in ("x", "×") else "to"
    first = f"{number_words(match['first'])} {joint} " if match["first"] else ""
    single = (
        match["amount"] == "1"
        or word_after(match) in SCREENED
        or match.string.startswith("-", match.end())
        or SINGLE_AFTER.search(text_before(match))
        or (_ARTICLE.search(text_before(match)) and word_after(match)[:1].isupper())
    )
    rate = rate_words(match["rate"] or "")
    return f"{first}{number_words(match['amount'])} {'inch' if single else 'inches'}{rate}"


def _feet(match: re.Match[str]) -> str | None:
    """The same of a single quote."""
    if is_quotation_open(match, "'"):
        return None
    if re.search(r"\b(?:every|after|within|for) \Z", text_before(match)):
        return f"{number_words(match['feet'])} minutes"
    is_sized = word_after(match) in SCREENED
    is_noun_next = word_after(match).islower() and word_after(match) not in NOT_NOUNS
    is_single = (
        match["feet"] == "1" or is_sized or (is_noun_next and _ARTICLE.search(text_before(match)))
    )
    return f"{number_words(match['feet'])} {'foot' if is_single else 'feet'}"


def _minutes_played(match: re.Match[str]) -> str | None:
    """ "Kane 23', 90+2'", when a goal was scored."""
    more = f" plus {number_words(match['more'])}" if match["more"] else ""
    if not more and not (
        _SCORER.search(match.string, max(0, match.start() - _SENTENCE), match.start())
        and _MATCH.search(match.string, max(0, match.start() - _SENTENCE), match.end() + _SENTENCE)
    ):
        return None
    return f"{number_words(match['minute'])}{more} minutes"


def _coordinate(match: re.Match[str]) -> str:
    words = f"{number_words(match['degrees'])} degrees"
    if match["minutes"]:
        words += f" {number_words(match['minutes'])} minutes"
    if match["seconds"]:
        words += f" {number_words(match['seconds'])} seconds"
    quarter = match["quarter"] or match["only"]
    return f"{words} {_QUARTERS[quarter]}" if quarter else words


def _side(match: re.Match[str]) -> str:
    """ "12.5\"W" as "twelve point five inches wide"."""
    name = "inch" if match["amount"] == "1" else "inches"
    return f"{number_words(match['amount'])} {name} {_SIDES[match['side']]}"


_SIDES = {"W": "wide", "D": "deep", "H": "high", "L": "long"}


def _area(match: re.Match[str]) -> str:
    """ "a 10'x12' room" as "ten by twelve foot"."""
    noun = word_after(match)
    name = "foot" if noun and noun not in NOT_NOUNS else "feet"
    return f"{number_words(match['first'])} by {number_words(match['last'])} {name}"


def _box(match: re.Match[str]) -> str:
    """ "12\"x18\"x24\"" as "twelve by eighteen by twenty-four inches"."""
    sides = re.findall(r"[\d.]+", match["sides"])
    names = ("inch", "inches") if match["mark"] in '"″' else ("foot", "feet")
    noun = word_after(match)
    return f"{' by '.join(map(number_words, sides))} {names[not noun or noun in NOT_NOUNS]}"


def _degrees_of_map(match: re.Match[str]) -> str:
    """ "34.05N 118.25W"."""
    return (
        f"{number_words(match['latitude'])} {_QUARTERS[match['north']]} "
        f"{number_words(match['longitude'])} {_QUARTERS[match['east']]}"
    )


def _feet_by(match: re.Match[str]) -> str:
    """A sign between two measures: "12 ft × 10 ft"."""
    return "by"


def _minutes_run(match: re.Match[str]) -> str | None:
    """ "runs 4'33\"", a time where a verb or a noun says so."""
    if not _LASTS.search(match.string[max(0, match.start() - 40) : match.start()]):
        return None
    minutes, seconds = match["feet"], match["inches"]
    return f"{number_words(minutes)} minute{'' if minutes == '1' else 's'} {number_words(seconds)}"


_FEET = re.compile(
    r"(?P<feet>\d{1,3})['′][\s-]?(?P<inches>\d{1,2}(?:\.\d)?)"
    rf"(?: ?(?P<part>[{''.join(FRACTIONS)}]))?(?:\"|''|″)"
)
_FEET_ALONE = re.compile(
    r"(?P<feet>\d{1,3}(?:,\d{3})+|\d{1,5}(?:\.\d)?)"
    r"(?:'(?=[ -][a-z]|[.,;)]|\s?\Z| (?:[A-Z]{3}|[x×])\b| ×)|′)"
)
_FEET_SPELLED = re.compile(r"(?P<feet>\d{1,3}) ?ft\.? (?P<inches>\d{1,2}) ?in\b(?:\.(?=,| [a-z]))?")
_INCHES = re.compile(
    rf"(?:(?P<first>\d{{1,3}}(?:\.\d{{1,2}})?)[\"″]?\s?(?P<joint>[x×]|{DASH})\s?)?"
    r"(?P<amount>\d{1,4}(?:\.\d{1,2})?)[\"″](?!\w)"
    rf"(?P<rate>{RATE})?"
)
_MINUTES = r"(?P<minutes>\d{1,2}(?:\.\d{1,6})?)\s?['′]"
_SECONDS = r"(?P<seconds>\d{1,2}(?:\.\d{1,6})?)\s?(?:\"|″|''|′′)"
_COORDINATE = re.compile(
    rf"(?P<degrees>\d{{1,3}}(?:\.\d{{1,9}})?)\s?[°º]\s?"
    rf"(?:{_MINUTES}\s?(?:{_SECONDS}\s?)?(?P<quarter>[NSEW]\b)?|(?P<only>[NSEW])\b)"
)
RULES = (
    Rule(DIGITS, _COORDINATE, _coordinate),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<latitude>\d{1,2}\.\d{1,8})°? ?(?P<north>[NS]),? "
            r"(?P<longitude>\d{1,3}\.\d{1,8})°? ?(?P<east>[EW])(?!\w)"
        ),
        _degrees_of_map,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?:(?<=[Ll]at\. )|(?<=ong\. )|(?<=titude ))(?P<degrees>\d{1,3}(?:\.\d{1,8})?)°? ?"
            r"(?P<only>[NSEW])(?!\w)(?P<minutes>)(?P<seconds>)(?P<quarter>)"
        ),
        _coordinate,
    ),
    Rule(
        "NSEW",
        re.compile(
            r"(?P<quarter>[NSEW])(?:(?=\d{1,3}(?:\.\d{1,9})?[°º])"
            r"| ?(?=\d{1,3}[°º] ?\d{1,2}(?:\.\d{1,6})?['′]))"
        ),
        lambda match: _QUARTERS[match["quarter"]] + " ",
    ),
    Rule(
        DIGITS,
        re.compile(r"(?P<first>\d{1,3})['′] ?[x×] ?(?P<last>\d{1,3})['′](?![\w'\"]|\s?[x×])"),
        _area,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<sides>\d{1,3}(?:\.\d{1,2})?(?P<mark>[\"″'′])"
            r"(?:\s?[x×]\s?\d{1,3}(?:\.\d{1,2})?(?P=mark)){2,3})(?!\w)"
        ),
        _box,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?:(?<=\bis )|(?<=\bwas )|(?<='s )|(?<='m )|(?<=\bam )|(?<=[Hh]eight )|(?<=eight: )"
            r"|(?<=\bstands )|(?<=\bstood )|(?<=about )|(?<=under )|(?<=over )|(?<=\bonly )"
            r"|(?<=\bat ))(?P<feet>[4-7])['′](?P<inches>\d|1[01])(?![\w'′\"″]|\.\d)(?P<part>)"
        ),
        _feet_and_inches,
    ),
    Rule(DIGITS, _FEET, _minutes_run),
    Rule(DIGITS, _FEET, _feet_and_inches),
    Rule(
        DIGITS,
        re.compile(r"(?P<amount>\d{1,3}(?:\.\d{1,3})?)[\"″] ?(?P<side>[WDHL])(?!\w)"),
        _side,
    ),
    Rule("x×", re.compile(r"(?<=[\"″][WDHL] )[x×](?= \d)|(?<=\d )x(?= [WDHL] ?\d)"), _feet_by),
    Rule(
        "x×",
        re.compile(
            r"(?:(?<=[a-z.] )|(?<=[\"″'′] ))(?:×|x(?= ))(?= ?\d[\d.,]* ?(?:[a-z]{1,4}\b|[\"″'′]))"
        ),
        _feet_by,
    ),
    Rule(DIGITS, _FEET_SPELLED, _feet_spelled),
    Rule(
        DIGITS,
        re.compile(r"(?P<feet>\d)-ft\.?-(?P<inches>\d\d?)(?!\w)"),
        lambda m: f"{number_words(m['feet'])}-foot-{number_words(m['inches'])}",
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<first>[35])['′](?: ?(?:[-–→]|to) ?(?P<last>[35])['′](?![\d\"])"
            r"|(?=[- ](?:UTRs?|ends?|caps?|strand|overhangs?|untranslated|phosphate)\b)"
            r"|(?= (?:and|or) [35]['′][- ](?:UTRs?|ends?|caps?|strands?|overhangs?)\b))"
        ),
        _primes,
    ),
    Rule(
        DIGITS,
        re.compile(r"(?P<minute>\d{1,3})(?:\+(?P<more>\d{1,2}))?['′](?![\d\w])"),
        _minutes_played,
    ),
    Rule(DIGITS, _INCHES, _inches),
    Rule("-–", re.compile(r"(?<=\d[\"″])[-–](?=\d['′])"), lambda _match: " to "),
    Rule("-", re.compile(r"(?<=\d[\"″])-(?=\d)"), lambda _match: " "),
    Rule(DIGITS, _FEET_ALONE, _feet),
)

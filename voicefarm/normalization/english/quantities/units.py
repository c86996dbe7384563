"""Quantities: a number or a range of them with its unit, temperatures, sizes, coordinates."""

import functools
import re
from collections.abc import Iterable

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import text_before, word_after, word_before
from voicefarm.normalization.english.numbers import (
    AMOUNT,
    DASH,
    number_words,
    paired,
    parts,
    plural,
)
from voicefarm.normalization.english.quantities.adjectives import (
    NOT_NOUNS,
    POURED,
    is_adjective,
)
from voicefarm.normalization.english.quantities.unit_names import POWERFUL, POWERS, RATES, UNITS
from voicefarm.normalization.scanner import DIGITS, Rule


def _any_of(names: Iterable[str]) -> str:
    """A pattern for any of them, the longest first, which is found by its first character."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        by_first.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())


_POWER = r"(?:\^?[23]|[²³])"
_RAISED = rf"(?:{_any_of(POWERFUL)}){_POWER}"
RATE = (
    rf"(?: ?/ ?(?:{_RAISED}|{_any_of(RATES)})(?![\w²³])){{1,3}}(?!/)"
    r"(?:(?<=[a-z])\.(?=[,;)]| [a-z(]))?"
)
"""What is after a quantity or a price: "/hr", "/user/month"."""
UNIT = rf"(?:{_RAISED}|{_any_of(UNITS)})(?![A-Za-z0-9²³_]|-\d)"
_FIRST_UNIT = rf"(?:{_RAISED}|{_any_of(UNITS)})(?![A-Za-z0-9²³_])"
_POWERED = re.compile(rf"(.+?)({_POWER})")
_LETTERS_OF_PLACES = frozenset("WVgmhsL")
_PLACES = words(
    """
    exit route rt rte gate row seat room suite section block building figure fig flight terminal
    platform plate lot bay level floor zone bus line class grade apartment apt unit hwy highway
    runway runways rwy size stage form table step page question problem exercise appendix chapter
    house studio flat
    """
)
"""What has a figure with a letter for its name: "Gate 4A"."""
_BUILT = words(
    "home homes house lot office building space warehouse retail condo of living store unit"
)
_DRUNK = words("milk cream water stock beer ale stout bitter blood oil broth juice cider wine")
_REPORT = re.compile(r"\. ?Ed\b")
_SAILING = re.compile(r"\b(?:winds?|gust\w*|seas|speed|airspeed|cruis\w+|current)\b", re.I)
_POPULACE = words("people inhabitants users voters viewers customers subscribers")
_AFTER_INCHES = re.compile(
    r"\s(?:of (?:rain|snow|water|ice|rainfall|snowfall|precipitation|mulch|soil|foam)|wide"
    r"|tall|deep|thick|high|in diameter|by \d|[x×] ?\d)\b"
)
_ENDS = re.compile(r"\.(?:\s+[A-Z]|\s*\Z)")
_BEFORE_DEGREES = words(
    """
    to at of below above about around reached hit is was than fell high low highs lows hi lo near
    """
)
_HEAT = re.compile(r"[°℃℉]|\b(?:kelvins?|temperatures?|cooled|cryogenic|liquid helium|heated)\b")
_SCALES_OF_HEAT = {"C": "Celsius", "F": "Fahrenheit"}
_ELECTRIC = re.compile(
    r"\d ?(?:[kKm]?[VWΩ]|mAh?|Ah|kWh|VDC|VAC)\b"
    r"|\b(?:fuse|breaker|charger|charges?|current|circuit|draws?)\b"
)
_FORMULA = 60
"""Characters around "3x" that may show that x is an unknown."""
_UNKNOWN = re.compile(r"\bx ?[=<>≤≥+²^]|\d*x \+ \d|\(x\)|\bfor x\b|= ?\d*x\b")


@functools.lru_cache(1024)
def unit_names(unit: str) -> tuple[str, str]:
    """One and many of a unit as written, squares and cubes too."""
    if unit in UNITS:
        return UNITS[unit]
    powered = _POWERED.fullmatch(unit)
    assert powered is not None
    one, many = UNITS[powered[1]]
    if powered[1] == "s":
        return f"second {powered[2]}", f"seconds {powered[2]}"
    return f"{POWERS[powered[2]]} {one}", f"{POWERS[powered[2]]} {many}"


@functools.lru_cache(1024)
def rate_words(written: str) -> str:
    """ " per hour" for "/hr"; empty for nothing."""
    words = ""
    for unit in filter(None, (part.strip(" .") for part in written.split("/"))):
        if unit in RATES:
            words += f" per {RATES[unit]}"
        elif unit in ("s²", "s2", "s^2"):
            words += " per second squared"
        else:
            words += f" per {unit_names(unit)[0]}"
    return words.replace(" per each", " each")


def _quantity(match: re.Match[str]) -> str | None:
    unit, gap = match["unit"], match["gap"]
    if (unit == "in" and not _is_inches(match)) or (
        unit == "s" and "." not in match["amount"] and not (match["last"] and gap)
    ):
        return None
    if (unit == "st" and gap != " ") or (unit in _DOUBTFUL and not _DOUBTFUL[unit](match)):
        return None
    is_letter, before = unit in _LETTERS_OF_PLACES and (not gap or unit == "W"), word_before(match)
    if is_letter and (before == "US" or before.rstrip(".").lower() in _PLACES):
        return None
    if unit == "m" and gap == " " and word_after(match) in _POPULACE:
        return f"{number_words(match['amount'])} million"
    one, many = _names(match)
    first, last = match["first"], match["last"]
    words = number_words(match["amount"])
    if last and match["first_unit"] and match["first_unit"] != unit:
        return None
    if last:
        again = f" {unit_names(match['first_unit'])[1]}" if match["first_unit"] else ""
        words = f"{number_words(first)}{again} to {words}"
    is_one = _is_one(match["amount"]) and not last
    is_short = unit in ("hr", "yr", "mo", "wk") and not gap and word_after(match)
    is_adjective_time = bool(is_short) and word_after(match) not in NOT_NOUNS
    is_single = gap == "-" or is_one or is_adjective_time or is_adjective(match, unit)
    name = (one if is_single else many) + rate_words(match["rate"] or "")
    return f"{words}{'-' if gap == '-' else ' '}{name}"


def _names(match: re.Match[str]) -> tuple[str, str]:
    """One and many of a unit where its neighbors may say what is meant."""
    unit, gap = match["unit"], match["gap"]
    if unit == "nm" and gap == " " and _at_sea(match):
        return unit_names("nmi")
    if unit == "kt" and _SAILING.search(
        match.string, max(0, match.start() - _FORMULA), match.end() + len(" gusts")
    ):
        return unit_names("kn")
    if unit == "pts" and word_after(match) in _DRUNK:
        return "pint", "pints"
    one, many = unit_names(unit)
    return ("point" if unit == "pt" and gap == "-" else one), many


def _is_weight(match: re.Match[str]) -> bool:
    """ "10 t", but "2 t. salt" are teaspoons."""
    after = word_after(match)
    is_small = len(parts(match["amount"])[0]) < 2
    if not is_small or after in NOT_NOUNS:
        return True
    return not match["dot"] or not after.islower() or match["gap"] != " "


def _is_area(match: re.Match[str]) -> bool:
    """ "3,000 SF"; but "2012 SF Giants" are of a city."""
    return "," in match["amount"] or word_after(match) in _BUILT


def _is_no_product(match: re.Match[str]) -> bool:
    """ "4 ac", but "b² − 4ac"."""
    return match["gap"] != "" or "²" not in text_before(match)


def _is_volume(match: re.Match[str]) -> bool:
    """No lens "f/2.8L", no law report "2 L. Ed. 2d 80"."""
    return not (text_before(match).endswith("f/") or _REPORT.match(match.string, match.end()))


def _is_pressure(match: re.Match[str]) -> bool:
    """ "1013 mb" where the weather is near; a file has megabytes."""
    text = match.string[max(0, match.start() - _FORMULA) : match.end() + _FORMULA]
    return bool(re.fullmatch(r"8[5-9]\d|9\d\d|10\d\d", match["amount"]) and _WEATHER.search(text))


def _at_sea(match: re.Match[str]) -> bool:
    """ "30 nm off the coast": miles and not nanometers."""
    before = match.string[max(0, match.start() - _FORMULA) : match.start()]
    return bool(_SEA_AFTER.match(match.string, match.end()) or _SEA_BEFORE.search(before))


def _is_one(amount: str) -> bool:
    whole, decimals = parts(amount)
    return whole == "1" and not decimals


def _is_inches(match: re.Match[str]) -> bool:
    """Not the preposition: "12 in." and "5in", but never "5 in the morning"."""
    after = match.string[match.end() : match.end() + 1]
    if (
        bool(match["dot"])
        or after == ")"
        or _ENDS.match(match.string, match.end())
        or (match["gap"] != " " and after != "-")
    ):
        return True
    return bool(_AFTER_INCHES.match(match.string, match.end()))


def _degrees(match: re.Match[str]) -> str | None:
    """ "180C" in a recipe; fewer than 100 degrees only after such words as "at"."""
    text, start, amount = match.string, match.start(), match["amount"]
    before = word_before(match).rstrip(":").lower()
    is_sure = (
        len(amount) > 2  # also "37.2C"
        or (len(amount) == 2 and (match["first"] or before in _BEFORE_DEGREES))
        or _COLD.search(text, max(0, start - 12), start)
        or _OTHER_SCALE.match(text, match.end())
    )
    if not is_sure or before in _PLACES:
        return None
    first = f"{number_words(match['first'])} to " if match["first"] else ""
    return f"{first}{number_words(amount)} degrees {_SCALES_OF_HEAT[match['scale']]}"


def _kelvin(match: re.Match[str]) -> str | None:
    """ "20 K" where a temperature is near."""
    around = match.string[max(0, match.start() - _FORMULA) : match.end() + _FORMULA]
    return f"{number_words(match['amount'])} kelvin" if _HEAT.search(around) else None


def _amps(match: re.Match[str]) -> str | None:
    """ "5A" near volts, watts or ohms."""
    around = match.string[max(0, match.start() - _FORMULA) : match.end() + _FORMULA]
    if not _ELECTRIC.search(around) or word_before(match).rstrip(".").lower() in _PLACES:
        return None
    return f"{number_words(match['amount'])} amp{'' if _is_one(match['amount']) else 's'}"


def _rate(match: re.Match[str]) -> str:
    return number_words(match["amount"]) + rate_words(match["rate"])


def _by(match: re.Match[str]) -> str | None:
    """A size; but not "3 × 4 = 12"."""
    if re.match(r"\s?=", match.string[match.end() : match.end() + 2]):
        return None
    sides = re.split(r"\s?[x×]\s?", match["sides"])
    unit = match["unit"]
    if unit in POURED and len(sides) == 2:
        return _packs(match, *sides)
    words = " by ".join(_side(side, is_bare=not unit) for side in sides)
    if not unit:
        return words
    if unit == "s" and not match["gap"]:
        return plural(words)
    after = word_after(match)
    is_thing = match["gap"] in ("", "-") and after.islower() and after not in NOT_NOUNS
    is_single = is_thing or is_adjective(match, unit)
    return f"{words} {unit_names(unit)[not is_single]}"


def _packs(match: re.Match[str], packs: str, each: str) -> str:
    """ "2 x 400g tins" as "two four hundred gram tins", "2 x 400 g" as "two times"."""
    noun = word_after(match)
    is_single = noun.islower() and noun not in NOT_NOUNS
    amount = f"{number_words(each)} {unit_names(match['unit'])[not is_single]}"
    return f"{number_words(packs)} {'' if is_single else 'times '}{amount}"


def _side(side: str, *, is_bare: bool) -> str:
    """A side; of a bare size, which is of a screen, in pairs: "2560×1440"."""
    whole, decimals = parts(side)
    if len(whole) == 4 and not decimals and "," not in side and (is_bare or whole[0] == "1"):
        return paired(whole)
    return number_words(side)


def _times(match: re.Match[str]) -> str:
    """ "3x faster"; but "3x" as it is where x is unknown."""
    around = match.string[max(0, match.start() - _FORMULA) : match.end() + _FORMULA]
    if not match["rate"] and _UNKNOWN.search(around):
        return f"{number_words(match['amount'])} x"
    first = f"{number_words(match['first'])} to " if match["first"] else ""
    return f"{first}{number_words(match['amount'])} times{rate_words(match['rate'] or '')}"


def _per(match: re.Match[str]) -> str | None:
    """ "5 litres/day": a rate of what is written out."""
    if not re.search(r"(?:\d|hundred|thousand|million) [a-z]{2,12}\Z", text_before(match)):
        return None
    return rate_words(match[0])


def _per_unit(match: re.Match[str]) -> str:
    """ "per GB"."""
    return unit_names(match["unit"])[0]


def _bare_unit(match: re.Match[str]) -> str:
    """A unit without a number: "in km²", "by km/h"."""
    unit = match["unit"]
    return unit_names(unit)[1] + rate_words(match["rate"] or "")


def _divided(match: re.Match[str]) -> str:
    """ "mg/dL" in a heading or behind "in"."""
    unit = match["unit"]
    return (UNITS[unit][1] if unit in UNITS else f"{RATES[unit]}s") + rate_words(match["rate"])


_WEATHER = re.compile(
    r"\b(?:[Pp]ressure|barometer|storm|hurricane|cyclone|typhoon|trough|ridge|low|high)\b"
)
_SEA_AFTER = re.compile(r"\.? (?:off|offshore|north|south|east|west|[NS][EW]?|out to sea)\b")
_SEA_BEFORE = re.compile(r"\d ?(?:kts?|kn|knots)\b|\b(?:[Ss]eas|[Vv]isibility|[Vv]is\.|sailed)\b")
_DOUBTFUL = {
    "SF": _is_area,
    "mb": _is_pressure,
    "ac": _is_no_product,
    "L": _is_volume,
    "t": _is_weight,
}
_SIDE = r"\d++(?:[.,]\d++)?"
_RATED = rf"(?P<rate>{RATE})?"
_QUANTITY = re.compile(
    rf"(?:(?P<first>{AMOUNT})\s?(?P<first_unit>{_FIRST_UNIT})?\s?(?P<last>{DASH}|~)\s?)?"
    rf"(?P<amount>{AMOUNT})(?P<gap>(?P<hyphen>-)| ?)(?P<unit>{UNIT})"
    rf"(?:(?P<rate>(?:(?<=[a-z])\.)?{RATE})|(?(hyphen)(?<=[a-z])\.(?= [A-Z][A-Za-z])|(?!))"
    r"|(?P<dot>(?:(?<=[a-z])|(?<=°[CF])|(?<=° [CF]))\."
    r"(?=,| ?[-–;:)]| [a-z(\d=+×]| (?:N|S|E|W|NE|NW|SE|SW)\b)))?"
)
_COLD = re.compile(r"(?:(?:^|[\s(/])[-−]|\d ?[CF] ?/ ?|\b[Tt]emp[a-z.]*:? )\Z")
_OTHER_SCALE = re.compile(r" ?/ ?-?\d{1,3} ?[CF](?!\w)")
"""The same heat by the other scale: "32F/0C"."""
_DEGREES = re.compile(
    r"(?:(?P<first>\d{1,3})[-–])?(?P<amount>\d{2,3}\.\d(?=[CF])|\d{1,3}) ?(?P<scale>[CF])"
    r"(?!\.?[\w'+#-]|\. (?:Supp|App))"
)
_SCALE_OF_DEGREES = re.compile(r"(?<=\bdegrees )[FC](?![\w+#♯])")
_BY = re.compile(
    rf"(?P<sides>{_SIDE}(?:\s?[x×]\s?{_SIDE}){{1,3}})"
    rf"(?:(?P<gap>\s?|-)(?P<unit>{UNIT})(?:(?<=[a-z])\.(?=[,;)]| [a-z(]))?)?(?![\w^⁻⁺]|\*\*)"
)
_TIMES = re.compile(
    rf"(?:(?P<first>\d{{1,3}}(?:\.\d)?)x?{DASH})?(?P<amount>\d{{1,6}}(?:\.\d++)?)[x×](?!\w|'d|\s?[+=]|\^){_RATED}"
)
_BARE = re.compile(rf"(?P<unit>(?:mm|cm|km|m|ft|mi)[²³]|km(?=/h\b)|m(?=/s\b)){_RATED}(?!\w)")
_DIVIDED = re.compile(
    r"(?<![\w/])(?P<unit>[mµμnk]?g|mcg|lbs?|[mµμn]?mol|IU|[mk]?m|mi|ft|[mk]?L|[kMG]?Wh|[kM]?J|[kM]?N"
    r"|[kM]?W|[kMGT]B|[kMG]b|gal)"
    r"(?P<rate>(?=/(?:(?<=mol/)k?g|(?<=[a-z]/|J/)kg|(?<=[a-z]/|U/)(?:[md]?L|gal)|(?:[ckm]?m|ft)[²³]"
    r"|(?<=\w\w/)(?:s|h|hr|ha|min|sec|mol)|(?<=[gL]/)(?:mol|min|s|h|hr)"
    rf"|day|night|week|month|year|yr|hour|minute|second|acre)(?!\w)){RATE})(?!\w)"
)
_COUNTS_PER = re.compile(
    r"(?:(?<=[a-z]{3}s)|(?<=eople)|(?<=[CP]FU)|(?<=mIU))(?P<rate>(?=/(?:[ck]?m[²³]|[mµμd]?L|ml|µl|mg|g|ha|s|sec|min|hr|hour|day|week|month|year|yr|kg|GB|MB)"
    rf"(?!\w)){RATE})(?!\w)"
)
_PER_UNITS = (
    "GB", "MB", "TB", "KB", "kB", "kWh", "MWh", "GHz", "L", "mL", "kg", "km", "lb", "oz", "hr",
    "gal", "mi", "ft", "ml", "mg", "sq ft", "sqm", "bbl", "m²", "km²", "cm", "mm",
)  # fmt: skip
_MILLIONS_OF = (
    "km", "mi", "ft", "kg", "lb", "lbs", "oz", "gal", "bbl", "ha", "ly", "kWh", "MWh", "GWh", "TWh",
    "GB", "TB", "sq mi", "sq km", "sq ft", "km²", "km2", "m²", "m2", "m³", "m3", "km³", "ft²",
)  # fmt: skip
SMALL_WORDS = tuple(
    unit for unit in ("sq", "cu", *_PER_UNITS, *_MILLIONS_OF) if unit.isalpha() and unit.islower()
)

RULES = (
    Rule(DIGITS, _DEGREES, _degrees),
    Rule(DIGITS, re.compile(rf"(?=[\d.,]{{1,12}} K)(?P<amount>{AMOUNT}) K(?![\w'-])"), _kelvin),
    Rule(
        DIGITS, re.compile(rf"(?=[\d.,]{{1,12}} ?A)(?P<amount>{AMOUNT}) ?A(?![\w'+-]|\.\w)"), _amps
    ),
    Rule("FC", _SCALE_OF_DEGREES, lambda match: _SCALES_OF_HEAT[match[0]]),
    Rule(DIGITS, _BY, _by),
    Rule(DIGITS, _TIMES, _times),
    Rule(DIGITS + ".", _QUANTITY, _quantity),
    Rule(DIGITS, re.compile(rf"(?P<amount>{AMOUNT})(?P<rate>(?=/[a-z][a-z]){RATE})"), _rate),
    Rule(
        "".join(dict.fromkeys(unit[0] for unit in _PER_UNITS)),
        re.compile(
            rf"(?<=[Pp]er )(?P<unit>{'|'.join(_PER_UNITS)})(?!\w)(?:(?<=[a-z])\.(?= [a-z]))?"
        ),
        _per_unit,
    ),
    Rule(
        "".join(dict.fromkeys(unit[0] for unit in _MILLIONS_OF)),
        re.compile(
            r"(?:(?<=thousand )|(?<=million )|(?<=billion )|(?<=trillion ))"
            rf"(?P<unit>{_any_of(_MILLIONS_OF)})(?![\w²³])"
            rf"(?:(?P<rate>{RATE})|(?<=[a-z])\.(?=,| [a-z(]))?"
        ),
        _bare_unit,
    ),
    Rule("mckf", _BARE, _bare_unit),
    Rule("mµμnkglIfLMGTJNW", _DIVIDED, _divided),
    Rule("/", _COUNTS_PER, lambda match: rate_words(match["rate"])),
    Rule("/", re.compile(rf"(?<=[a-z]){RATE}"), _per),
)

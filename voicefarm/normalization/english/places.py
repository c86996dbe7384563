"""Places: states behind a city, quarters of the sky, parts of an address."""

import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import STARTERS, stop_after, text_before
from voicefarm.normalization.english.numbers import paired, spelled
from voicefarm.normalization.scanner import DIGITS, Rule

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland",
    "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
    "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina",
    "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
    "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
    "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "DC": "D C",
}  # fmt: skip
_CITY = re.compile(r"(?P<city>[A-Z][\w']*(?:-\w+)*)\.?, \Z")
_SURE_CITY = re.compile(
    r"(?:\b(?:in|at|from|of|near|to|and|outside|around|for|by)|[,;(]) (?:[A-Z][\w'.-]* ?){1,3}, \Z"
)
_NO_CITY = STARTERS | words(
    """
    Fine Okay Ok Sure Right Look Listen Great Good Thanks Hey Oh Ah Hi Hello Mom Dad Sir Madam
    Honey Dear Sorry Wait Stop Come Go God Ugh Whatever Alright Agreed Done Nice Cool True False
    Either
    """
)
_PERSON = re.compile(r"\b(?P<first>[A-Z][\w'-]*\.?) (?:[A-Z]\.? )?(?P<last>[A-Z][\w'’-]+), \Z")
_TITLE_AFTER = re.compile(r",? (?:PhD|Ph\.D|MD|M\.D|RN|DDS|JD|LLM|MPH|MBA|FRCP|Esq|QC|KC)\b")
_COURT = re.compile(
    r"\b(?:bar|barristers?|counsel|court|silk|QC|KC|judge|justice|solicitors?|appear(?:ed|s|ing)"
    r"|submi\w+|instructed|chambers|advocates?|prosecut\w+|defen[cd]\w+|plaintiffs?|applicants?"
    r"|respondents?|appellants?|inquiry|tribunal|cross-examin\w+)\b",
    re.I,
)
_BEFORE_TOWN = words(
    """
    North South East West Upper Lower Fort Ft Ft. Mount Mt Mt. New Old Port Saint St St. Point Near
    """
)
_ENDS_OF_TOWNS = words(
    """
    Spring Springs City Park Chase Burnie Meade Mills Heights Hills Hill Village Point Beach Bay
    Creek Grove Church Oaks Run Town Station Harbor County Airy Marlboro Valley Island Lake River
    """
)
"""The last words of towns of two words."""
_QUARTERS = {
    "N": "North", "S": "South", "E": "East", "W": "West", "NE": "Northeast", "NW": "Northwest",
    "SE": "Southeast", "SW": "Southwest",
}  # fmt: skip
_SHORT_STATES = {
    "Tex": "Texas", "Calif": "California", "Fla": "Florida", "Mass": "Massachusetts",
    "Conn": "Connecticut", "Penn": "Pennsylvania", "Pa": "Pennsylvania", "Mich": "Michigan",
    "Minn": "Minnesota", "Wis": "Wisconsin", "Ariz": "Arizona", "Ala": "Alabama", "Ga": "Georgia",
    "Ky": "Kentucky", "Ill": "Illinois", "Ind": "Indiana", "Okla": "Oklahoma", "Ore": "Oregon",
    "Tenn": "Tennessee", "Va": "Virginia", "Vt": "Vermont", "Wash": "Washington", "Md": "Maryland",
    "Nev": "Nevada", "Colo": "Colorado", "La": "Louisiana",
    "Miss": "Mississippi", "Mo": "Missouri", "Mont": "Montana", "Neb": "Nebraska",
    "Ark": "Arkansas", "Kan": "Kansas", "Del": "Delaware",
    "W. Va": "West Virginia", "W.Va": "West Virginia", "N.M": "New Mexico", "N. Mex": "New Mexico",
    "N.H": "New Hampshire", "N.D": "North Dakota", "S.D": "South Dakota", "R.I": "Rhode Island",
    "Wyo": "Wyoming",
    "N.Y": "New York", "N.J": "New Jersey", "N.C": "North Carolina", "S.C": "South Carolina",
}  # fmt: skip
_POINTS = {
    **_QUARTERS, "NNE": "North northeast", "ENE": "East northeast", "ESE": "East southeast",
    "SSE": "South southeast", "SSW": "South southwest", "WSW": "West southwest",
    "WNW": "West northwest", "NNW": "North northwest",
}  # fmt: skip
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Way|Place|Pl|Court|Ct|Hwy"
    r"|Highway|Parkway|Pkwy|Terrace|Ter|Circle|Cir|Sq|Square)\b"
)
_LANDS = (
    "Africa|America|Asia|Atlantic|Bank|Carolina|Coast|Dakota|Europe|Germany|Hemisphere|Indies"
    "|Ireland|Island|Jersey|Jerusalem|Korea|London|Macedonia|Ossetia|Pacific|Pole|Sea|Side|Sudan"
    "|Sussex|Timor|Virginia|Wales|Yemen|Yorkshire"
)
"""Names that often have a quarter of the sky before them."""
_GOING = (
    "drive", "drove", "head", "heads", "headed", "heading", "go", "goes", "going", "went", "turn",
    "turned", "walk", "walked", "travel", "sail", "ride", "rode", "run", "runs", "continue",
    "due", "mi.", "mi", "mi,", "miles", "km", "blocks", "mph", "knots",
    "moving", "moved", "tracking", "wind", "winds", "winds:", "wind:",
    "kilometers", "nm", "from", "bound", "facing",
)  # fmt: skip
_PARTS = {
    "Fl": "Floor", "Flr": "Floor", "Bldg": "Building", "Bldgs": "Buildings", "Apt": "Apartment",
    "apt": "apartment", "Ste": "Suite", "Rm": "Room", "rm": "room", "bldg": "building",
    "fl": "floor", "Xing": "Crossing", "Jct": "Junction", "Twp": "Township", "Cir": "Circle",
    "Ter": "Terrace", "Trl": "Trail",
}  # fmt: skip


def _state(match: re.Match[str]) -> str | None:
    """A state after its city, and the zip code after it."""
    groups = re.findall(r"\d+", match["code"] or "")
    city = _CITY.search(text_before(match))
    if not groups and (
        city is None or len(city["city"]) < 2 or city["city"] in _NO_CITY | STATES.keys()
    ):
        return None
    if (
        not groups
        and match["state"] in ("OK", "HI", "OH")
        and not _SURE_CITY.search(match.string[max(0, match.start() - 40) : match.start()])
    ):
        return None
    if not groups and _is_title(match):
        return None
    if not groups and re.match(r" [a-z]+ing\b", match.string[match.end() : match.end() + 16]):
        return None
    return " ".join((STATES[match["state"]], ", ".join(map(spelled, groups)))).strip()


def _is_title(match: re.Match[str]) -> bool:
    """Whether it stands behind a person: "Anna Bell, MD", but "Silver Spring, MD".

    Senior counsel and masters of arts are so called where a court or another title is near.
    """
    text, end = match.string, match.end()
    is_learned = _TITLE_AFTER.match(text, end) or (
        match["state"] == "SC" and _COURT.search(text, max(0, match.start() - 60), end + 60)
    )
    if match["state"] != "MD" and not is_learned:
        return False
    before = _PERSON.search(match.string, max(0, match.start() - 40), match.start())
    return bool(
        before
        and before["first"] not in STARTERS | _BEFORE_TOWN
        and before["last"] not in _ENDS_OF_TOWNS
    )


def _house(match: re.Match[str]) -> str:
    """ "15 W. 4th St." as "fifteen West"."""
    return f"{paired(match['number'])} {_QUARTERS[match['quarter']]}"


def _quarter(match: re.Match[str]) -> str:
    """Before the name of a street."""
    return _QUARTERS[match["quarter"]]


def _behind_street(match: re.Match[str]) -> str:
    stop = stop_after(match) if match["dot"] else ""
    return _QUARTERS[match["quarter"].replace(".", "")] + stop


def _part_of_land(match: re.Match[str]) -> str:
    """ "N. Korea", "the S. Pacific"."""
    return _QUARTERS[match["quarter"]]


def _party(match: re.Match[str]) -> str:
    """ "(D-CA)" behind a politician's name."""
    state = STATES[match["state"]] if match["state"] else _SHORT_STATES[match["short"]]
    return f"{match['party']}, {state}"


def _short_state(match: re.Match[str]) -> str | None:
    """ "Peoria, Ill.", a state after its city as newspapers write it."""
    city = _CITY.search(text_before(match))
    if not city or len(city["city"]) < 2 or city["city"] in _NO_CITY:
        return None
    if match["short"] in ("Miss", "La") and re.match(
        " [A-Z]", match.string[match.end() : match.end() + 2]
    ):
        return None
    return _SHORT_STATES[match["short"]] + stop_after(match)


def _bearing(match: re.Match[str]) -> str | None:
    """ "Drive N", "3 mi. SW"."""
    before = text_before(match).lower().split()
    if re.match(r" and [A-DF-MO-RT-VX-Z]\b", match.string[match.end() : match.end() + 6]):
        return None  # "from S&P"
    if not (before and before[-1] in _GOING) and not _ON_ROAD.search(text_before(match)):
        return None
    return _POINTS[match["quarter"]].lower() + (stop_after(match) if match["dot"] else "")


def _township(match: re.Match[str]) -> str:
    """ "T. 3 N., R. 4 W.", a square of a survey."""
    what = "Township" if match["what"] == "T" else "Range"
    return f"{what} {paired(match['number'])} {_QUARTERS[match['quarter']]}"


def _runway(match: re.Match[str]) -> str:
    """ "RWY 09R/27L" as "Runway zero nine right, two seven left"."""
    said = f"{match['runway'].capitalize()} {_strip(match['number'], match['side'])}".replace(
        "Rwy", "Runway"
    )
    return said + (f", {_strip(match['other'], match['other_side'])}" if match["other"] else "")


def _strip(number: str, side: str) -> str:
    return f"{spelled(number)} {_SIDES[side]}"


def _oil(match: re.Match[str]) -> str:
    """ "5W-30" as "five W thirty"."""
    return f"{paired(match['cold'])} W {paired(match['warm'])}"


def _part(match: re.Match[str]) -> str:
    return _PARTS[match["short"]]


def _numbered_part(match: re.Match[str]) -> str:
    """ "apt #12" as "apartment"; its number follows."""
    return _PARTS[match["short"]] + " "


_SIDES = {"L": "left", "R": "right", "C": "center"}
_ON_ROAD = re.compile(r"\b(?:(?:Hwy\.?|Highway|Rte\.?|Route|Interstate|US|SR) ?|I-|US-)\d{1,3} \Z")
_QUARTER = r"(?P<quarter>N[EW]?|S[EW]?|E|W)"
_POINT = r"(?P<quarter>[NS](?:[NS]?[EW])?|[EW](?:[NS][EW])?)"
RULES = (
    Rule(
        "DRI",
        re.compile(
            r"(?<=\()(?P<party>[DRI])[-–]"
            rf"(?:(?P<state>{'|'.join(STATES)})"
            rf"|(?P<short>{'|'.join(map(re.escape, _SHORT_STATES))})\.)(?=\))"
        ),
        _party,
    ),
    Rule(
        "ACDFGHIKLMNOPRSTUVW",
        re.compile(
            r"(?:(?<=[,.a-z] )|(?<=[a-z],)(?=[A-Z]{2} \d{5}))"
            rf"(?P<state>{'|'.join(STATES)})(?![\w'-])"
            r"(?: (?P<code>\d{5}(?:-\d{4})?)(?!\w))?"
        ),
        _state,
    ),
    Rule(
        "".join(dict.fromkeys(short[0] for short in _SHORT_STATES)),
        re.compile(rf"(?<=\w, )(?P<short>{'|'.join(map(re.escape, _SHORT_STATES))})\.(?!\w| ?\d)"),
        _short_state,
    ),
    Rule(
        "NS",
        re.compile(r"(?P<quarter>[NS][EW])/4(?!\w)"),
        lambda match: f"{_QUARTERS[match['quarter']].lower()} quarter",
    ),
    Rule(
        "NSEW",
        re.compile(r"(?P<quarter>[NSEW])/2(?= of (?:the|said|[Ss]ec|Lot|Block)\b)"),
        lambda match: f"{_QUARTERS[match['quarter']].lower()} half",
    ),
    Rule(
        "TR",
        re.compile(
            r"(?P<what>[TR])(?:\. ?|(?=\d{1,3}[NS],? ?R\.? ?\d)|(?<=\d[NS] R)|(?<=\d[NS], R))"
            r"(?P<number>\d{1,3}) ?(?P<quarter>[NSEW])\b\.?(?=[,;.)]|\s[A-Z(\d]|\Z)"
        ),
        _township,
    ),
    Rule(
        "Rr",
        re.compile(
            r"(?P<runway>[Rr]unways?|RWY|Rwy) (?P<number>\d\d?)(?P<side>[LRC])"
            r"(?:/(?P<other>\d\d?)(?P<other_side>[LRC]))?(?!\w)"
        ),
        _runway,
    ),
    Rule(DIGITS, re.compile(r"(?P<cold>\d{1,2})W-(?P<warm>\d\d)(?!\w)"), _oil),
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<number>\d{{1,5}}) {_QUARTER}\.? "
            rf"(?=\d{{1,3}}(?:st|nd|rd|th)\b|[A-Z][a-z]+ (?:[A-Z][a-z]+ )?{_STREET})"
        ),
        lambda match: _house(match) + " ",
    ),
    Rule(
        "NSEW",
        re.compile(rf"{_QUARTER}\.?(?= \d{{1,3}}(?:st|nd|rd|th) {_STREET}| [A-Z][a-z]+ {_STREET})"),
        _quarter,
    ),
    Rule("NSEW", re.compile(rf"(?P<quarter>[NSEW])\.(?= (?:{_LANDS})(?:ns?)?\b)"), _part_of_land),
    Rule("NSEW", re.compile(r"(?P<quarter>[NSEW])\.(?= \d{1,3}(?:st|nd|rd|th)\b)"), _quarter),
    Rule(
        "NSEW",
        re.compile(
            r"(?:(?<=Ave )|(?<=Ave\. )|(?<=St )|(?<=St\. )|(?<=Rd )|(?<=Rd\. )|(?<=Blvd )"
            r"|(?<=Blvd\. )|(?<=Avenue )|(?<=Street )|(?<=Road )|(?<=Street, )|(?<=Avenue, )"
            r"|(?<=Ave, )|(?<=St, ))(?P<quarter>[NS]\.?[EW]|[NSEW])"
            r"(?P<dot>\.)?(?=[\s,;!?)]|\.(?!\w)|\Z)"
        ),
        _behind_street,
    ),
    Rule("NSEW", re.compile(rf"{_POINT}(?P<dot>\.)?(?=[\s,;!?)]|\.(?!\w)|\Z)"), _bearing),
    Rule(
        "FBASRabrf",
        re.compile(r"(?P<short>[Aa]pt|Ste|[Rr]m|[Bb]ldg)\.? ?#(?=\d)"),
        _numbered_part,
    ),
    Rule(
        "Ff",
        re.compile(r"(?:(?<=(?:st|nd|rd|th) )|(?<=(?:st|nd|rd|th)-))(?P<short>[Ff]lr?)\.?(?!\w)"),
        _part,
    ),
    Rule(
        "AaBbSRr",
        re.compile(
            r"(?P<short>Bldgs?|bldg|Apt|apt|Ste|Rm|rm)\.?(?= (?:[A-Z]|\d{1,4}[A-Z]?)(?!\w))"
        ),
        _part,
    ),
)

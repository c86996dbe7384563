"""Words cut short that stand for two things: what is around them tells which."""

import re

from voicefarm.normalization.english.abbreviations.tables import ENDING
from voicefarm.normalization.english.context import STARTERS, stop_after, text_before

_DONE_BY = {"ed": "edited", "trans": "translated", "dir": "directed"}
_STREET_BEFORE = re.compile(
    r"(?:\d(?:st|nd|rd|th)|\b(?!(?:The|On|In|At|To|Of|And|From|With|For|By|Near|Mount|Mt) )"
    r"[A-Z][a-z]+) \Z"
)
_HOUSE_NUMBER = re.compile(r"\d(?:st|nd|rd|th) \Z|\b\d+[A-Z]? [A-Z][a-z]+ \Z")
SISTERS = (
    "Mary|Maria|Marie|Margaret|Anne?|Agnes|Agatha|Bernadette|Catherine|Cecilia|Clare|Dorothy|Elaine"
    "|Elizabeth|Faustina|Frances|Helen|Immaculata|Jean|Joan|Josephine|Lucy|Magdalena?|Monica"
    "|Patricia|Rita|Rose|Ruth|Simone|St\\.|Teresa|Theresa|Therese|Ursula|Veronica"
)
"""Who may be a nun, behind "Sr."."""
_TAUGHT = re.compile(
    r"\b(?:special|vocational|voc\.?|phys\.?|physical|driver'?s'?|adult|sex|higher|teacher|continuing"
    r"|Special|Voc\.?|Phys\.?|Physical|Driver'?s'?|Adult|Sex|Higher|Teacher|Continuing) \Z"
)
"""What is taught, before "ed."."""
_KEY_BEFORE = re.compile(r"\b[A-G](?:[#♯♭b]|-sharp|-flat| sharp| flat)? \Z")
"""Before "min.", a key of music."""
_OFFICE_AFTER = re.compile(
    r" (?:Dean|Prof|Director|Editor|Justice|Producer|Pastor|Attorney|Counsel|Vice|Judge|Manager"
    r"|Curator|Provost|Principal|Engineer|Chief|Head|Minister)"
)


def saint_or_street(match: re.Match[str]) -> str | None:
    """Street after its name, unless another name follows: "Main St.", but "in St. Louis"."""
    is_dotted = match[0].endswith(".")
    follows = re.match(r"\s([A-Z][\w'’]*)", match.string[match.end() : match.end() + 20])
    is_name = bool(follows and follows[1] not in STARTERS)
    before = text_before(match)
    if _STREET_BEFORE.search(before) and (not is_name or _HOUSE_NUMBER.search(before)):
        return "Street" + (stop_after(match) if is_dotted else "")
    if is_name or is_dotted:
        return "Saint" if follows else "Street" + stop_after(match)
    return None


def drive(match: re.Match[str]) -> str | None:
    """ "12 Oak Dr." is a drive; a doctor has a name."""
    if not re.search(r"\b[A-Z][a-z]+ \Z", text_before(match)):
        return None
    ends = re.match(r"\s*\Z|,|\s[a-z]", match.string[match.end() : match.end() + 20])
    follows = re.match(r"\s([A-Z][\w']*)", match.string[match.end() : match.end() + 20])
    if ends or (follows and follows[1] in STARTERS):
        return "Drive" + stop_after(match)
    return None


def sister(match: re.Match[str]) -> str | None:
    """ "Sr. Mary Clare" of a convent; behind a name it is a father."""
    if re.search(r"[A-Z][\w'.-]* \Z", text_before(match)):
        return None
    return "Sisters" if "s" in match[0] else "Sister"


def saints_or_streets(match: re.Match[str]) -> str:
    """Saints before a name, streets behind one: "Sts. Peter and Paul", "Oak & Elm Sts."."""
    follows = re.match(r"\s([A-Z][a-z]+)", match.string[match.end() : match.end() + 20])
    if follows and follows[1] not in STARTERS and not _STREET_BEFORE.search(text_before(match)):
        return "Saints"
    return "Streets" + stop_after(match)


_SENSES = (
    ("ed", _TAUGHT, "education"),
    (
        "ed",
        re.compile(r"(?:\d(?:st|nd|rd|th|d)|[a-z](?:st|nd|rd|th)|\b[Rr]ev(?:ised)?\.?) \Z"),
        "edition",
    ),
    ("min", _KEY_BEFORE, "minor"),
    ("min", re.compile(r"\d(?:st|nd|rd|th) \Z"), "minute"),
    ("min", re.compile(r"\d:\d\d \Z"), "minutes"),
)
"""What is before a short word, and what it is then."""
_NEVER = re.compile(r"(?!)")
_NAME_AFTER = {"Assoc": _OFFICE_AFTER, "Orig": re.compile(" [A-Z]")}
_BEFORE_NAMES = {"Assoc": "Associate", "Orig": "Original"}


def ending(match: re.Match[str]) -> str:
    """The word for one of `ENDING`: "2nd ed." is an edition, "special ed." education."""
    before = text_before(match)
    for short, near, word in _SENSES:
        if match["short"] == short and near.search(before):
            return word + stop_after(match)
    if _NAME_AFTER.get(match["short"], _NEVER).match(match.string, match.end()):
        return _BEFORE_NAMES[match["short"]]
    if match["short"] in _DONE_BY and match.string.startswith(" by ", match.end()):
        return _DONE_BY[match["short"]]
    return ENDING[match["short"]] + stop_after(match)

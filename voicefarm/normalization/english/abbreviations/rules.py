"""Words cut short: titles, streets, companies, Latin, initials. A sentence keeps its stop."""

import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.abbreviations import law, medicine, neighbors, pedigrees
from voicefarm.normalization.english.abbreviations.senses import (
    SISTERS,
    drive,
    ending,
    saint_or_street,
    saints_or_streets,
    sister,
)
from voicefarm.normalization.english.abbreviations.tables import (
    ANYWHERE,
    BEFORE_FIGURES,
    CLIPPED,
    ENDING,
    HEADS,
    TITLES,
    UNDOTTED,
    WITH_SLASH,
)
from voicefarm.normalization.english.context import (
    STARTERS,
    stop_after,
    text_before,
    word_before,
)
from voicefarm.normalization.english.numbers import cardinal, spelled
from voicefarm.normalization.scanner import DIGITS, Rule

_BARE_TITLES = "Dr|Mr|Mrs|Ms|Prof|Sgt|Capt|Lt|Gen|Rev|Mt|Maj|Col|Adm|Messrs|Mme|Mlle"
"""The titles that are written without a stop too."""
SMALL_WORDS = (
    *("rev", "pt", "pts", "wt", "revs", "dep", "arr", "hx", "dx", "sx", "ff", "lat", "long", "bid"),
    *(
        "apts?",
        "cent",
        "med",
        "prn",
        "sin",
        "cos",
        "tan",
        "tid",
        "qid",
        "tds",
        "vit",
        "pgs?",
        "paras?",
        "eqn",
        "ult",
        "inst",
        "prox",
        "ret",
        "qds",
    ),
    *(short for short in CLIPPED if short.islower()),
    *(
        word
        for table in (BEFORE_FIGURES, ANYWHERE, ENDING, UNDOTTED)
        for word in table
        if word.islower() and word.isalpha()
    ),
)
_REFUSED = re.compile(
    r" \d{1,4} (?:of (?:them|us|you|those|these)\b|(?:minutes|hours|days|weeks|months|years|people"
    r"|times|dollars|miles)\b)"
)
"""What is counted after the word no: "No. 5 of them!"."""
_COUNTRY_ROAD = re.compile(
    r"\b(?:Co\.|Cty\.|County|Farm|Ranch|Forest|State|Township|Twp\.|Range) \Z"
)
_PART_NUMBER = re.compile(r":| [A-Z\d]")
_LETTERED = words(
    """
    plan vitamin type grade class group part section option hepatitis exhibit appendix figure table
    team side point schedule model phase level category series block row column gate unit chapter
    item note version letter
    """
)
"""What has a letter after it, and not an initial: "plan B. John agreed"."""
_BEFORE_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]*,?|[.,;:(\"'—–&]|\b(?:by|of|and|or|with|to|from|for|met|said|saw|like|as|is|was"
    r"|when|that|the|after|before|than|asked|told|called|named|did|if|but|at|in|on|where|who)) ?\Z"
)


def _title(match: re.Match[str]) -> str:
    return TITLES[match["title"]]


def _before_figure(match: re.Match[str]) -> str | None:
    short = match["short"] or match["number"]
    if short == "v" and re.match(r" ?\d+\.\d", match.string[match.end() : match.end() + 8]):
        return "version"
    if short == "Rd" and _COUNTRY_ROAD.search(text_before(match)):
        return "Road"
    if short == "Rd" and re.match(r" \d{3}", match.string[match.end() : match.end() + 4]):
        return "Road"
    if short in ("No", "no") and _REFUSED.match(match.string, match.end()):
        return None
    return BEFORE_FIGURES[short]


def _anywhere(match: re.Match[str]) -> str:
    return ANYWHERE[match["short"]]


def _undotted(match: re.Match[str]) -> str | None:
    if match[0] in ("Jr", "Sr") and not re.search(r"\b[A-Z][\w'.]*,? \Z", text_before(match)):
        return None
    return UNDOTTED[match[0]]


def _clipped(match: re.Match[str]) -> str:
    """ "Int'l" and "Nat'l."."""
    return CLIPPED[match["short"]] + (stop_after(match) if match["dot"] else "")


def _against(match: re.Match[str]) -> str:
    """ "Roe v. Wade"."""
    return "versus"


def _with(match: re.Match[str]) -> str:
    return "with"


def _slashed(match: re.Match[str]) -> str:
    if match[0] == "p/n" and _PART_NUMBER.match(match.string, match.end()):
        return "part number"
    return WITH_SLASH[match[0]]


def _small_initials(match: re.Match[str]) -> str:
    """ "b.i.d." letter by letter."""
    letters = match[0].rstrip(".").upper().split(".")
    if letters == ["P", "A"] and re.search(r"(?:%|percent|per cent) \Z", text_before(match)):
        return "per annum" + stop_after(match)
    return " ".join(letters) + stop_after(match)


def _set_scene(match: re.Match[str]) -> str:
    """ "INT. KITCHEN", a scene of a film."""
    return {"I": "Interior", "E": "Exterior"}[match[0][0]]


def _repeated(match: re.Match[str]) -> str:
    """ "La la la (x2)"."""
    return f"times {cardinal(int(match['times']))}"


def _following(match: re.Match[str]) -> str:
    """ "pp. 12ff." as "twelve and following"."""
    return "and following" + stop_after(match)


def _pages(match: re.Match[str]) -> str:
    """ "12–15ff." as "twelve to fifteen and following"."""
    pages = " to ".join(cardinal(int(page)) for page in match.group("first", "page") if page)
    return f"{pages} {_following(match)}"


def _number(match: re.Match[str]) -> str:
    """ "Lot #A123"."""
    return "number "


def _featuring(match: re.Match[str]) -> str:
    return ANYWHERE["feat"]


def _undotted_before(match: re.Match[str]) -> str:
    return BEFORE_FIGURES[match["short"]]


def _addressed(match: re.Match[str]) -> str:
    """ "Attn:" and "RE:" at the head of a letter."""
    return HEADS[match["head"].lower()]


def _initials(match: re.Match[str]) -> str:
    """ "U.S." as "U S"; whole where one letter is A, which alone would be the article."""
    letters = match[0].replace(".", "")
    said = letters if "A" in letters or "I" in letters else " ".join(letters)
    return said + (stop_after(match) if match[0].endswith(".") else "")


def _initial(match: re.Match[str]) -> str | None:
    """ "J. R. Tolkien": no stop inside a name."""
    follows = re.match(r"\s(?:& )?([A-Z][\w'’]*)", match.string[match.end() : match.end() + 24])
    if not follows or (follows[1] in STARTERS and len(follows[1]) > 1):
        return None
    before = text_before(match)
    if word_before(match).lower() in _LETTERED or (before and not _BEFORE_NAME.search(before)):
        return None
    return match["letter"]


def _any_of(names: dict[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _starts(*tables: dict[str, str]) -> str:
    return "".join(dict.fromkeys(name[0] for table in tables for name in table))


RULES = (
    *law.RULES,
    *medicine.RULES,
    *pedigrees.RULES,
    *neighbors.RULES,
    Rule(
        "IE",
        re.compile(
            r"(?:I(?i:nt)|E(?i:xt))\.(?:/(?i:ext|int)\.)?"
            r"(?= [^\n]{2,60} [-–—] (?i:day|night|morning|afternoon|evening|dawn|dusk|later"
            r"|sunset|sunrise|noon|midnight|continuous|same|moments|flashback)\b)"
        ),
        _set_scene,
    ),
    Rule(
        "AaEeRrFfPpCcBbTtMm",
        re.compile(
            r"(?:(?<![^\n])|(?<=[.;,] ))"
            r"(?P<head>(?i:attn|encls?|enc|re|fwd?|p?ps|b?cc|tel|ph|mob|ext))\.?(?=:| \(\d\))"
        ),
        _addressed,
    ),
    Rule(
        "abcdefghijklmnopqrstuvwxyz",
        re.compile(
            r"(?!(?:[ap]\.m|e\.g|i\.e|a\.k\.a|v\.s|p\.s|w\.r\.t)\.?(?!\w|\.\w))(?:[a-z]\.){2,5}(?!\w)"
        ),
        _small_initials,
    ),
    Rule(
        _starts(BEFORE_FIGURES),
        re.compile(
            r"(?P<short>Eqn?s?|eqs?|[Ff]igs?|[Rr]efs?|Secs?|Art|Chs?|Exs?|Probs?|Thm)\."
            r"(?= ?[(\[]\d)(?P<number>)"
        ),
        _before_figure,
    ),
    Rule("f", re.compile(r"(?<=[a-z),] )ft\.(?= [A-Z][a-z])"), _featuring),
    Rule("x", re.compile(r"(?:(?<=[(\[])|(?<=[a-z] ))x(?P<times>\d{1,2})(?=[)\]])"), _repeated),
    Rule(
        "Ll",
        re.compile(r"(?P<which>[Ll]at|[Ll]ong)\.(?= ?[-−]?\d{1,3}(?:\.\d|°))"),
        lambda match: f"{match['which']}itude",
    ),
    Rule("HRN", re.compile(r"(?P<short>Hwy|Rte|Nos)(?= \d)"), _undotted_before),
    Rule(
        "pcvfet",
        re.compile(r"(?P<short>pgs?|paras?|ch|vols?|figs?|eqn)(?= \d{1,4}(?![\w%]))"),
        _undotted_before,
    ),
    Rule(
        "p",
        re.compile(r"(?P<short>pp?)\.(?= ?[A-Z]\d{1,3}(?!\w))"),
        _undotted_before,
    ),
    Rule(
        "LS",
        re.compile(r"(?:(?<=1st )|(?<=2nd ))(?P<rank>Lt|Sgt)\.(?=,| [a-z]|\s*\Z)"),
        lambda match: TITLES[match["rank"]] + stop_after(match),
    ),
    Rule("c", re.compile(r"c\. ?(?=[$€£]\d)"), lambda _match: "circa "),
    Rule("f", re.compile(r"(?<=\d )ff\.(?!\w)"), _following),
    Rule(
        DIGITS,
        re.compile(r"(?:(?P<first>\d{1,4})[-–])?(?P<page>\d{1,4})ff?\.(?!\w)"),
        _pages,
    ),
    Rule("R", re.compile(r"Reg\.(?= \((?:EU|EC|UK)\))"), lambda _match: "Regulation"),
    Rule(
        "S",
        re.compile(r"Suppl?\.(?= (?:Table|Fig|Mat|Data|Note|Info))"),
        lambda _match: "Supplementary",
    ),
    Rule("C", re.compile(r"Chap\.(?= [IVXLC]+(?!\w))"), lambda _match: "Chapter"),
    Rule(
        DIGITS,
        re.compile(r"(?P<count>\d{1,4}) pp\.(?!\w)"),
        lambda match: f"{cardinal(int(match['count']))} pages{stop_after(match)}",
    ),
    Rule(
        "#",
        re.compile(
            r"(?:(?<=Lot )|(?<=Case )|(?<=Unit )|(?<=Batch ))#(?=[A-Z]{1,3}-?\d)|#(?=[A-Z]{1,3}-\d)"
        ),
        _number,
    ),
    Rule(
        "x",
        re.compile(r"(?<=\()x(?P<number>\d{3,5})(?=\))"),
        lambda match: f"extension {spelled(match['number'])}",
    ),
    Rule(
        "S",
        re.compile(r"(?<=[a-z] )St(?=[,;)]|\s*\Z)"),
        lambda match: (
            "Street"
            if word_before(match).istitle() and word_before(match) not in STARTERS
            else None
        ),
    ),
    Rule("E", re.compile(r"(?<=[td]\. of )Ed\."), lambda m: f"Education{stop_after(m)}"),
    Rule("#", re.compile(r"# (?=[A-Z]{0,3} ?\d)"), lambda _match: "number "),
    Rule(
        "daDA",
        re.compile(
            r"(?P<way>[Dd]ep|[Aa]rr)\.?(?= (?:[A-Z]{3} )?(?:at )?\d{1,2}[:.]?\d\d| [A-Z]{3}\b)"
        ),
        lambda match: {"d": "departs", "a": "arrives"}[match[0][0].lower()],
    ),
    Rule(
        "HW",
        re.compile(r"(?P<what>Ht|Wt)\.?:? ?(?=\d)"),
        lambda match: {"H": "Height: ", "W": "Weight: "}[match[0][0]],
    ),
    Rule(
        "rR",
        re.compile(
            r"(?P<first>[rR])evs?\."
            r"(?= (?:of )?(?:up |down |rose |fell )?"
            r"(?:[$€£¥]|\d[\d.,]* ?(?:(?:[kKmM]n?|bn|million|billion|percent)\b|%)))"
        ),
        lambda match: f"{match['first']}evenue",
    ),
    Rule("R", re.compile(r"(?P<short>Rev)\.?(?= (?:[A-Z](?![\w.])|\d))"), _undotted_before),
    Rule("S", re.compile(r"St(?:\.|(?= [A-Z]))(?!\w)"), saint_or_street),
    Rule("S", re.compile(r"Sts\.(?!\w)"), saints_or_streets),
    Rule("D", re.compile(r"Dr\."), drive),
    Rule("S", re.compile(rf"Srs?\.(?= (?:{SISTERS})\b)"), sister),
    Rule(
        "B",
        re.compile(r"Bro\.(?= (?P<name>[A-Z][a-z]+))"),
        lambda match: None if match["name"] in STARTERS else "Brother",
    ),
    Rule(
        _starts(BEFORE_FIGURES),
        re.compile(
            rf"(?P<short>{_any_of(BEFORE_FIGURES)})\.(?= ?-?\d)"
            r"|(?<=erial )(?P<number>[Nn]o)\.(?= [A-Z]+-?\d)"
        ),
        _before_figure,
    ),
    Rule(
        _starts(TITLES),
        re.compile(
            rf"(?P<title>{_any_of(TITLES)})\.(?=\s?[A-Z\"'À-Ý])"
            r"(?!\s(?:The|He|She|It|They|We|In|And)\b)"
        ),
        _title,
    ),
    Rule(
        "DMPSCLGRA",
        re.compile(
            rf"(?P<title>{_BARE_TITLES})(?= [A-Z]| and Mrs)"
            r"(?!(?<=Gen) (?:[XYZ]|Alpha)(?:ers?)?(?!\w|\.))"
        ),
        _title,
    ),
    Rule("DM", re.compile(r"(?P<title>Dr|Mr|Mrs|Ms)\."), _title),
    Rule(
        _starts(ANYWHERE),
        re.compile(rf"(?P<short>{_any_of(ANYWHERE)})\.(?!\w)"),
        _anywhere,
    ),
    Rule(_starts(ENDING), re.compile(rf"(?P<short>{_any_of(ENDING)})\.(?!\w)"), ending),
    Rule(_starts(WITH_SLASH), re.compile(rf"(?:{_any_of(WITH_SLASH)})(?![\w/])"), _slashed),
    Rule(
        _starts(CLIPPED), re.compile(rf"(?P<short>{_any_of(CLIPPED)})(?P<dot>\.?)(?!\w)"), _clipped
    ),
    Rule("v", re.compile(r"(?<=[A-Za-z.)] )v\.?(?= [A-Z])"), _against),
    Rule("w", re.compile(r"w/(?=\s?[A-Za-z])"), _with),
    Rule(_starts(UNDOTTED), re.compile(rf"(?:{_any_of(UNDOTTED)})(?![\w'/-])"), _undotted),
    Rule(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        re.compile(r"(?:[A-Z]\.){2,12}(?!\w)|(?:[A-Z]\.){1,11}[A-Z](?![\w.])"),
        _initials,
    ),
    Rule(
        "BCDEFGHJKLMNOPQRSTUVWXYZ",
        re.compile(r"(?P<letter>[B-HJ-Z])\.(?=\s(?:& )?[A-Z])"),
        _initial,
    ),
)

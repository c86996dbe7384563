"""Roman numerals, where what stands around them says that they are numerals."""

import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import STARTERS, text_before
from voicefarm.normalization.english.numbers import DASH, cardinal, ordinal, roman, year
from voicefarm.normalization.scanner import Rule

_SHORT = {
    "Vol": "Volume", "vol": "volume", "Ch": "Chapter", "ch": "chapter", "Pt": "Part",
    "Sec": "Section", "Fig": "Figure", "Art": "Article", "Bk": "Book", "No": "number",
    "Mk": "Mark", "sc": "scene", "Sc": "Scene", "pp": "pages", "p": "page",
    "Tit": "Title", "tit": "title", "art": "article", "amend": "amendment", "Amend": "Amendment",
}  # fmt: skip
_NUMBERED = (
    "GTA|Rocky|Chapters?|Parts?|Volumes?|Books?|Wars?|Acts?|Scenes?|Sections?|Phases?|Types?|Articles?|"
    "Titles?|Appendix|Stages?|Levels?|Class|Classes|Mark|Mk|Bowls?|Cantos?|Psalms?|Episodes?|"
    "Figures?|Tables?|Schedules?|Grades?|Divisions?|Groups?|Factor|Fantasy|Quest|Symphony|Sonata|"
    "Lessons?|Units?|Annex|Amendments?|" + "|".join(_SHORT)
)
SMALL_WORDS = (
    "chapters?", "parts?", "volumes?", "books?", "acts?", "scenes?", "sections?", "phases?",
    "types?", "stages?", "levels?", "articles?", "pages?", "titles?", "class",
    "[ivx]+",
)  # fmt: skip
_LONELY = words(
    """
    war chapter chapters part parts book books act acts scene scenes volume canto section article
    art. vol. ch. sec. bk. pt.
    episode lesson unit annex phase stage title type
    """
)
"""Words after which a lone I is a numeral, unless the sentence goes on with "I"."""
_LONELY_NAMES = words(
    "Fantasy GTA Rocky Class Division Table Grade Group Level Figure Appendix Schedule Wars"
)
"""The same, but only with a capital: "Division I", not "at that level I"."""
_REIGNS = (
    "Henry|Louis|Charles|George|Edward|Elizabeth|James|William|Philip|Richard|Mary|Francis|"
    "Napoleon|Nicholas|Peter|Paul|John|Pius|Benedict|Gregory|Leo|Alexander|Catherine|Frederick|"
    "Wilhelm|Felipe|Carlos|Juan|Rama|Innocent|Clement|Urban|Boniface|Sixtus|Julius|Otto|Ferdinand|"
    "Joseph|Leopold|Maximilian|Ivan|Haakon|Olaf|Christian|Gustav|Oscar|Victoria|Margaret|Philippe|"
    "Ramesses|Ramses|Darius|Xerxes|Artaxerxes|Ptolemy|Cleopatra|Constantine|Theodosius|Suleiman|"
    "Mehmed|Murad|Selim|Robert|David|Malcolm|Kenneth|Stephen|Umberto|Victor|Emmanuel|Albert|"
    "Baldwin|Abdullah|Mohammed|Hassan|Anne|Sigismund|Vladislav|Casimir|Wenceslaus|Alfonso|Isabella|"
    "Pedro|Afonso|Manuel|Akbar|Shapur|Khosrow|Vajiravudh|Thutmose|Amenhotep|Seti|Mithridates"
)
_NUMERAL = r"[IVXLC]+"
_JOINT = rf"(?:,? (?:and|or|to|through|&) |, |/|{DASH})"
_ONE_MORE = r"(?:[IVXL]{2,8}|[VX]|[ivxl]{2,7}|[vx])(?!\w|-\w)"
_NEXT = re.compile(f"({_JOINT})({_ONE_MORE})")
_FURTHER = rf"(?P<further>(?:{_JOINT}{_ONE_MORE}){{0,6}})"


def _numbered(match: re.Match[str]) -> str | None:
    """ "Chapter IV" as "Chapter four"."""
    numeral, further = match["numeral"], match["further"] or ""
    what = _SHORT.get(match["what"], match["what"])
    if numeral in ("I", "i") and not further and not _is_lone_one(match):
        return None
    is_alone = numeral in ("X", "V", "x", "v") and not further
    if numeral.upper() in ("C", "L") or (is_alone and not _is_lonely(match)):
        return None
    words = _value_words(numeral)
    if words is None:
        return None
    part = f" {match['part']}" if match["part"] else ""
    return f"{what} {words}{part}{_further(numeral, further, is_many=what.endswith('s'))}"


def _further(first: str, written: str, *, is_many: bool) -> str:
    """ "Parts I, II and IV": those that follow, which only rise; commas after a plural."""
    value, said = roman(first.upper()) or 0, ""
    for one in _NEXT.finditer(written):
        following = roman(one[2].upper())
        if following is None or following <= value or (one[1] == ", " and not is_many):
            return said + written[one.start() :]
        value = following
        joint = " to " if re.fullmatch(DASH, one[1]) else one[1].replace("/", " ")
        said += f"{joint.replace('&', 'and')}{cardinal(value)}"
    return said


def _value_words(numeral: str) -> str | None:
    value = roman(numeral.upper())
    return None if value is None else cardinal(value)


def _is_lonely(match: re.Match[str]) -> bool:
    what = match["what"].lower()
    return (
        match["what"] in _LONELY_NAMES
        or what in _LONELY
        or (match[0][len(what) :].startswith(".") and f"{what}." in _LONELY)
    )


def _is_lone_one(match: re.Match[str]) -> bool:
    if not _is_lonely(match):
        return False
    rest = match.string[match.end() : match.end() + 24]
    if match["what"][0].islower():
        return bool(re.match(r"\s*\Z|[.,;:!?)]", rest))
    return not re.match(
        r"\s(?:am|was|have|had|will|would|can|could|think|like|want|read|wrote|play|did|do|went|saw"
        r"|learned|learnt|got|made|took|said|felt|found|sat|knew|know|met|never|always|just)\b|'",
        rest,
    )


def _reign(match: re.Match[str]) -> str | None:
    """ "Henry VIII" as "Henry the eighth", "George V and VI" as "the fifth and sixth"."""
    value, heir = roman(match["numeral"]), roman(match["heir"] or "")
    if value is None:
        return None
    more = f"{match['joint']}{ordinal(heir)}" if heir and heir > value else match["and"] or ""
    return f"{match['who']} the {ordinal(value)}{more}"


def _heir(match: re.Match[str]) -> str | None:
    """ "William Gates III" as "the third", "Rocky III" as "three"."""
    value = roman(match["numeral"])
    if value is None:
        return None
    before = text_before(match)
    if (
        re.search(r"(?:\b[A-Z][a-z]+ (?:[A-Z]\.? )?|\b[A-Z]\. ?)[A-Z][a-z]+,? \Z", before)
        and value < 6
    ):
        return f"the {ordinal(value)}"
    name = re.search(r"(?:([A-Z][\w'’]*)[.:]?|:)\s\Z", before)
    return cardinal(value) if name and name[1] not in STARTERS else None


def _century(match: re.Match[str]) -> str | None:
    """ "XX century", "the XIXth"."""
    value = roman(match["numeral"] or match["raised"])
    return None if value is None else ordinal(value)


def _alone(match: re.Match[str]) -> str | None:
    """A heading, or the number before one."""
    if match.start() > 3 or any(map(str.isalnum, match.string[: match.start()])):
        return None
    return _value_words(match["numeral"])


def _long_year(match: re.Match[str]) -> str:
    """ "MCMLXXXIV" as "nineteen eighty-four"."""
    pairs = {"CM": 900, "CD": 400, "XC": 90, "XL": 40, "IX": 9, "IV": 4}
    singles = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
    letters = re.findall("|".join((*pairs, *singles)), match[0])
    return year(sum((pairs | singles)[letter] for letter in letters))


def _drip(match: re.Match[str]) -> str:
    """An IV line is not the fourth line."""
    return "I V"


def _listed(match: re.Match[str]) -> str | None:
    return _value_words(match["numeral"])


def _range(match: re.Match[str]) -> str | None:
    """ "II–XII"."""
    first, last = roman(match["first"]), roman(match["last"])
    if first is None or last is None or first >= last or len(match[0]) < len("I-II"):
        return None
    return f"{cardinal(first)} to {cardinal(last)}"


def _progression(match: re.Match[str]) -> str | None:
    """ "ii-V-I", chords by their numbers."""
    steps = re.split("[-–]", match[0].upper())
    values = [roman(step) for step in steps]
    if len({*steps}) == 1 or not all(value and value < 8 for value in values):
        return None
    return " ".join(cardinal(value) for value in values if value)


RULES = (
    Rule(
        "IVivX",
        re.compile(r"(?:[IV]{1,3}|[iv]{1,3})(?:[-–](?:[IV]{1,3}|[iv]{1,3})){2,7}(?![\w–-])"),
        _progression,
    ),
    Rule(
        "IVX",
        re.compile(r"(?P<first>[IVX]{1,6})[-–](?!XXX\b)(?P<last>[IVX]{1,6})(?![\w–-])"),
        _range,
    ),
    Rule(
        "M",
        re.compile(
            r"(?=[MDCLXVI]{4,16}(?!\w))M{1,2}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
            r"(?!\w)"
        ),
        _long_year,
    ),
    Rule(
        "I",
        re.compile(
            r"(?:(?<=\b[Aa]n )|(?<=\b[Bb]y )|(?<=[Tt]he )|(?<=\bhis )|(?<=\bher )"
            r"|(?=IV (?:lines?|drips?|fluids?|bags?|therapy|pole"
            r"|antibiotics|infusions?|access|push|catheter)\b))IV(?!\w)"
        ),
        _drip,
    ),
    Rule(
        "CPVBWASTLMDGFEQHUNRavcspt",
        re.compile(
            rf"(?P<what>{_NUMBERED})\.? (?P<numeral>{_NUMERAL}|[ivxl]{{2,7}})"
            rf"(?:(?P<part>[A-Ca-c])(?!\w)|{_FURTHER}(?!\w))"
        ),
        _numbered,
    ),
    Rule(
        "cpvbaslt",
        re.compile(
            rf"(?P<what>{'|'.join(SMALL_WORDS)}) "
            rf"(?P<numeral>{_NUMERAL}|[ivx]{{1,6}})"
            rf"(?:(?P<part>[A-Ca-c])(?!\w)|{_FURTHER}(?!\w))"
        ),
        _numbered,
    ),
    Rule(
        "".join(dict.fromkeys(name[0] for name in _REIGNS.split("|"))),
        re.compile(
            rf"(?P<who>(?:{_REIGNS})(?: Paul)?) "
            r"(?P<numeral>[IVX]{2,7}|(?<!Malcolm )[VX]|I(?=st\b|[,;:.)]|'s|\Z"
            r"| (?:of|and|was|ruled|reigned|died|became|succeeded|abdicated|ordered)\b))"
            r"(?:st|nd|rd|th)?(?!\w)"
            r"(?P<and>(?P<joint> (?:and|or) (?:the )?)(?P<heir>[IVX]{2,7})(?!\w))?"
        ),
        _reign,
    ),
    Rule(
        "VIX",
        re.compile(
            r"(?P<numeral>[IVX]{1,6})(?= centur(?:y|ies)\b)"
            r"|(?P<raised>[IVX]{2,6}|[VX](?=th)|I(?=st))(?:st|nd|rd|th)(?!\w)"
        ),
        _century,
    ),
    Rule(
        "VIX",
        re.compile(r"(?P<numeral>II|III|IV|VI{1,3}|IX|XI{1,3}|XI?[VX]|XVI{1,3})(?!\w)"),
        _heir,
    ),
    Rule("IVXLC", re.compile(r"(?P<numeral>[IVXLC]{1,8})(?=\W{0,3}\Z|[.)] [A-Z])"), _alone),
    Rule(
        "X",
        re.compile(r"(?:(?<=1st )|(?<=2nd )|(?<=3rd ))(?P<numeral>X[IV])(?!\w)"),
        _listed,
    ),
    Rule("ivx", re.compile(r"(?<=\()(?<!\w\()(?P<numeral>i{1,3}|iv|vi{0,3}|ix|x)(?=\))"), _listed),
)

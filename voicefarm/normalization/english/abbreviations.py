"""Words cut short: titles, streets, companies, Latin, initials. A sentence keeps its stop."""

import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import (
    STARTERS,
    stop_after,
    text_before,
    word_before,
)
from voicefarm.normalization.english.numbers import cardinal, ordinal
from voicefarm.normalization.scanner import Rule

TITLES = {
    "Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Messrs": "Messieurs",
    "Mme": "Madame", "Prof": "Professor", "Gen": "General", "Col": "Colonel", "Maj": "Major",
    "Capt": "Captain", "Cmdr": "Commander", "Lt": "Lieutenant", "Sgt": "Sergeant",
    "Cpl": "Corporal", "Pvt": "Private", "Adm": "Admiral", "Gov": "Governor", "Sen": "Senator",
    "Rep": "Representative", "Pres": "President", "Rev": "Reverend", "Hon": "Honorable",
    "Fr": "Father", "Supt": "Superintendent", "Insp": "Inspector", "Det": "Detective",
    "Amb": "Ambassador",
    "Drs": "Doctors", "Profs": "Professors", "Sens": "Senators", "Reps": "Representatives",
    "Gens": "Generals", "Mt": "Mount", "Ft": "Fort", "Pt": "Point",
}  # fmt: skip
"""Before a name."""
_BARE_TITLES = ("Dr", "Mr", "Mrs", "Ms", "Prof", "Sgt", "Capt", "Lt", "Gen", "Rev")
"""The titles that are written without a stop too."""
_BEFORE_FIGURES = {
    "No": "number", "Nos": "numbers", "no": "number", "nos": "numbers", "Fig": "Figure",
    "Figs": "Figures", "fig": "figure", "figs": "figures", "Vol": "Volume", "vol": "volume",
    "Vols": "Volumes", "vols": "volumes", "Ch": "Chapter", "ch": "chapter", "Chap": "Chapter",
    "chap": "chapter", "Sec": "Section", "sec": "section", "Eq": "Equation", "eq": "equation",
    "Eqs": "Equations", "p": "page", "pp": "pages", "P": "page", "Pp": "pages", "Art": "Article",
    "art": "article", "Apt": "Apartment", "apt": "apartment", "Ste": "Suite", "Rm": "Room",
    "Pt": "Part", "Ep": "Episode", "ep": "episode", "est": "established", "Est": "Established",
    "b": "born", "d": "died", "r": "reigned", "ver": "version", "Ver": "Version",
    "ext": "extension",
    "Ext": "Extension", "tel": "telephone", "Tel": "Telephone", "Tbl": "Table", "Hwy": "Highway",
    "Rte": "Route", "Ref": "Reference", "ref": "reference",
    "para": "paragraph", "paras": "paragraphs", "ca": "circa", "c": "circa", "ed": "edition",
    "fn": "footnote", "Fn": "Footnote", "cl": "clause", "Cl": "Clause", "Op": "Opus", "op": "Opus",
    "Ex": "Example", "Exs": "Examples", "Refs": "References", "refs": "references",
    "Secs": "Sections", "Chs": "Chapters", "Eqn": "Equation", "Eqns": "Equations",
    "eqs": "equations", "Tabs": "Tables", "Thm": "Theorem", "Prop": "Proposition",
    "Probs": "Problems", "Prob": "Problem", "Bk": "Book", "Sect": "Section", "Pg": "Page",
    "pg": "page", "pgs": "pages",
    "Rev": "Revision", "Wk": "Week", "Lvl": "Level", "Sess": "Session", "Pub. L. No": "Public Law",
    "ss": "sections", "reg": "regulation", "regs": "regulations", "Reg": "Regulation",
    "Sch": "Schedule", "sch": "schedule", "tit": "title", "Tit": "Title", "arts": "articles",
    "Arts": "Articles", "cls": "clauses", "Sc": "Scene", "sc": "scene", "chs": "chapters",
    "col": "column", "cols": "columns", "suppl": "supplement", "Suppl": "Supplement",
    "ser": "series", "Ser": "Series", "bk": "book", "App": "Appendix", "par": "paragraph",
    "pars": "paragraphs", "wk": "week", "lvl": "level", "Rd": "Round",
    "Rt": "Route", "fl": "flourished", "iss": "issue", "Iss": "Issue", "Div": "Division",
    "n": "note", "l": "line", "ll": "lines", "v": "verse", "vv": "verses", "Stat": "Statutes",
}  # fmt: skip
ANYWHERE = {
    "e.g": "for example", "E.g": "For example", "i.e": "that is", "I.e": "That is",
    "eg": "for example", "ie": "that is", "vs": "versus", "Vs": "Versus", "v.s": "versus",
    "cf": "compare", "Cf": "Compare", "viz": "namely", "approx": "approximately",
    "Approx": "Approximately", "incl": "including", "excl": "excluding", "esp": "especially",
    "w.r.t": "with respect to", "feat": "featuring", "Pub. L": "Public Law", "ibid": "ibidem",
    "Ibid": "Ibidem", "resp": "respectively",
}  # fmt: skip
"""A sentence never ends with these."""
ENDING = {
    "etc": "et cetera", "Etc": "Et cetera", "al": "al", "Jr": "Junior", "Sr": "Senior",
    "Esq": "Esquire", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Ln": "Lane",
    "Pkwy": "Parkway", "Hwy": "Highway", "Sq": "Square", "Ct": "Court", "Pl": "Place",
    "Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation", "Co": "Company",
    "Bros": "Brothers", "LLC": "LLC", "Dept": "Department", "dept": "department",
    "Assn": "Association", "Assoc": "Association", "Univ": "University", "Inst": "Institute",
    "Intl": "International", "Natl": "National", "Govt": "Government", "govt": "government",
    "max": "maximum", "Max": "Maximum", "min": "minimum", "Min": "Minimum", "avg": "average",
    "Avg": "Average", "misc": "miscellaneous", "Misc": "Miscellaneous", "est": "estimated",
    "temp": "temperature", "qty": "quantity", "Qty": "Quantity", "appt": "appointment",
    "mgmt": "management", "Mgmt": "Management", "mgr": "manager", "Mgr": "Manager",
    "asst": "assistant", "Asst": "Assistant", "dir": "director", "ed": "editor", "eds": "editors",
    "Eds": "Editors", "trans": "translator", "a.k.a": "also known as", "p.s": "PS",
    "a.m": "AM", "p.m": "PM", "Ph.D": "PhD",
    "lbs": "pounds", "hrs": "hours", "mins": "minutes", "secs": "seconds", "yrs": "years",
    "Tues": "Tuesday", "Thurs": "Thursday", "Mass": "Massachusetts", "Calif": "California",
    "Penn": "Pennsylvania", "Conn": "Connecticut", "Fla": "Florida", "Tenn": "Tennessee",
    "Minn": "Minnesota", "Wis": "Wisconsin", "Mich": "Michigan", "Okla": "Oklahoma",
    "tbsp": "tablespoons", "tsp": "teaspoons", "Cir": "Circuit", "pkg": "package",
    "pkgs": "packages", "qts": "quarts", "doz": "dozen",
    "rev. ed": "revised edition", "ctn": "carton", "Hosp": "Hospital",
}  # fmt: skip
"""A sentence may end with these; their stop is then said."""
_DONE_BY = {"ed": "edited", "trans": "translated", "dir": "directed"}
_ORDINAL_BEFORE = re.compile(r"(?:\d(?:st|nd|rd|th)|second|third|[a-z]th|revised) \Z")
_UNDOTTED = {
    "Jr": "Junior", "Sr": "Senior", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road",
    "vs": "versus", "Ltd": "Limited", "approx": "approximately",
    "YoY": "year over year", "yoy": "year over year", "YOY": "year over year",
    "QoQ": "quarter over quarter", "qoq": "quarter over quarter", "QOQ": "quarter over quarter",
    "MoM": "month over month", "YTD": "year to date", "ytd": "year to date",
    "QTD": "quarter to date", "MTD": "month to date",
    "aka": "also known as", "dept": "department", "govt": "government", "tbsp": "tablespoons",
    "tsp": "teaspoons",
}  # fmt: skip
SMALL_WORDS = (
    "rev",
    "lat",
    "long",
    *(
        word
        for table in (_BEFORE_FIGURES, ANYWHERE, ENDING, _UNDOTTED)
        for word in table
        if word.islower() and word.isalpha()
    ),
)
_WITH_SLASH = {
    "y/y": "year over year", "m/m": "month over month", "q/q": "quarter over quarter",
    "w/w": "weight by weight", "w/v": "weight by volume", "v/v": "volume by volume",
    "w/c": "week commencing", "w/e": "week ending", "d/t": "due to", "h/o": "history of",
    "s/p": "status post", "w/": "with", "w/o": "without", "b/c": "because", "c/o": "care of",
    "n/a": "not applicable",
    "N/A": "not applicable", "s/he": "she or he", "he/she": "he or she", "she/he": "she or he",
    "He/she": "He or she", "He/She": "He or she", "his/her": "his or her", "him/her": "him or her",
    "His/her": "His or her", "and/or": "and or", "A/C": "AC", "a/c": "AC", "R&D": "R and D",
    "R&B": "R and B", "Q&A": "Q and A", "B&B": "B and B", "M&A": "M and A", "P&L": "P and L",
}  # fmt: skip
_STREET_BEFORE = re.compile(
    r"(?:\d(?:st|nd|rd|th)|\b(?!(?:The|On|In|At|To|Of|And|From|With|For|By|Near|Mount|Mt) )"
    r"[A-Z][a-z]+) \Z"
)
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
_HOUSE_NUMBER = re.compile(r"\d(?:st|nd|rd|th) \Z|\b\d+[A-Z]? [A-Z][a-z]+ \Z")


def _title(match: re.Match[str]) -> str:
    return TITLES[match["title"]]


def _saint_or_street(match: re.Match[str]) -> str | None:
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


def _drive(match: re.Match[str]) -> str | None:
    """ "12 Oak Dr." is a drive; a doctor has a name."""
    if not re.search(r"\b[A-Z][a-z]+ \Z", text_before(match)):
        return None
    ends = re.match(r"\s*\Z|,|\s[a-z]", match.string[match.end() : match.end() + 20])
    follows = re.match(r"\s([A-Z][\w']*)", match.string[match.end() : match.end() + 20])
    if ends or (follows and follows[1] in STARTERS):
        return "Drive" + stop_after(match)
    return None


def _before_figure(match: re.Match[str]) -> str:
    return _BEFORE_FIGURES[match["short"] or match["number"]]


def _anywhere(match: re.Match[str]) -> str:
    return ANYWHERE[match["short"]]


def _ending(match: re.Match[str]) -> str:
    if match["short"] == "ed" and re.search(
        r"\d(?:st|nd|rd|th) \Z|[a-z](?:st|nd|rd|th) \Z|\b[Rr]ev(?:ised)?\.? \Z", text_before(match)
    ):
        return "edition" + stop_after(match)
    if match["short"] == "min" and re.search(r"\d(?:st|nd|rd|th) \Z", text_before(match)):
        return "minute" + stop_after(match)
    if match["short"] in _DONE_BY and match.string.startswith(" by ", match.end()):
        return _DONE_BY[match["short"]]
    return ENDING[match["short"]] + stop_after(match)


def _undotted(match: re.Match[str]) -> str | None:
    if match[0] in ("Jr", "Sr") and not re.search(r"\b[A-Z][\w'.]*,? \Z", text_before(match)):
        return None
    return _UNDOTTED[match[0]]


def _against(match: re.Match[str]) -> str:
    """ "Roe v. Wade"."""
    return "versus"


def _with(match: re.Match[str]) -> str:
    return "with"


def _slashed(match: re.Match[str]) -> str:
    return _WITH_SLASH[match[0]]


def _small_initials(match: re.Match[str]) -> str:
    """ "b.i.d." letter by letter."""
    letters = match[0].rstrip(".").upper().split(".")
    return " ".join(letters) + stop_after(match)


def _reporter(match: re.Match[str]) -> str:
    """ "F.2d" as "F second", a series of law reports."""
    return f"{match['name'].replace('.', '')} {ordinal(int(match['series']))}"


def _cups(match: re.Match[str]) -> str:
    """ "2 c. flour"."""
    return "cup" if re.search(r"(?<![\d /.])[1½¼¾⅓⅔] \Z", text_before(match)) else "cups"


def _century(match: re.Match[str]) -> str:
    """ "19th-c." as "century"."""
    return "century" + stop_after(match)


def _set_scene(match: re.Match[str]) -> str:
    """ "INT. KITCHEN", a scene of a film."""
    return {"I": "Interior", "E": "Exterior"}[match[0][0]]


def _repeated(match: re.Match[str]) -> str:
    """ "La la la (x2)"."""
    return f"times {cardinal(int(match['times']))}"


def _featuring(match: re.Match[str]) -> str:
    return ANYWHERE["feat"]


def _undotted_before(match: re.Match[str]) -> str:
    return _BEFORE_FIGURES[match["short"]]


def _addressed(match: re.Match[str]) -> str:
    """ "Attn:" and "RE:" at the head of a letter."""
    return _HEADS[match["head"].lower()]


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


_HEADS = {
    "attn": "Attention", "encl": "Enclosed", "encls": "Enclosed", "enc": "Enclosed", "re": "Re",
    "fwd": "Forwarded", "fw": "Forwarded", "ps": "P S", "pps": "P P S", "cc": "C C", "bcc": "B C C",
    "tel": "Telephone", "ph": "Phone", "mob": "Mobile", "ext": "Extension",
}  # fmt: skip
RULES = (
    Rule("c", re.compile(r"(?<=[\d½¼¾⅓⅔] )c\.(?= [a-z])"), _cups),
    Rule("c", re.compile(r"(?<=\d(?:st|nd|rd|th)[- ])c(?:ent)?\.(?!\w)"), _century),
    Rule(
        "IE",
        re.compile(
            r"(?:I(?i:nt)|E(?i:xt))\.(?:/(?i:ext|int)\.)?"
            r"(?= [^\n]{2,60} [-–—] (?i:day|night|morning|afternoon|evening|dawn|dusk|later))"
        ),
        _set_scene,
    ),
    Rule(
        "FPASNCU",
        re.compile(
            r"(?P<name>F(?:\. (?:Supp|App'x))?|P|A|So|[SN]\. ?[EW]|Cal(?:\. (?:App|Rptr))?|N\.Y\.S)"
            r"\. ?(?P<series>[234])(?:d|th)(?!\w)"
        ),
        _reporter,
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
        re.compile(r"(?!(?:[ap]\.m|e\.g|i\.e|a\.k\.a|v\.s|p\.s|w\.r\.t)\b)(?:[a-z]\.){2,5}(?!\w)"),
        _small_initials,
    ),
    Rule(
        _starts(_BEFORE_FIGURES),
        re.compile(
            r"(?P<short>Eqn?s?|eqs?|[Ff]igs?|[Rr]efs?|Secs?|Art|Chs?|Exs?|Probs?|Thm)\."
            r"(?= ?[(\[]\d)(?P<number>)"
        ),
        _before_figure,
    ),
    Rule("f", re.compile(r"(?<=[a-z)] )ft\.(?= [A-Z][a-z])"), _featuring),
    Rule("x", re.compile(r"(?:(?<=[(\[])|(?<=[a-z] ))x(?P<times>\d{1,2})(?=[)\]])"), _repeated),
    Rule(
        "Ll",
        re.compile(r"(?P<which>[Ll]at|[Ll]ong)\.(?= ?[-−]?\d{1,3}(?:\.\d|°))"),
        lambda match: f"{match['which']}itude",
    ),
    Rule("HR", re.compile(r"(?P<short>Hwy|Rte)(?= \d)"), _undotted_before),
    Rule("R", re.compile(r"(?P<short>Rev)\.?(?= (?:[A-Z](?![\w.])|\d))"), _undotted_before),
    Rule("S", re.compile(r"St(?:\.|(?= [A-Z]))(?!\w)"), _saint_or_street),
    Rule("D", re.compile(r"Dr\."), _drive),
    Rule(
        _starts(_BEFORE_FIGURES),
        re.compile(
            rf"(?P<short>{_any_of(_BEFORE_FIGURES)})\.(?= ?-?\d)"
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
        "DMPSCLGR", re.compile(rf"(?P<title>{'|'.join(_BARE_TITLES)})(?= [A-Z]| and Mrs)"), _title
    ),
    Rule("DM", re.compile(r"(?P<title>Dr|Mr|Mrs|Ms)\."), _title),
    Rule(
        _starts(ANYWHERE),
        re.compile(rf"(?P<short>{_any_of(ANYWHERE)})\.(?!\w)"),
        _anywhere,
    ),
    Rule(_starts(ENDING), re.compile(rf"(?P<short>{_any_of(ENDING)})\.(?!\w)"), _ending),
    Rule(_starts(_WITH_SLASH), re.compile(rf"(?:{_any_of(_WITH_SLASH)})(?![\w/])"), _slashed),
    Rule("v", re.compile(r"(?<=[A-Za-z.)] )v\.?(?= [A-Z])"), _against),
    Rule("w", re.compile(r"w/(?=\s?[A-Za-z])"), _with),
    Rule(_starts(_UNDOTTED), re.compile(rf"(?:{_any_of(_UNDOTTED)})(?![\w'/-])"), _undotted),
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

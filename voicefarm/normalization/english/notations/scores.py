"""Scores and records of games: tennis, baseball, cricket, seasons won and lost."""

import re

from voicefarm.normalization.english.numbers import cardinal, number_words, paired
from voicefarm.normalization.scanner import DIGITS, Rule

_STATISTICS = {"ast": "assist", "reb": "rebound", "wkt": "wicket"}
SMALL_WORDS = ("def", *(f"{short}s?" for short in _STATISTICS))
_NEAR = 100
"""Characters around a figure in which words of a game must stand."""
_TENNIS = re.compile(
    r"\b(?:[Ss]erv(?:ing|ed) at|(?:hold|held|holds|holding|broke|break|own|on|of|her|his) serve"
    r"|(?:break|set|match|game) points?|deuce|double faults?|tie-?breaks?|tennis|rac(?:quet|ket)"
    r"|backhands?|forehands?|Wimbledon|Djokovic|Nadal|Federer|Alcaraz|Sinner|Swiatek|Sabalenka"
    r"|Gauff|Serena|Murray)\b"
)
_CRICKET = re.compile(
    r"\b(?:overs?|wickets?|innings|cricket|ODI|T20|batted|batsm[ae]n|bowl(?:ed|er|ers|ing)|runs"
    r"|stumps|unbeaten|Test|century|centuries|crease|partnership)\b"
)
_SEASON = re.compile(
    r"\b(?:seasons?|league|games?|teams?|coach|conference|playoffs?|standings|division|hosts?"
    r"|visits?|[Ss]eries|Game \d|[AN]LCS|NFL|NBA|MLB|NHL|ACC|SEC|Big Ten)\b"
)
_BATSMAN = re.compile(r"\b(?!In|By|On|At|The|To|And)[A-Z][a-z]+ \Z")
_WINNER = re.compile(r"\b[A-Z][\w'.-]*(?: \([^()]{1,12}\))? \Z")
_BALLS = re.compile(r" (?:(off|from) \d|\(\d{1,3}\))")
_SCORED = re.compile(r"\b(?:made|scored|hit|smashed|struck|unbeaten|remained|finished on) \Z")
_AVERAGE_BEFORE = re.compile(
    r"\b(?:hits?|hitting|bat(?:s|ted|ting)?|slug(?:s|ged|ging)|slash(?:es|ed|ing)|averag(?:ed|ing)"
    r"|(?:average|percentage|clip|line|OBP|OPS|SLG|AVG|BA) of|(?:OBP|OPS|SLG|AVG|BA):?|played)"
    r"(?: (?:just|only|an?|at|above|below|over|under|around))? \Z"
)
_ANOTHER_AVERAGE = re.compile(r"\b(?:hit|hitting|batted|batting) \.\d{3}\b[^.!?]{0,30} \Z")
_AVERAGE_AFTER = re.compile(
    r"[ -](?:(?:career|batting|lifetime) )?(?:averages?|hitters?|hitting|batting|slugging|on-base"
    r"|OBP|OPS|SLG|clip|teams?|ball|records?|winning)\b"
)
_POINTS = {"0": "love", "15": "fifteen", "30": "thirty", "40": "forty"}
_RECORD_BEFORE = re.compile(
    r"\bW-L:? \Z|\brecord (?:of|is|was|at|to|stands at|now|improved to|fell to|dropped to|:)"
    r"(?: an?| just| only)? \Z"
)
_STANDING_BEFORE = re.compile(
    r"\b(?:(?:went|go(?:es|ne|ing)?|is|are|was|were|now|finish(?:ed|es)?|start(?:ed|s)?|been"
    r"|(?:improv|mov|dropp|fall|fell|finish|start)(?:e[ds]?|s|ing)? (?:to|at))|[a-z]'re"
    r"|(?:improved?|moved?|dropped?|drops|fell|falls|fall) to) \Z"
)
_STANDING_AFTER = re.compile(
    r",? (?:(?:this|last|that|the|in the|for the|on the|all) (?:season|year|campaign)|overall"
    r"|in (?:conference|league|division|SEC|ACC|Big Ten)\b|on the road|against the spread|ATS"
    r"|as a starter|in their last|since (?:the|that|his|her|their)\b|under (?:coach|head coach))"
)
_IMPROVED_BEFORE = re.compile(r"\b(?:improv|mov|dropp?|fall|fell)(?:e[ds]?|s|ed|ing)? to \Z")
_OF_A_COACH = re.compile(
    r"\b(?:record|coach|standings|conference|playoffs?|wins?|loss|NFL|NBA|MLB|NHL|ACC|SEC"
    r"|Big Ten)\b"
)
_OF_A_SEASON = re.compile(r" (?:record|mark|season|campaign)\b")
_IN_BRACKETS = re.compile(r"[A-Z][a-z]+ \(\Z|\d-\d{1,2} \(\Z")
_CLOSED = re.compile(r"\)|, [A-Z0-9]| (?:[A-Z]{2,5}|Big Ten)\)")
_ENDED = re.compile(r"[.,;)]|\s?\Z| \(| (?:with|after|and|overall|this|on the|in)\b")
_MOST_GAMES = 162


def _near(match: re.Match[str], words: re.Pattern[str]) -> bool:
    """Whether one of `words` stands around the match."""
    text = match.string
    return bool(words.search(text, max(0, match.start() - _NEAR), match.end() + _NEAR))


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - 40) : match.start()]


def _points(match: re.Match[str]) -> str | None:
    """ "15-40" as "fifteen forty" where tennis is near."""
    first, last = match["first"], match["last"]
    if first == last == "0" or not _near(match, _TENNIS):
        return None
    return f"{_POINTS[first]} {'all' if last in ('all', first) else _POINTS[last]}"


def _sets(match: re.Match[str]) -> str | None:
    """ "6-4, 7-6(5)" as "six four, seven six (five)"; ranges only rise."""
    if not (_FALLING.search(match[0]) or _LOST.search(_before(match))):
        return None
    written = re.sub(r"(?<=\d)\(", " (", re.sub("[-–]", " ", match[0]))
    return re.sub(r"\d+", lambda figure: number_words(figure[0]), written)


def _defeated(match: re.Match[str]) -> str | None:
    """ "Swiatek def. Gauff"."""
    return "defeated" if _WINNER.search(_before(match)) else None


def _tries(match: re.Match[str]) -> str | None:
    """ "11-18 shooting" and "27/36, 284 yds" as "eleven for eighteen"."""
    shots = match["shots"] or match["passes"]
    if int(match["hits"]) > int(shots):
        return None
    return f"{cardinal(int(match['hits']))} for {cardinal(int(shots))}"


def _count(match: re.Match[str]) -> str:
    """ "a 3-2 pitch": balls and strikes."""
    return f"{_won(match['balls'])} {_won(match['strikes'])}"


def _won(figure: str) -> str:
    return "oh" if figure == "0" else cardinal(int(figure))


def _record(match: re.Match[str]) -> str | None:
    """ "11-2 this season" as "eleven and two": games won and lost."""
    first, last = match["first"], match["last"]
    before, text, end = _before(match), match.string, match.end()
    is_years = len(first) == len(last) > 1 and int(last) == int(first) + 1
    if int(first) + int(last) > _MOST_GAMES or is_years or re.search(r"\b0\d", match[0]):
        return None
    is_record = (
        _OF_A_SEASON.match(text, end)
        or _RECORD_BEFORE.search(before)
        or (_STANDING_BEFORE.search(before) and _STANDING_AFTER.match(text, end))
        or (
            _IMPROVED_BEFORE.search(before)
            and _ENDED.match(text, end)
            and _near(match, _OF_A_COACH)
        )
        or (_IN_BRACKETS.search(before) and _CLOSED.match(text, end) and _near(match, _SEASON))
    )
    return f"{_won(first)} and {_won(last)}" if is_record else None


def _average(match: re.Match[str]) -> str | None:
    """ "hit .312" as "three twelve", "a .500 team" as "five hundred"."""
    before = _before(match)
    if not (
        _AVERAGE_BEFORE.search(before)
        or _ANOTHER_AVERAGE.search(before)
        or _AVERAGE_AFTER.match(match.string, match.end())
    ):
        return None
    return ", ".join(_thousandths(one) for one in match[0][1:].split("/."))


def _thousandths(digits: str) -> str:
    return f"oh {_thousandths(digits[1:])}" if digits[0] == "0" else paired(digits)


def _not_out(match: re.Match[str]) -> str | None:
    """ "113* off 98 balls" as "not out"."""
    before = _before(match)
    is_scored = _SCORED.search(before) or _BATSMAN.search(before)
    is_near = _near(match, _CRICKET)
    after = _BALLS.match(match.string, match.end())
    if not (after and (after[1] or is_scored or is_near)) and not (is_scored and is_near):
        return None
    return f"{number_words(match['runs'])} not out"


_FALLING = re.compile(r"6[-–][0-4]|7[-–][56]")
_LOST = re.compile(r"\b(?:lost|losing|loses|beaten|fell)\b[^.!?]{0,24} \Z")
_SET = (
    r"(?:6[-–][0-4]|[0-4][-–]6|7[-–][56]|[56][-–]7)(?![\d-])"
    r"(?: ?[(\[]\d{1,2}(?:[-–]\d{1,2})?[)\]])?"
)
_LAST_SET = r"\d{1,2}[-–]\d{1,2}(?![\d-])(?: ?\(\d{1,2}(?:[-–]\d{1,2})?\))?"
_COUNTED = "hours|minutes|days|weeks|months|years|people|inches|feet|points|percent|vote|votes"
RULES = (
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\w.,:/$€£-])(?P<first>0|15|30|40)[-–](?P<last>0|15|30|40|all)"
            r"(?=[.,;:)!?]|\s?\Z"
            r"| (?:she|he|they|before|when|down|up|and|to|on|with|after|in|as|but|then|at)\b)"
        ),
        _points,
    ),
    Rule(
        "01234567",
        re.compile(
            rf"(?<![\w.,:/$€£-])(?:{_SET}(?:(?:, (?:and )?| |; ){_SET}){{1,4}}(?:, {_LAST_SET})?"
            rf"|{_SET}, {_LAST_SET}|7[-–]6 ?\(\d{{1,2}}(?:[-–]\d{{1,2}})?\))"
            rf"(?![\w%/]| (?:{_COUNTED})\b)"
        ),
        _sets,
    ),
    Rule(
        "0123",
        re.compile(
            r"(?<![\w.,:/$€£-])(?P<balls>[0-3])[-–](?P<strikes>[0-2])"
            r"(?:(?<=count of ...)|(?<=count was ...)|(?<=count is ...)|(?<=count to ...)"
            r"|(?= (?:count|pitch|fastball|curveball|curve|slider|change-?up|sinker|cutter|splitter"
            r"|breaking ball|knuckleball|heater)\b))(?![\w%-])"
        ),
        _count,
    ),
    Rule(
        DIGITS,
        re.compile(r"(?<![\w.,:/$€£-])(?P<first>\d{1,3})[-–](?P<last>\d{1,3})(?![\w%/:-]|[.,]\d)"),
        _record,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\w.,:/$€£-])(?P<hits>\d{1,3})(?:[-–](?P<shots>\d{1,3})"
            r"(?= (?:shooting|from (?:three|deep|the (?:field|line|floor|arc))|3FG|FG)\b)"
            r"|/(?P<passes>\d{1,2})(?=(?:,| for) \d{1,3} (?:yds|yards|passing)\b))"
        ),
        _tries,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?:(?<=\bFG )|(?<=\bFG: )|(?<=\b3P )|(?<=\b3P: ))(?P<hits>\d{1,3})[-–]"
            r"(?P<shots>\d{1,3})(?P<passes>)(?![\w%/:-]|[.,]\d)"
        ),
        _tries,
    ),
    Rule(
        "W",
        re.compile(r"W[-–/]L(?=:? (?:\d|records?\b|percentage\b))"),
        lambda _match: "win-loss",
    ),
    Rule(
        "arw",
        re.compile(r"(?<=\d )(?P<short>ast|reb|wkt)(?P<many>s?)(?:\.(?=[,;)]| [a-z]))?(?!\w)"),
        lambda match: _STATISTICS[match["short"]] + match["many"],
    ),
    Rule("d", re.compile(r"(?:(?<=[a-z] )|(?<=\) ))def\.(?= [A-Z(])"), _defeated),
    Rule(".", re.compile(r"(?<!\w)\.\d{3}(?:/\.\d{3}){0,2}(?![\w/%]|\.\d)"), _average),
    Rule(
        DIGITS,
        re.compile(r"(?<![\w.,:/$€£-])(?P<runs>\d{1,3})\*(?=[\s.,;)]|\Z)"),
        _not_out,
    ),
)

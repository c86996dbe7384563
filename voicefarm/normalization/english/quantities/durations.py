"""How long something takes, ages and doses: "2h30m", "45s", "q6h", "58 y/o"."""

import re

from voicefarm.normalization.english.context import text_before, word_after
from voicefarm.normalization.english.numbers import DASH, cardinal, number_words, paired, plural
from voicefarm.normalization.scanner import DIGITS, Rule

_ONES = re.compile(r"\b(?:0s|zeroe?s) (?:and|or) 1s|\b1s (?:and|or) (?:0s|zero)")
_NUMBERED = re.compile(r"(?:\b[Nn]o\. |#)\Z")
_PLANE = re.compile("7[0-8]7")
_SERVED = re.compile(
    r"\b(?:HTTP|status|errors?|servers?|returns?|APIs?|respon\w+|requests?|pages?|links?|broken"
    r"|throw\w*|getting|serving|retr\w+|proxy|nginx|logs?)\b",
    re.I,
)
_BEFORE_DECADE = re.compile(
    r"(?:\b(?:the|early|mid|late|his|her|their|my|our|under|over|U)[ -]|')\Z", re.I
)
_PACED = {"mi": "mile", "km": "kilometer"}
"""What a runner's time is per: "5:13/mi"."""
_THROWN = re.compile(
    r"(?:\b(?:two|three|four|five|six|several|both|all|straight|roll(?:s|ed|ing)?|throw(?:s|n|ing)?"
    r"|threw|(?:pairs?|house|set|row|string|lots|hand|full) of)|\ds (?:and|or))\s\Z",
    re.I,
)
"""Before figures on dice, cards and scales: "a pair of 7s"."""
_MORE_THROWN = re.compile(r" (?:and|or) \ds(?!\w)")
_WAITED = re.compile(
    r"\b(?:every|within|waits?|waited|waiting|takes?|took|lasts?|lasted|another|hold|sleep) \Z"
)
_WAIT_AFTER = re.compile(
    r" (?:timeouts?|delays?|intervals?|pauses?|clips?|videos?|exposures?|countdown|rests?|sprints?"
    r"|windows?|ago|apart|later|max|maximum|hold)\b"
)

_CLIPS = (
    r"(?:videos?|clips?|films?|movies?|episodes?|podcasts?|documentar(?:y|ies)|shows?|songs?"
    r"|trailers?|webinars?|lectures?|recordings?|playlists?|audiobooks?|runtime|running time)"
)
_TIMED = re.compile(
    r"\b(?:[Bb]aked?|[Ss]immer|[Bb]oil|[Cc]ook|[Rr]oast|[Cc]hill|[Ss]team|[Ss]oak|[Mm]arinate|[Pp]roof"
    r"|[Kk]nead|[Gg]rill|[Ff]ry|[Ss]aut[eé]|[Ss]leep|[Ww]ait|[Mm]editate)\b[^.!?;\d]{0,32} for "
    r"(?:about |another |at least )?\Z"
    r"|\b(?:[Rr]est|[Rr]ise|[Ww]ait(?:s|ed|ing)?|[Ss]leep|lasts?|lasted|takes?|took)"
    r" (?:for )?(?:about |another |only |just )?\Z"
    rf"|\b{_CLIPS}\b[^.!?;\d]{{0,24}} (?:runs|ran|running)(?: for)?(?: about)? \Z"
    rf"|\b(?i:{_CLIPS})(?: \d{{1,3}})?(?: \(|[:,] )\Z"
)
"""Before minutes: "bake for 20m", "the film runs 58m"; meters are built and run."""
_TIME_ENDS = re.compile(
    r"[.,;:!?)]|\s*\Z| (?:and|or|to|at|in|on|until|then|before|after|more|each|per|but|with"
    r"|over|for)\b"
)
_CLIP_AFTER = re.compile(rf"[ -](?:(?:long|short|new|YouTube) )?{_CLIPS}\b")
_AGO = {"m": "minute", "d": "day", "w": "week", "y": "year"}
_AGES = {"k": "thousand", "M": "million", "G": "billion"}
_LOOK = 60
"""Characters before "20m" in which something that takes time may stand."""
_ROCKS = re.compile(
    r"\b(?:rocks?|fossils?|zircons?|crust|strata|basin|orogeny|magma\w*|volcan\w+|tectonic\w*|granites?"
    r"|basalts?|lavas?|plates?|mantle|subduction|sediment\w*|dinosaurs?|extinctions?|epoch|formation"
    r"|Jurassic|Triassic|Cretaceous|Permian|Devonian|Cambrian|Precambrian|Miocene|Eocene|Pliocene"
    r"|Pleistocene|geolog\w+|diverged?|clades?)\b",
    re.I,
)


def long_words(hours: int, minutes: int, seconds: int) -> str:
    """ "one hour two minutes"; what is zero is left out."""
    said = [
        f"{cardinal(count)} {name}{'' if count == 1 else 's'}"
        for count, name in ((hours, "hour"), (minutes, "minute"), (seconds, "second"))
        if count
    ]
    return " ".join(said) or "zero seconds"


def _duration(match: re.Match[str]) -> str:
    group = match.groupdict()
    days = group.get("days")
    said = long_words(*(int(group.get(name) or "0") for name in ("hours", "minutes", "seconds")))
    return f"{cardinal(int(days))} day{'' if days == '1' else 's'} {said}" if days else said


def _seconds(match: re.Match[str]) -> str | None:
    """ "45s"; a decade and "under-18s" are none."""
    digits = match["amount"]
    if text_before(match).endswith("+") and not match["gap"]:
        return plural(cardinal(int(digits)))  # "+1s are welcome"
    if _ONES.search(match.string[max(0, match.start() - 12) : match.end() + 12]):
        return None  # "0s and 1s"
    if _NUMBERED.search(text_before(match)):
        return None  # "their No. 1s"
    if not match["gap"] and (_PLANE.fullmatch(digits) or _is_error(match)):
        return plural(paired(digits))
    if not match["gap"] and (
        _THROWN.search(text_before(match)) or _MORE_THROWN.match(match.string, match.end())
    ):
        return None  # "two 6s"
    if _BEFORE_DECADE.search(text_before(match)) or (len(digits) > 2 and digits.endswith("0")):
        return None
    if digits.endswith("0") and not match["gap"] and not _is_wait(match):
        return None
    return f"{number_words(digits)} second{'' if digits == '1' else 's'}"


_GIVEN = re.compile(r"\d ?(?:mc?g|mL|ml|IU)\b|\b(?:daily|[Dd]oses?|[BT]ID|[bt]\.i\.d)\b")


def _span(match: re.Match[str]) -> str | None:
    """ "30s-2m" as "thirty seconds to two minutes"."""
    first, last = match["first_unit"], match["last_unit"]
    if "smh".index(first) >= "smh".index(last):
        return None
    places = {"h": 0, "m": 1, "s": 2}
    amounts = [0] * 6
    amounts[places[first]] = int(match["first"])
    amounts[3 + places[last]] = int(match["last"])
    return f"{long_words(*amounts[:3])} to {long_words(*amounts[3:])}"


def _minutes(match: re.Match[str]) -> str | None:
    """ "Bake for 20m", "a 58m episode"."""
    text, start, end = match.string, match.start(), match.end()
    count = cardinal(int(match["count"]))
    if _CLIP_AFTER.match(text, end):
        return f"{count}-minute"
    before = text[max(0, start - _LOOK) : start]
    if not (_TIMED.search(before) and _TIME_ENDS.match(text, end)):
        return None
    return f"{count} minute{'' if match['count'] == '1' else 's'}"


def _ago(match: re.Match[str]) -> str:
    """ "3d ago"."""
    one = match["count"] == "1"
    return f"{cardinal(int(match['count']))} {_AGO[match['unit']]}{'' if one else 's'}"


def _ages(match: re.Match[str]) -> str | None:
    """ "200 Ma" as "two hundred million years ago", "200 Ma old" as "million years"."""
    text, start, end = match.string, match.start(), match.end()
    after = word_after(match)
    near = text[max(0, start - 2 * _LOOK) : end + 2 * _LOOK]
    if not (match[0].endswith("ago") or after == "old" or _ROCKS.search(near)):
        return None
    first = f"{number_words(match['first'])} to " if match["first"] else ""
    is_span = after in ("old", "later", "earlier", "after", "before", "younger", "older", "long")
    is_ago = (match["unit"] == "a" and not is_span) or match[0].endswith("ago")
    return f"{first}{number_words(match['amount'])} {_AGES[match['scale']]} years{' ago' * is_ago}"


def _is_wait(match: re.Match[str]) -> bool:
    """Whether "30s" are seconds, as in "every 30s", and not a decade."""
    return bool(_WAITED.search(text_before(match)) or _WAIT_AFTER.match(match.string, match.end()))


def _is_error(match: re.Match[str]) -> bool:
    """Whether "404s" are answers of a server."""
    around = match.string[max(0, match.start() - 40) : match.end() + 40]
    return bool(re.fullmatch(r"[45]0\d|4[12]\d", match["amount"]) and _SERVED.search(around))


def _age(match: re.Match[str]) -> str:
    """ "58 y/o"."""
    unit = "month" if match["unit"] == "m" else "year"
    return f"{cardinal(int(match['age']))}-{unit}-old"


def _each(match: re.Match[str]) -> str:
    """ "q6h", as doctors write it."""
    unit = {"h": "hour", "d": "day"}[match["unit"]]
    count, most = int(match["count"]), match["most"]
    until = f" to {cardinal(int(most))}" if most else ""
    return f"every {unit}" if count == 1 and not most else f"every {cardinal(count)}{until} {unit}s"


def _days(match: re.Match[str]) -> str | None:
    """ "the last 30d" as "thirty days"; "for 6d" were pence, but where a drug is given."""
    before = match.string[max(0, match.start() - 60) : match.start()]
    if before.endswith("for ") and not _GIVEN.search(before):
        return None
    return f"{cardinal(int(match['count']))} day{'' if match['count'] == '1' else 's'}"


def _course(match: re.Match[str]) -> str:
    """ "x 7d" as "for seven days"."""
    unit = {"d": "day", "w": "week", "m": "month"}[match["unit"]]
    return f"for {cardinal(int(match['count']))} {unit}{'' if match['count'] == '1' else 's'}"


def _lasting(match: re.Match[str]) -> str:
    """ "10Y yields" as "ten-year"."""
    return f"{cardinal(int(match['years']))}-year"


RULES = (
    Rule(DIGITS, re.compile(r"(?<![\w.,$€£])(?P<count>\d{1,3})m(?![\w²³/]|\.\w)"), _minutes),
    Rule(
        DIGITS,
        re.compile(r"(?<![\w.,$€£])(?P<count>\d{1,3})(?P<unit>[mdwy])(?= ago\b|(?<!m) later\b)"),
        _ago,
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"(?:(?P<first>\d{{1,4}}){DASH})?(?P<amount>\d{{1,4}}(?:\.\d{{1,3}})?) ?"
            r"(?P<scale>[kMG])(?P<unit>a|yr)(?!\w)(?: ago\b)?"
        ),
        _ages,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?:(?P<days>\d{1,3}) ?d ?)?(?P<hours>\d{1,3}) ?h(?:r|rs)? ?(?P<minutes>\d{1,2})"
            r"(?: ?m(?:in|ins)?|['′])?(?: ?(?P<seconds>\d{1,2}) ?(?:s(?:ec)?|\"|''|″))?(?![\w])"
        ),
        _duration,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<minutes>\d{1,3}) ?m(?:in|ins)? ?(?P<seconds>\d{1,2}(?!\.\d)) ?s(?:ec|ecs)?(?!\w)"
        ),
        _duration,
    ),
    Rule(
        "/",
        re.compile(r"(?<=\d:\d\d)/(?P<unit>mi|mile|km|lap)(?!\w)"),
        lambda match: f" per {_PACED.get(match['unit'], match['unit'])}",
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<first>[1-9]\d?)(?P<first_unit>[smh])[-–](?P<last>[1-9]\d?)(?P<last_unit>[smh])(?!\w)"
        ),
        _span,
    ),
    Rule(DIGITS, re.compile(r"(?P<amount>\d{1,3})(?P<gap> ?)s(?!\w|')"), _seconds),
    Rule(
        DIGITS,
        re.compile(r"(?P<age>\d{1,3})[ -]?(?P<unit>[ym])(?:/o|o|\.o\.)(?![\w-])(?<!mo)"),
        _age,
    ),
    Rule(
        "x×",
        re.compile(
            r"(?<= )[x×] ?(?P<count>\d{1,2}) ?(?P<unit>[dwm])"
            r"(?:ays?|eeks?|ks?|onths?|os?)?(?!\w|\^|²)"
            r"(?<!m)"
        ),
        _course,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?:(?<=[Ll]ast )|(?<=[Pp]ast )|(?<=very )|(?<=ithin )|(?<=[Nn]ext )|(?<=for ))"
            r"(?P<count>\d{1,3})d(?!\w|\.\w)"
        ),
        _days,
    ),
    Rule(
        "q",
        re.compile(r"q\.?(?P<count>\d{1,2})(?:[-–](?P<most>\d{1,2}))?(?P<unit>[hd])(?!\w)"),
        _each,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<years>\d{1,2})[Yy](?= (?:yields?|notes?|bonds?|Treasur|gilts?|[Bb]unds?|swaps?"
            r"|rates?|CDS|JGBs?|US|UST|mortgages?|benchmark|fixed|tenors?|OAT|auction))"
        ),
        _lasting,
    ),
)

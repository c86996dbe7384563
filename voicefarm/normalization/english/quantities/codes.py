"""Figures that name rather than count, read digit by digit: telephones, cards, zip codes, keys."""

import re

from voicefarm.normalization.english.numbers import cardinal, number_words, paired, spelled, year
from voicefarm.normalization.scanner import DIGITS, Rule


def _telephone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    plus = "plus " if "+" in match[0] else ""
    extension = match.groupdict().get("extension")
    if extension:
        groups = groups[:-1]
    words = ", ".join(_group(group, index) for index, group in enumerate(groups))
    return plus + words + (f", extension {spelled(extension)}" if extension else "")


def _abroad(match: re.Match[str]) -> str | None:
    """ "+44 20 7946 0958", but not the rise "+12.3"."""
    return _telephone(match) if sum(map(str.isdigit, match[0])) >= _LEAST_ABROAD else None


def _lettered(match: re.Match[str]) -> str:
    """ "1-800-FLOWERS": figures one by one, words as words."""
    groups = re.findall(r"\d+|[A-Z]+", match[0])
    said = (
        _group(one, index) if one.isdecimal() else one.lower() for index, one in enumerate(groups)
    )
    return ", ".join(said)


def _group(digits: str, index: int) -> str:
    if index == 1 and digits in ("800", "900"):
        return f"{spelled(digits[0])} hundred"
    return spelled(digits)


def _digits(match: re.Match[str]) -> str:
    return ", ".join(spelled(group) for group in re.findall(r"\d+", match[0]))


def _book_number(match: re.Match[str]) -> str:
    number = match["number"]
    groups = [spelled(group) for group in re.findall(r"\d+", number)]
    if number[-1] in "Xx":
        groups.append("X")
    version = f" {cardinal(int(match['version']))}" if match["version"] else ""
    return f"{match['name']}{version} " + ", ".join(groups)


def _account(match: re.Match[str]) -> str:
    groups = match[0].replace(":", "").split()[1:]
    return "IBAN " + ", ".join(
        " ".join(spelled(one) if one.isdecimal() else one for one in group) for group in groups
    )


def _secret(match: re.Match[str]) -> str | None:
    """ "the code is 830 214", "text HELP to 85055"."""
    return _digits(match) if is_secret(match) else None


def is_secret(match: re.Match[str]) -> bool:
    """Whether words before a figure say that it is a code, and none behind it that it counts."""
    before = match.string[max(0, match.start() - 50) : match.start()]
    return bool(_SECRET_BEFORE.search(before) and not _COUNTS.match(match.string, match.end()))


def _file_number(match: re.Match[str]) -> str | None:
    """ "No. 12-345", "Public Law 111-148", "ISO 639-3": no range, but a name in two groups."""
    before = match.string[max(0, match.start() - 24) : match.start()]
    first, last = match["first"], match["last"]
    is_filed = _FILED_BEFORE.search(before) and len(first) + len(last) >= _LEAST_FILED
    is_standard = _STANDARD_BEFORE.search(before) and int(last) < int(first)
    if not (is_filed or is_standard or _OF_A_YEAR.fullmatch(match[0])):
        return None
    return f"{paired(first)} {paired(last) if len(last) < 5 else spelled(last)}"


def _standard(match: re.Match[str]) -> str | None:
    """ "ISO 27001:2022", a standard and its year."""
    before = match.string[max(0, match.start() - 24) : match.start()]
    if not _STANDARD_BEFORE.search(before):
        return None
    return f"{number_words(match['number'])}, {year(int(match['year']))}"


def _thread(match: re.Match[str]) -> str:
    """ "M6x20", a bolt."""
    return "M " + " by ".join(map(number_words, re.split("[x×]", match["size"])))


def _masked(match: re.Match[str]) -> str:
    """ "**** 4242", the end of a card."""
    return spelled(match["last"])


def _plane(match: re.Match[str]) -> str:
    return f"{paired(match['type'])} {paired(match['series'])}"


_SECRET_BEFORE = re.compile(
    r"\b(?:code|PIN|pin|passcode|password|OTP|combination|key|(?:account|card|serial|tracking|"
    r"confirmation|reference|order|member|policy|ticket|routing|case|badge) (?:number|no\.|ID))"
    r"(?: (?:is|was|of|to|now)|:)? \Z"
    r"|\b(?:[Tt]ext|[Tt]exting|SMS|sms)\b[^.!?]{0,24} to \Z"
    r"|\b(?:[Cc]ard|[Aa]ccount|[Nn]umber|Visa|Mastercard|MasterCard|Amex) ending (?:in |with )?\Z"
)
_FILED_BEFORE = re.compile(
    r"(?:\b(?:No\.|[Nn]umber|Docket|File|Invoice|Ticket|Law|Pub\. L\.|Resolution"
    r"|Permit|Contract|SKU|P/N|S/N"
    r"|[Ss]erial|Tender|Claim|License|Case|Decree|Directive|Ordinance):? |#)\Z"
)
_STANDARD_BEFORE = re.compile(r"\b(?:ISO|IEC|IEEE|ANSI|ASTM|DIN|EN|BS|FIPS|NIST|SP)[ -]\Z")
"""Before a standard and its part, which is the lower figure; "ISO 100-3200" is a range."""
_OF_A_YEAR = re.compile(r"(?:19|20)\d\d-0?[1-9]\d\d(?<!00)")
"""The year and the number of a law: "2005-981"."""
_LEAST_FILED = 3
"""Digits of a number that names a file; "No. 1-3" is a range."""
_AFTER_SECRET = (
    r"(?:(?<=[a-z] )|(?<=: )|(?<=PIN )|(?<=OTP )|(?<=ID )|(?<=SMS )|(?<=no\. )|(?<=Amex ))"
)
_LEAST_ABROAD = 7
"""Digits of a telephone number with its country; fewer are a figure with its sign."""
_COUNTS = re.compile(
    r" (?:lines|bytes|bits|characters|digits|words|pages|files|people|dollars|years|days|times)\b"
    r"|[.,]\d|[%/:-]\d|%"
)
_US = r"(?:\(\d{3}\) ?|\d{3}[-. /])\d{3}[-. ]\d{4}"
_EXTENSION = r"(?:,? ?(?:x|ext\.?|extension) ?(?P<extension>\d{1,6}))?"
RULES = (
    Rule(
        "S",
        re.compile(r"S(?P<season>\d{1,2})E(?P<episode>\d{1,3})(?!\w)"),
        lambda m: f"season {cardinal(int(m['season']))} episode {cardinal(int(m['episode']))}",
    ),
    Rule(
        DIGITS + "+(",
        re.compile(rf"(?<![\w.,])(?:\+?1[-. ]?)?{_US}(?![\w]|[-.]\d){_EXTENSION}"),
        _telephone,
    ),
    Rule(
        "+",
        re.compile(r"(?<!\w)\+\d{1,3}(?:[-. ]?\(?\d{1,5}\)?){2,6}(?!\w)"),
        _abroad,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"1[- ](?:8\d\d|900)-(?=[\dA-Z-]{0,8}[A-Z]{2})(?:[A-Z]{2,8}|\d{1,4})"
            r"(?:-(?:[A-Z]{2,8}|\d{1,4})){0,2}(?!\w)"
        ),
        _lettered,
    ),
    Rule("+", re.compile(r"(?<!\w)\+\d{7,15}(?!\w)"), _telephone),
    # Toll-free and local numbers, and those of other countries, which begin with zero.
    Rule(
        DIGITS,
        re.compile(
            r"(?:1[38]00[- ]\d{3}[- ]\d{3}|1-\d{3}-\d{3}-\d{4}|1[- ]\d{3}[- ]\d{3}[- ]\d{4}"
            r"|(?<!ISO )\d{3}-\d{4}|0\d{8,11}|0\d{1,5}[- ]\d{2,8}(?:[- ]\d{2,4}){0,3}"
            rf"|0\d(?:[ .-]\d\d){{4}})(?![\w]|[-.]\d){_EXTENSION}"
        ),
        _telephone,
    ),
    # An extension within a house: "(3-5076)", "ext. 5-2290".
    Rule(
        DIGITS,
        re.compile(
            r"(?:(?<=[a-z] \()|(?<=[Ee]xt\. )|(?<=[Ee]xt )|(?<=xtension )|(?<=\b[xX] )|(?<=\b[xX]))"
            r"[2-9]-\d{4}(?<!00)(?=[),;.]|\s|\Z)(?! ?[-–+=])"
        ),
        _telephone,
    ),
    Rule("(", re.compile(r"\(0\d{1,4}\) ?\d{3,8}(?:[- ]\d{3,4})?(?!\w)"), _telephone),
    Rule(DIGITS, re.compile(r"\d{4}(?P<gap>[- ])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?!\w)"), _digits),
    Rule(DIGITS, re.compile(r"\d \d{5} \d{5} \d(?!\w)"), _digits),
    Rule(DIGITS, re.compile(r"\d{4}[- ]\d{6}[- ]\d{5}(?!\w)"), _digits),
    Rule(DIGITS, re.compile(r"\d{3}-\d\d-\d{4}(?!\w)"), _digits),
    Rule(
        "I",
        re.compile(
            r"(?P<name>ISBN|ISSN)(?:-(?P<version>1[03]))?:? ?"
            r"(?P<number>\d(?:[- ]?[\dXx]){7,16})(?!\w)"
        ),
        _book_number,
    ),
    Rule(
        "I",
        re.compile(r"IBAN:? [A-Z]{2}\d\d(?: ?[A-Z0-9]{1,4}){3,8}(?!\w)"),
        _account,
    ),
    Rule(
        DIGITS,
        re.compile(r"(?P<kind>[1-5])xx(?!\w)"),
        lambda match: f"{number_words(match['kind'])} X X",
    ),
    Rule(
        "M",
        re.compile(r"M(?P<size>\d{1,2}(?:\.\d)?(?:[x×]\d{1,3}(?:\.\d{1,2})?){1,2})(?!\w)"),
        _thread,
    ),
    Rule(DIGITS, re.compile(r"97[89]-(?:\d{1,7}-){2,3}[\dX](?!\w)"), _digits),
    Rule(DIGITS, re.compile(rf"{_AFTER_SECRET}\d{{3,8}}(?:[ -]\d{{2,6}}){{0,3}}(?!\w)"), _secret),
    Rule(DIGITS, re.compile(r"\d{5}-\d{4}(?!\w|-\d)"), _digits),
    Rule(
        DIGITS,
        re.compile(r"(?P<first>\d{1,4})-(?P<last>\d{1,8})(?![\w-]|[.,]\d)"),
        _file_number,
    ),
    Rule(
        DIGITS,
        re.compile(r"(?P<number>\d{3,5}):(?P<year>(?:19|20)\d\d)(?![\w:])"),
        _standard,
    ),
    Rule("*•xX", re.compile(r"(?<!\w)[*•xX]{2,16}[ -]?(?P<last>\d{4})(?!\w)"), _masked),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<type>7[0-9]7)-(?P<series>[1-9]00|(?<=787-)(?:8|9|10)|(?<=Boeing 7.7-)\d\d?)"
            r"(?![\w-]|[.,]\d)"
        ),
        _plane,
    ),
)

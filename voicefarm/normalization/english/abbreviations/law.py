"""How courts cite: series of reports, rules and sections, circuits and congresses."""

import re

from voicefarm.normalization.english.context import stop_after
from voicefarm.normalization.english.numbers import cardinal, ordinal, paired
from voicefarm.normalization.scanner import DIGITS, Rule

_OF_ORDINALS = {"Cir": "Circuit", "Cong": "Congress", "Sess": "Session"}
_OF_RULES = {"Civ": "Civil", "Crim": "Criminal", "App": "Appellate", "Bankr": "Bankruptcy",
             "Evid": "Evidence"}  # fmt: skip
_NUMBERED = (
    "Cir|Cong|Sess|Dist|Dep't|ed|Inf|Infantry|Cav|Cavalry|Reg|Regt|Regiment|Bn|Batt|Battalion|Brig"
    "|Brigade|Div|Division|Lt|Lieut|Lieutenant|Sgt|series|Ave|St|Street|Avenue|Armored|Airborne"
    "|Artillery|Marine|Marines|US|U\\.S|Corps|Army|Fleet|edition|Earl|Duke|Baron|Viscount|Marquess"
    "|son|day of|Wisconsin|Ohio|New York|Massachusetts|Michigan|Virginia|Alabama"
)


def _reporter(match: re.Match[str]) -> str:
    """ "F.2d" as "F second", a series of law reports."""
    if match["name"].startswith("S") and match["name"].endswith("Ct"):
        return "Supreme Court"
    series = f" {ordinal(int(match['series']))}" if match["series"] else ""
    return re.sub(r"\. ?", " ", match["name"]) + series


def _of_ordinal(match: re.Match[str]) -> str:
    """ "117th Cong., 1st Sess."."""
    return _OF_ORDINALS[match["what"]] + stop_after(match)


def _short_ordinal(match: re.Match[str]) -> str:
    """ "the 2d Cir." and "22d Infantry" as "second" and "twenty-second"."""
    return ordinal(int(match["number"]))


def _federal_rule(match: re.Match[str]) -> str:
    """ "Fed. R. Civ. P. 12" as "Federal Rule of Civil Procedure twelve"."""
    rule = "Rule" if re.match(r" \d", match.string[match.end() : match.end() + 2]) else "Rules"
    of = _OF_RULES[match["of"]]
    return f"Federal {rule} of {of}{' Procedure' * (match['of'] != 'Evid')}"


RULES = (
    Rule(
        "F",
        re.compile(r"(?:Fed\. ?R\.|FED\. ?R\.) ?(?P<of>Civ|Crim|App|Bankr|Evid)\.(?: ?P\.)?(?!\w)"),
        _federal_rule,
    ),
    Rule("C", re.compile(r"Const\.,?(?= (?:[Aa]rt|[Aa]mend)\. )"), lambda _match: "Constitution,"),
    Rule(
        "C",
        re.compile(r"Cal\.(?= (?:Penal|Civ|Bus|Lab|Gov|Fam|Veh|Prob|Evid|Educ|Const|Health)\b)"),
        lambda _match: "California",
    ),
    Rule("F", re.compile(r"Fed\. Reg\.(?!\w)"), lambda _match: "Federal Register"),
    Rule(
        "FPASNCUL",
        re.compile(
            r"(?P<name>F(?:\. ?(?:Supp|App'x))?|P|A|So|[SN]\. ?[EW]|Cal(?:\. (?:App|Rptr))?|N\.Y\.S"
            r"|L\. ?Ed)\. ?(?P<series>[234])(?:d|th)(?!\w)"
        ),
        _reporter,
    ),
    Rule(
        "FSL",
        re.compile(r"(?<=\d )(?P<name>S\. ?Ct|F\. ?Supp|L\. ?Ed)\.(?P<series>)(?= \d)"),
        _reporter,
    ),
    Rule(
        "r", re.compile(r"r\.(?= ?\d{1,2}(?:\.\d{1,2})?(?:\(|[A-Z]?(?![\d.])))"), lambda _: "rule"
    ),
    Rule(DIGITS, re.compile(r"(?<=\()(?P<number>[23])d(?=\))"), _short_ordinal),
    Rule(
        DIGITS,
        re.compile(r"(?:(?<=§ )|(?<=ection ))(?P<article>\d{1,2})-(?P<section>\d{3})(?![\w-])"),
        lambda match: f"{cardinal(int(match['article']))} {paired(match['section'])}",
    ),
    Rule(
        "s",
        re.compile(r"s\.(?=\d| \d{1,3}[A-Z]{0,2}(?:\(\w{1,3}\)| of the))"),
        lambda _: "section",
    ),
    Rule(
        "CS",
        re.compile(r"(?:(?<=st )|(?<=nd )|(?<=rd )|(?<=th )|(?<=\dd ))(?P<what>Cong|Sess|Cir)\."),
        _of_ordinal,
    ),
    Rule(
        DIGITS,
        re.compile(rf"(?P<number>\d{{0,2}}[23])d(?= (?:{_NUMBERED})\b)"),
        _short_ordinal,
    ),
)

"""Powers, and numbers written with one: x², 2^10, 10⁻³, 1e-5."""

import re

from voicefarm.normalization.english.numbers import AMOUNT, NUMBER, cardinal, number_words
from voicefarm.normalization.english.quantities.unit_names import RATES
from voicefarm.normalization.english.quantities.units import RATE, UNIT, rate_words, unit_names
from voicefarm.normalization.scanner import DIGITS, Rule

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n")


def power_words(exponent: str) -> str:
    """ " squared", " to the power of ten", " to the minus three"."""
    exponent = exponent.translate(_SUPERSCRIPTS).replace("−", "-").strip("^*{}() ")
    if exponent in ("2", "3"):
        return " squared" if exponent == "2" else " cubed"
    if exponent[0] == "-":
        return f" to the minus {_letter_or_number(exponent[1:])}"
    return f" to the power of {_letter_or_number(exponent.lstrip('+'))}"


def _letter_or_number(written: str) -> str:
    return written if written.isalpha() else number_words(written)


def _power(match: re.Match[str]) -> str:
    return _letter_or_number(match["base"]) + power_words(match["exponent"]) + _unit(match)


def _unit(match: re.Match[str]) -> str:
    unit, rate = match.groupdict().get("unit"), match.groupdict().get("rate")
    return (f" {unit_names(unit)[1]}" if unit else "") + rate_words(rate or "")


def _scientific(match: re.Match[str]) -> str:
    sign = "minus " if (match["sign"] or match["other"]) in ("-", "−") else ""
    exponent = f"{sign}{cardinal(int(match['exponent']))}"
    power = f"ten to the {'power of ' * (not sign)}{exponent}"
    return f"{number_words(match['amount'])} times {power}{_unit(match)}"


def _inverse(match: re.Match[str]) -> str:
    """ "5 s⁻¹" as "five per second", "m⁻²" as "per square meter"."""
    amount = f"{number_words(match['amount'])} " if match.groupdict().get("amount") else ""
    power = {"¹": "", "²": "square ", "³": "cubic "}[match["power"]]
    return f"{amount}per {power}{RATES[match['unit']]}"


_INVERSE = (
    r"(?P<unit>[km]?mol|min|[mnµμ]?s|h|d|yr|y|[kcmnµμ]?m|[kmnµμ]?g|[mkMG]?J|[mkM]?W|m?L|K|N|V|A)"
    r"⁻(?P<power>[¹²³])(?![\w⁰-⁹])"
)
_EXPONENT = (
    r"(?P<exponent>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,6}|ⁿ"
    r"|(?:\^|\*\*) ?(?:(?P<opens>[({])?[-+−]?(?:\d{1,6}|[a-z](?![A-Za-z]))(?(opens)[)}]?)))"
)
_CENSORED = r"(?i:f\*\*k|s\*\*t|d\*\*n|c\*\*t)(?!\w)"
"""Oaths with stars for letters: not powers."""
_AREA = r"(?:[kcm]m|ft|mi|(?:(?<=llion )|(?<=\bin )|(?<=er ))m)[²³](?!\w)"
"""Units and no unknowns."""
_MEASURED = rf"(?: (?P<unit>(?!in ){UNIT})(?![⁰¹²³⁴-⁹⁻]))?(?P<rate>{RATE})?"
RULES = (
    Rule(DIGITS, re.compile(rf"(?P<amount>{AMOUNT}) ?{_INVERSE}"), _inverse),
    Rule("kmnµμshdycgJWLKNVAMG", re.compile(rf"(?<!\w){_INVERSE}"), _inverse),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<amount>\d{1,6}(?:\.\d{1,12})?)"
            r"(?:[eE](?P<sign>[-+]?)| ?[×x*·] ?10(?:\^|\*\*)\(?(?P<other>[-+−]?))"
            rf"(?P<exponent>\d{{1,3}})(?!\w)(?!\.\d){_MEASURED}"
        ),
        _scientific,
    ),
    Rule(
        DIGITS,
        re.compile(rf"(?P<base>{NUMBER}){_EXPONENT}{_MEASURED}"),
        _power,
    ),
    # An unknown behind its figure or a Greek letter: "3x²", "πr³", "½mv²".
    Rule(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ^",
        re.compile(rf"(?:(?<=[\d½α-ω][A-Za-zα-ω])|(?<=[\d½][a-z]{{2}})){_EXPONENT}"),
        lambda match: power_words(match["exponent"]),
    ),
    Rule(
        "-−–",
        re.compile(r"(?:(?<=\^\d)|(?<=\^\d\d)|(?<=\^n))[-−–](?=(?P<again>10\^)|\d{1,3}(?![\d^*]))"),
        lambda match: " to " if match["again"] else " minus ",
    ),
    Rule(
        "-−–",
        re.compile(r"(?:(?<=\^\d )|(?<=\^\d\d )|(?<=\^[a-z] ))[-−–](?= (?:\d|[a-z](?!\w)))"),
        lambda _match: "minus",
    ),
    Rule("χ", re.compile(r"χ\^?2(?![\w.])"), lambda _match: "chi squared"),
    Rule(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        re.compile(rf"(?!{_CENSORED}|{_AREA})(?P<base>[A-Za-z]{{1,2}}){_EXPONENT}"),
        _power,
    ),
)

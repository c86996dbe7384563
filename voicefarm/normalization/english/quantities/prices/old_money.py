"""Pounds, shillings and pence, as they were counted until 1971."""

import re

from voicefarm.normalization.english.numbers import number_words
from voicefarm.normalization.scanner import DIGITS, Rule


def _old_money(match: re.Match[str]) -> str | None:
    """ "£3 10s. 6d." and "£3-10-6" as "three pounds ten shillings and six pence"."""
    pounds, shillings, pence = match["pounds"], match["shillings"], match["pence"]
    if not pounds and not pence:
        return None
    said = [_counted(pounds, "pound")] if pounds else []
    if int(shillings or "0"):
        said.append(_counted(shillings, "shilling"))
    if int(pence or "0"):
        said.append(f"{'and ' * bool(said)}{_pence(pence)}")
    return " ".join(said)


def _counted(number: str, name: str) -> str:
    return f"{number_words(number)} {name}{'' if number == '1' else 's'}"


def _pence(pence: str) -> str:
    return "a penny" if pence == "1" else f"{number_words(pence)} pence"


RULES = (
    Rule(
        "£",
        re.compile(
            r"£(?P<pounds>\d{1,3})(?P<mark>[/-])(?P<shillings>1?\d)(?P=mark)(?P<pence>1?\d)"
            r"(?![\w/-]|\.\d)"
        ),
        _old_money,
    ),
    Rule(
        "£" + DIGITS,
        re.compile(
            r"(?:£(?P<pounds>\d{1,3}(?:,\d{3})*),? (?=\d{1,2}s\b))?(?P<shillings>1?\d)s\.?"
            r"(?:,? (?P<pence>1?\d)d\b(?:\.(?=,|;| [a-z]))?)?"
            r"(?!\w)"
        ),
        _old_money,
    ),
)

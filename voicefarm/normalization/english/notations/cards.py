"""Cards by their signs: "A♠" as "ace of spades"."""

import re

from voicefarm.normalization.english.numbers import cardinal
from voicefarm.normalization.scanner import DIGITS, Rule

_RANKS = {"A": "ace", "K": "king", "Q": "queen", "J": "jack", "T": "ten"}
_SUITS = {"♠": "spades", "♥": "hearts", "♦": "diamonds", "♣": "clubs"}


def _card(match: re.Match[str]) -> str:
    rank = match["rank"]
    name = _RANKS[rank] if rank in _RANKS else cardinal(int(rank))
    return f"{name} of {_SUITS[match['suit']]}"


def _next(match: re.Match[str]) -> str:
    """The dash of "Q♥-10♣-2♠"."""
    return ", "


RULES = (
    Rule("AKQJT" + DIGITS, re.compile(r"(?P<rank>10|[2-9AKQJT])(?P<suit>[♠♥♦♣])"), _card),
    Rule("♥", re.compile(r"(?<=\bI )♥(?= [A-Z])"), lambda _match: "love"),
    Rule("-–", re.compile(r"(?<=[♠♥♦♣])[-–](?=(?:10|[2-9AKQJT])[♠♥♦♣])"), _next),
)

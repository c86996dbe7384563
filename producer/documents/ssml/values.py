"""Rates, times and ways of saying, as SSML writes them (W3C SSML 1.1)."""

import re

_STRENGTHS = {
    "none": 0,
    "x-weak": 100,
    "weak": 200,
    "medium": 400,
    "strong": 700,
    "x-strong": 1000,
}
"""Milliseconds; SSML leaves them to the voice."""
_RATES = {"x-slow": 0.6, "slow": 0.8, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.5}
_TIME = re.compile(r"\s*\+?(\d+(?:\.\d+)?)\s*(ms|s)\s*")
_RATE = re.compile(r"\s*([+-]?)(\d+(?:\.\d+)?)(%?)\s*")
_LETTERS = frozenset({"characters", "spell-out", "verbatim", "letters"})
_DIGITS = frozenset({"digits", "telephone"})
_UNSAID = frozenset({"expletive", "bleep"})


def break_ms(time: str | None, strength: str | None) -> int | None:
    """The length of a break in milliseconds; None for a value that SSML doesn't have."""
    if time:
        match = _TIME.fullmatch(time)
        if match is None:
            return None
        return round(float(match[1]) * (1000 if match[2] == "s" else 1))
    return _STRENGTHS.get((strength or "medium").strip())


def rate_of(written: str) -> float | None:
    """A rate as a factor of the voice's own; None for a value that SSML doesn't have."""
    if written.strip() in _RATES:
        return _RATES[written.strip()]
    match = _RATE.fullmatch(written)
    if match is None:
        return None
    sign, number, percent = match[1], float(match[2]), match[3]
    if not percent:
        return number if not sign and number > 0 else None
    factor = 1 + number / 100 * (-1 if sign == "-" else 1) if sign else number / 100
    return round(factor, 3) if factor > 0 else None


def said_as(text: str, kind: str) -> str | None:
    """A text in the way of saying that `say-as` asks for; None if it isn't to be said.

    Dates, numbers and the like are left as they are: they are read by what they look like.
    """
    if kind in _UNSAID:
        return None
    if kind in _LETTERS:
        return ", ".join("".join(text.split()))
    if kind in _DIGITS:
        return re.sub(r"(?<=\d)(?=\d)", " ", text)
    return text

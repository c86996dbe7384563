"""Chords: "F#m7b5" as "F sharp minor seven flat five"."""

import re

from voicefarm.normalization.english.numbers import cardinal
from voicefarm.normalization.scanner import Rule

_ACCIDENTALS = {"#": " sharp", "♯": " sharp", "b": " flat", "♭": " flat", "": ""}
_KINDS = {
    "maj": " major", "min": " minor", "m": " minor", "dim": " diminished",
    "aug": " augmented", "sus": " suspended", "add": " add", "": "",
}  # fmt: skip
_ALTERATION = re.compile(r"([#b♯♭])(\d{1,2})")


def _chord(match: re.Match[str]) -> str | None:
    accidental, kind, number = (match[name] or "" for name in ("accidental", "kind", "number"))
    if not ((kind and (number or accidental)) or (number and accidental in ("#", "♯", "♭"))):
        return None
    said = _root(match["root"], accidental) + _KINDS[kind]
    said += f" {cardinal(int(number))}" if number else ""
    for accidental, number in _ALTERATION.findall(match["altered"] or ""):
        said += f"{_ACCIDENTALS[accidental]} {cardinal(int(number))}"
    bass = f" over {_root(match['bass'], match['bass_accidental'] or '')}" if match["bass"] else ""
    return said + bass


def _root(letter: str, accidental: str) -> str:
    name = letter + _ACCIDENTALS[accidental]
    return "A-" + name[2:] if name.startswith("A ") else name


_NUMBER = r"(?:1[13]|[24679])"
RULES = (
    Rule(
        "ABCDEFG",
        re.compile(
            r"(?P<root>[A-G])(?P<accidental>[#b♯♭])?"
            rf"(?P<kind>maj|min|dim|aug|sus|add|m)?(?P<number>{_NUMBER})?"
            rf"(?P<altered>(?:[#b♯♭](?:5|9|1[13])){{0,2}})"
            r"(?:/(?P<bass>[A-G])(?P<bass_accidental>[#b♯♭])?)?(?![\w#])"
        ),
        _chord,
    ),
)

"""Strands of DNA: their ends, and their lengths in pairs of bases."""

import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import word_after
from voicefarm.normalization.english.numbers import AMOUNT, cardinal, number_words
from voicefarm.normalization.scanner import DIGITS, Rule

_NEAR = 80
"""Characters around a length in which words of biology must stand."""
_BIOLOGY = re.compile(
    r"\b(?:DNA|RNA|mRNA|PCR|primers?|amplicons?|genes?|genomes?|genomic|exons?|introns?|promoters?"
    r"|plasmids?|nucleotides?|upstream|downstream|chromosomes?|insertion|deletion|reads|ladder"
    r"|oligos?|sequenc(?:es?|ed|ing))\b"
)
_MEASURED = words(
    "fragment fragments reads deletion insertion amplicon product band bands ladder region insert"
)
"""What has its length before it."""
_PAIRS = {"bp": "base pair", "kb": "kilobase", "kbp": "kilobase", "Mb": "megabase",
          "Mbp": "megabase", "Gb": "gigabase"}  # fmt: skip


def _pairs(match: re.Match[str]) -> str | None:
    """ "200 bp", which are basis points where money is meant."""
    near = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    if not _BIOLOGY.search(near):
        return None
    first = f"{number_words(match['first'])} to " if match["first"] else ""
    is_one = (
        match["gap"] == "-"
        or word_after(match) in _MEASURED
        or (match["amount"] == "1" and not first)
    )
    joint = "-" if match["gap"] == "-" else " "
    name = _PAIRS[match["unit"]]
    return f"{first}{number_words(match['amount'])}{joint}{name}{'' if is_one else 's'}"


def _strand(match: re.Match[str]) -> str:
    """ "5'-ATGCCG-3'"."""
    last = f" {cardinal(int(match['last']))} prime" if match["last"] else ""
    return f"{cardinal(int(match['first']))} prime {match['strand']}{last}"


RULES = (
    Rule(
        "35",
        re.compile(
            r"(?P<first>[35])['′’]-(?P<strand>[ACGTUN]{3,200})(?:-(?P<last>[35])['′’])?(?!\w)"
        ),
        _strand,
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"(?:(?P<first>{AMOUNT})[-–])?(?P<amount>{AMOUNT})(?P<gap>[ -]?)"
            r"(?P<unit>bp|kbp?|Mbp?|Gb)(?![\w/])"
        ),
        _pairs,
    ),
)

"""Moves of chess: "Nf3" as "knight F three", where a game is near or only a move is so written."""

import re

from voicefarm.normalization.english.numbers import cardinal, number_words
from voicefarm.normalization.scanner import DIGITS, Rule

_PIECES = {"K": "king", "Q": "queen", "R": "rook", "B": "bishop", "N": "knight"}
_ENDS = {"+": " check", "#": " mate", "": ""}
_MOVE = r"(?:[KQRBN][a-h]?[1-8]?x?[a-h][1-8]|[a-h]x[a-h][1-8]|[a-h][1-8]|O-O(?:-O)?)[+#]?"
_MOVES_BEFORE = re.compile(
    rf"(?:\d\.(?:\.\.)? ?(?:{_MOVE} )?|[a-hKQRBN][a-h1-8x]{{0,4}}[1-8][+#]? )\Z"
)
_LOOK = 16


def _move(match: re.Match[str]) -> str | None:
    """A move of a piece; that of a pawn without a capture stays "e4"."""
    text, takes = match.string, match["takes"]
    if not takes and not _MOVES_BEFORE.search(text[max(0, match.start() - _LOOK) : match.start()]):
        return None
    piece = match["piece"]
    from_place = f" {match['from'].upper()}" if match["from"] else ""
    square = f"{match['file'].upper()} {number_words(match['rank'])}"
    end = _ENDS[match["end"]] if takes or match["end"] == "#" or piece else ""
    name = _PIECES[piece] + from_place if piece else from_place.strip()
    return f"{name}{' takes' if takes else ''} {square}{end}"


def _castles(match: re.Match[str]) -> str:
    return f"castles {'queenside' if match[0].count('O') == len('OOO') else 'kingside'}"


def _numbered(match: re.Match[str]) -> str:
    """ "1.e4": the number of a move, and a pause."""
    return f"{cardinal(int(match['number']))}, "


RULES = (
    Rule(
        DIGITS,
        re.compile(
            rf"(?<![\d.])(?P<number>\d{{1,3}})\.{{1,3}}"
            rf"(?:(?={_MOVE}(?:[ ,;)!?]|\.?\Z))| (?={_MOVE} (?:{_MOVE}|\d{{1,3}}\.)))"
        ),
        _numbered,
    ),
    Rule(
        "KQRBNabcdefgh",
        re.compile(
            r"(?P<piece>[KQRBN])?(?P<from>[a-h]|[1-8])?(?P<takes>x)?(?P<file>[a-h])(?P<rank>[1-8])"
            r"(?P<end>[+#]?)(?!\w)(?<!\b[a-h][1-8])(?<!\b[a-h][1-8][+#])"
        ),
        _move,
    ),
    Rule("O", re.compile(r"O-O(?:-O)?(?![\w-])"), _castles),
)

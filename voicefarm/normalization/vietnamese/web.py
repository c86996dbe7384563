"""Addresses of the web: links, mail, hashtags, names of accounts."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import Rule
from voicefarm.normalization.vietnamese.capitals.acronyms import SPELLED
from voicefarm.normalization.vietnamese.capitals.letters import LOWER, UPPER, is_syllable, letters
from voicefarm.normalization.vietnamese.context import rule
from voicefarm.normalization.vietnamese.numbers import digits, number_words

_ASCII = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_ENDINGS = (
    "com|vn|net|org|edu|gov|info|io|me|tv|co|ai|app|dev|xyz|biz|us|uk|jp|fr|de|asia|shop|ly|gl|"
    "test|example"
)
_WORDS = words_of("com net org edu gov info app dev biz asia shop me")
_MARKS = {
    ".": "chấm",
    ":": "hai chấm",
    "/": "gạch chéo",
    "-": "gạch ngang",
    "_": "gạch dưới",
    "@": "a còng",
    "+": "cộng",
}
_PIECE = re.compile(r"[^\W\d_]+|\d+|[./:@_+-]")
_LONGEST_PATH = 40
_VOWEL = re.compile("[aeiouyà-ỹ]", re.IGNORECASE)


def address(written: str, *, is_path: bool = False) -> str:
    """Its words and marks by name; what has no vowel is spelled.

    In a path two letters may be a syllable, as in "thoi-su".
    """
    return " ".join(_piece(piece, is_path) for piece in _PIECE.findall(written))


def _piece(piece: str, is_path: bool) -> str:
    if piece in _MARKS:
        return _MARKS[piece]
    if piece.isdecimal():
        return number_words(piece) if len(piece) < 5 and piece[0] != "0" else digits(piece)
    is_word = piece.lower() in _WORDS or (len(piece) > 2 and _VOWEL.search(piece))
    is_word = is_word or (is_path and piece.islower() and len(piece) > 1 and is_syllable(piece))
    if piece.lower() == "www":
        return "vê kép vê kép vê kép"
    if is_word:
        return piece.lower() if piece.isupper() else piece
    return letters(piece)


def _link(match: re.Match[str]) -> str:
    """The host and a short path; what stands behind "?" or "#" isn't read."""
    path = re.split("[?#]", match["path"] or "")[0].rstrip("/")
    if len(path) > _LONGEST_PATH:
        path = ""
    return " ".join(filter(None, (address(match["host"]), address(path, is_path=True))))


def _hashtag(match: re.Match[str]) -> str:
    """ "#TetNguyenDan" as its words."""
    words = re.sub(rf"(?<=[{LOWER}])(?=[{UPPER}])|_", " ", match["tag"])
    return " ".join(map(_tag_part, _PIECE.findall(words)))


def _tag_part(part: str) -> str:
    if part.isdecimal():
        return digits(part) if len(part) > 4 else number_words(part)
    return SPELLED.get(part) or (letters(part) if len(part) > 1 and part.isupper() else part)


_HOST = r"(?:[A-Za-z0-9-]{1,40}\.){1,4}"
_PATH = r"(?P<path>(?::\d{1,5})?[/?#][^\s<>\"'“”)\]}]{0,400}(?<![.,;:!?…]))?"

_FILES = "docx?|xlsx?|pptx?|pdf|txt|csv|jpe?g|png|gif|mp[34]|zip|rar|exe|js|py|html?|json|apk"

WEB: tuple[Rule, ...] = (
    rule(
        _ASCII,
        rf"(?P<local>[A-Za-z0-9._%+-]{{1,64}})@{_HOST}[A-Za-z]{{2,12}}(?![^\W_])",
        lambda match: address(match[0]),
    ),
    rule(
        "hHwW",
        rf"(?:https?://(?:www\.)?|www\.)(?P<host>[A-Za-z0-9.-]{{1,80}}[A-Za-z0-9]){_PATH}",
        _link,
    ),
    rule(_ASCII, rf"(?P<host>{_HOST}(?:{_ENDINGS}))(?![^\W_]|\.[A-Za-z]){_PATH}", _link),
    rule(
        "/",
        r"(?<![^\s(`])(?P<path>(?!/\d)(?:/[\w.{}:-]{1,40}(?<=[\w}])){2,8}/?)(?![^\W_])",
        lambda match: address(match["path"].rstrip("/").replace("{", "").replace("}", "")),
    ),
    rule(".", rf"(?:(?<=\w)|(?<!\S))\.(?:{_FILES})(?!\w)", lambda match: f" {address(match[0])}"),
    rule("#", r"#(?P<tag>[^\W\d_]\w{1,60})", _hashtag),
    rule(
        "@",
        r"(?<![\w.])@(?P<name>\w[\w.]{1,30}\w)",
        lambda match: f"a còng {address(match['name'])}",
    ),
)

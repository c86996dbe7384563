"""Emoticons: faces made of marks, which no voice reads."""

import re
from collections.abc import Iterator

from voicefarm.spoken.phonemes import ANCHOR
from voicefarm.spoken.text import SpokenText, spoken_as

_COUNTED = (
    r"%|(?:years?|yrs?|y/o|months?|mo|weeks?|days?|hours?|hrs?|h|min|minutes?|seconds?|sec|ms"
    r"|[ckm]?m|[km]?g|m?[lL]|percent|times|people|persons?|items?|points?|stars?|of)\b"
)
HEART = rf"(?<!\d,)(?<!\d, )(?<!\b[a-tv-z] )<3+(?![.,]?\d| ?(?:{_COUNTED}))"
"""A heart, and not what is less than three: a pattern."""
_EMOTICON = re.compile(
    r"(?<![^\s.!?,…(\"“‘«])(?:"
    r"[:;]['’]?[-^o]?(?P<mouth>[)(\]\[DPpOo|/\\*3><])(?P=mouth){0,2}+"  # :-) ;) :D :'( :/ :3
    r"|=['’]?[-^o]?(?P<lips>[)(\]D])(?P=lips){0,2}+"  # an arrow or a sum is none
    r"|[xX]D{1,5}|[8B]-\)|(?:(?<=[.!?…,] )|\A)D[:;=](?=\s*\Z)|(?<!\S)[)(][-']?[:;]"
    rf"|</3+|(?<!\bI )(?<!\b[Ww]e ){HEART}"
    r"|\^[_.-]{0,2}\^|[oO][._][oO]|-[_.]{1,3}-|>[._:]<|>:[()]|T_T|¯\\?_\(ツ\)_/¯"
    r")(?=[\s!?,…)\"”’»]|\.(?!\d)|\Z)(?!\s?[\d=])"
)
_ANY = re.compile(r"[:;=^_]|[xX]D|<|-\)|\.[oO]")


def emoticons(text: str) -> Iterator[tuple[int, int]]:
    """Where emoticons stand in `text`, in order and apart."""
    if _ANY.search(text):
        for emoticon in _EMOTICON.finditer(text):
            yield emoticon.span()


def without_emoticons(text: str) -> SpokenText:
    """`text` without its emoticons and the space before them."""
    if ANCHOR in text:
        return SpokenText(text, text)
    return spoken_as(text, _left_out(text))


def _left_out(text: str) -> Iterator[tuple[int, int, str]]:
    """The emoticons, each with one space; none takes a space that the one before took."""
    place = 0
    for start, end in emoticons(text):
        if start > place and text[start - 1] == " ":
            start -= 1
        elif start == 0 and text[end : end + 1] == " ":
            end += 1
        yield start, end, ""
        place = end

"""Emoticons: faces made of marks, which no voice reads."""

import re
from collections.abc import Iterator

_EMOTICON = re.compile(
    r"(?<![^\s.!?,…(])(?:"
    r"[:;=]['’]?[-^o]?[)(\]\[DPpOo|/\\*3><]{1,3}"  # :-) ;) :D :'( :/ :3
    r"|[xX]D{1,5}|[8B]-\)|D[:;=](?!\w)|[)(][-']?[:;]"
    r"|</?3+|\^[_.-]{0,2}\^|[oO][._][oO]|-[_.]{1,3}-|>[._:]<|>:[()]|T_T|¯\\?_\(ツ\)_/¯"
    r")(?=[\s.!?,…)]|\Z)(?!\s?[\d=])"
)
_ANY = re.compile(r"[:;=^_]|[xX]D|<|-\)|\.[oO]")


def emoticons(text: str) -> Iterator[tuple[int, int]]:
    """Where emoticons stand in `text`, in order and apart."""
    if _ANY.search(text):
        for emoticon in _EMOTICON.finditer(text):
            yield emoticon.span()

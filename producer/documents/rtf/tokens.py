"""RTF as tokens: groups, control words, and letters of whatever code page. RTF 1.9.1."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,40})(?P<number>-?\d{1,10})?[ ]?"
    r"|\\'(?P<code>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>[^a-zA-Z'])"
    r"|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)"
)
CHARSETS = {
    **{0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5"},
    **{161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257"},
    **{204: "cp1251", 222: "cp874", 238: "cp1250"},
}
"""By the number of a font's set of letters, its code page."""


class Token(NamedTuple):
    """One of its parts is filled, but for `number`, which belongs to `word`."""

    word: str = ""
    number: int | None = None
    code: int = -1
    """A byte of a code page."""
    sign: str = ""
    brace: str = ""
    text: str = ""


def tokens_of(written: str) -> Iterator[Token]:
    """The tokens of an RTF; bytes behind `\\bin` are passed over."""
    place = 0
    while found := _TOKEN.search(written, place):
        place = found.end()
        number = found["number"]
        if found["word"] == "bin" and number:
            place += max(0, int(number))
            continue
        yield Token(
            word=found["word"] or "",
            number=int(number) if number else None,
            code=int(found["code"], 16) if found["code"] else -1,
            sign=found["sign"] or "",
            brace=found["brace"] or "",
            text=found["text"] or "",
        )


def code_page(name: str) -> str:
    """A code page that Python knows; the usual one for any other."""
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name

"""Addresses: web pages, mail, accounts, hashtags, hosts, files and paths."""

import re

from voicefarm.normalization.english.numbers import cardinal, paired, spelled, year
from voicefarm.normalization.scanner import DIGITS, Rule

_SURE = (
    "com|org|net|io|edu|gov|mil|int|info|biz|dev|app|ai|tv|xyz|tech|shop|store|online|site|blog|"
    "cloud|example|co\\.uk|org\\.uk|ac\\.uk|gov\\.uk|com\\.au|com\\.vn|edu\\.vn|gov\\.vn|co\\.jp|"
    "uk|fr|de|vn|au|ca|nl|jp|cn|kr|eu|ch|ru|br|gg|fm|page|wiki|news|media|museum"
)
_WITH_PATH = "[a-z]{2}"
"""Domains of countries, which are words or files too: only with a path, or after "www."."""
_FILES = (
    "pdf|docx?|xlsx?|pptx?|txt|md|csv|tsv|json|xml|ya?ml|toml|ini|cfg|conf|log|html?|css|js|ts|jsx|"
    "tsx|py|rb|rs|go|java|cpp|hpp|sh|bat|ps1|exe|dll|msi|dmg|iso|zip|rar|tar|gz|7z|png|jpe?g|gif|"
    "svg|webp|bmp|tiff?|mp3|mp4|wav|flac|ogg|m4a|m4b|mkv|avi|mov|webm|epub|mobi|srt|vtt|sql|db|env|"
    "lock|ipynb|onnx|gguf|apk|php|wasm|psd|ttf"
)
_MARKS = {
    "@": "at", ".": "dot", "/": "slash", "-": "dash", "_": "underscore", ":": "colon",
    "&": "and", "#": "hash", "~": "tilde", "%": "percent", "+": "plus", "=": "equals",
    "?": "question mark", "\\": "backslash",
}  # fmt: skip
_TAIL = re.compile(r"[.,;:!?)\]}'\"”’»*_]+\Z")
_PIECES = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+|[^\W\d_]+|.")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")


def address_words(address: str) -> str:
    """An address as people read it aloud: "vieneu dot io slash docs"."""
    return (
        " ".join(
            spelled(piece)
            if piece.isdecimal()
            else _MARKS.get(piece, piece if piece.isalnum() else "")
            for piece in _PIECES.findall(address)
        )
        .replace("  ", " ")
        .strip()
    )


def _page(match: re.Match[str]) -> str:
    return _page_words(match[0])


def _page_words(address: str) -> str:
    """Without its protocol, "www.", and the query, which is not for the ear."""
    stop = _TAIL.search(address)
    tail = stop[0] if stop else ""
    if tail.startswith(")") and address.count("(") >= address.count(")"):
        tail = tail[1:]
    address = address.removesuffix(tail)
    address = re.sub(r"\A(?:[a-z][a-z\d]{1,11}://)?(?:www\.)?", "", address, flags=re.IGNORECASE)
    address = re.split(r"[?#]", address, maxsplit=1)[0].rstrip("/")
    return address_words(address) + tail


def _bracketed(match: re.Match[str]) -> str:
    """ "<jo@acme.com>", whose brackets are not read."""
    if match["page"]:
        return _page_words(match["page"])
    return address_words(match["mail"].removeprefix("mailto:"))


def _mail(match: re.Match[str]) -> str:
    return address_words(match[0].removeprefix("mailto:"))


def _account(match: re.Match[str]) -> str:
    return "at " + address_words(match["name"])


def _hashtag(match: re.Match[str]) -> str:
    words = " ".join(
        _figures(word) if word.isdecimal() else word
        for part in match["tag"].split("_")
        for word in _CAMEL.findall(part)
    )
    return f"hashtag {words}"


def _figures(digits: str) -> str:
    if len(digits) > 4:
        return spelled(digits)
    return year(int(digits)) if len(digits) == 4 else cardinal(int(digits))


def _color(match: re.Match[str]) -> str | None:
    """ "#FF5733"; figures alone are a number."""
    color = match["color"]
    return None if color.isdecimal() else f"hash {_characters(color)}"


def _characters(code: str) -> str:
    return " ".join(spelled(one) if one.isdecimal() else one.upper() for one in code)


def _long_code(match: re.Match[str]) -> str | None:
    """A commit, a key or a UUID: character by character, a pause between its groups."""
    code = match[0]
    if sum(map(str.isdecimal, code)) < 2 or not any(map(str.isalpha, code)):
        return None
    return ", ".join(map(_characters, code.split("-")))


def _host(match: re.Match[str]) -> str | None:
    octets = match["octets"].split(".")
    if any(int(octet) > 255 for octet in octets):
        return None
    words = " point ".join(_octet(octet) for octet in octets)
    if match["size"]:
        words += f" slash {cardinal(int(match['size']))}"
    if match["port"]:
        words += f" colon {spelled(match['port'])}"
    return words


def _paper(match: re.Match[str]) -> str:
    """ "arXiv:2301.12345v2" and "doi:10.1038/s41586"."""
    code = match["code"]
    tail = _TAIL.search(code)
    name = "D O I" if match["name"].lower() == "doi" else match["name"]
    return f"{name} {address_words(code.removesuffix(tail[0] if tail else ''))}" + (
        tail[0] if tail else ""
    )


def _octet(digits: str) -> str:
    return cardinal(int(digits)) if len(digits) < 3 else spelled(digits)


def _hexadecimal(match: re.Match[str]) -> str:
    """An address such as 2001:db8::1, character by character."""
    address, _, size = match[0].partition("/")
    words = " ".join("colon" if one in ":-" else _characters(one) for one in address)
    return f"{words} slash {cardinal(int(size))}" if size else words


def _hexadecimal_number(match: re.Match[str]) -> str:
    """ "0x1F" as "zero x one F"."""
    return f"zero x {_characters(match['digits'])}"


def _numbered(match: re.Match[str]) -> str:
    """ "#4B" as "number four B"."""
    return f"number {paired(match['number'])} {match['letter']}"


def _suffix(match: re.Match[str]) -> str:
    """ "a .docx file", ".gitignore"."""
    return address_words(match[0])


def _file(match: re.Match[str]) -> str:
    return address_words(match[0])


def _route(match: re.Match[str]) -> str:
    """A path, also of an API: "/users/{id}?limit=10"."""
    return address_words(re.sub(r"[{}]", "", match[0]))


_SCHEMES = (
    "https?|ftps?|sftp|wss?|ssh|s3|gs|file|git|ldaps?|ircs?|rt[sm]p|postgres(?:ql)?|mysql|mongodb"
    "|redis|udp"
)
_SEGMENT = r"(?:[\w.-]{1,64}|\{[\w.-]{1,64}\})"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}+)"
_PATH = r"(?::\d{2,5})?(?:[/?#][^\s<>\"“”]{0,400})?"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
RULES = (
    Rule(
        "<",
        re.compile(
            r"<(?P<page>https?://[^\s<>\"“”]{1,2000})>"
            r"|<(?P<mail>(?:mailto:)?[\w.+-]{1,64}+@"
            r"[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){1,4})>"
        ),
        _bracketed,
    ),
    Rule("l", re.compile(r"localhost:\d{2,5}(?:/[^\s<>\"“”]{0,400})?"), _page),
    Rule(
        "hHfwWsgilrpmu",
        re.compile(rf"(?:(?:{_SCHEMES})://(?=/?[\w~.{{$%\[])|www\.)[^\s<>\"“”]{{1,2000}}", re.I),
        _page,
    ),
    Rule(
        _LETTERS + DIGITS + "_",
        re.compile(
            r"(?<![\w@])(?:mailto:)?[\w.+-]{1,64}+@"
            r"[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){1,4}"
        ),
        _mail,
    ),
    Rule(
        _LETTERS + DIGITS,
        re.compile(
            rf"(?<![\w@.])(?:{_LABEL}\.){{1,4}}(?:(?:{_SURE})(?![\w-]|\.\w){_PATH}"
            rf"|{_WITH_PATH}/[^\s<>\"“”]{{1,400}})"
        ),
        _page,
    ),
    Rule(
        "aAdD",
        re.compile(
            r"(?P<name>arXiv|doi):(?P<code>\d{2,4}\.\d{4,9}(?:/[^\s<>\"“”]{1,200}|v\d)?)", re.I
        ),
        _paper,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<octets>\d{1,3}(?:\.\d{1,3}){3})(?!\d|\.\d)"
            r"(?:/(?P<size>\d\d?)(?!\d))?(?::(?P<port>\d{2,5}))?"
        ),
        _host,
    ),
    Rule(
        _LETTERS + DIGITS,
        re.compile(
            rf"(?<![\w@.])[\w-]{{1,64}}+(?:\.[\w-]{{1,32}}(?=\.)){{0,3}}\.(?:{_FILES})(?![\w]|\.\w)"
        ),
        _file,
    ),
    Rule(
        DIGITS + "abcdefABCDEF",
        re.compile(
            r"(?=[\da-fA-F:]{0,40}(?:::|:[\da-fA-F]{0,3}[a-fA-F]))"
            r"[\da-fA-F]{1,4}(?:::?[\da-fA-F]{1,4}){2,7}(?!\w)"
            r"|(?=[\da-fA-F:]{0,40}\d)(?:[\da-fA-F]{1,4}:){1,7}"
            r"(?::[\da-fA-F]{1,4}|:(?=/\d))(?!\w)(?:/(?P<size>\d{1,3})(?!\w))?"
        ),
        _hexadecimal,
    ),
    Rule(
        ":",
        re.compile(r"(?<![\w:])::[\da-fA-F]{0,3}\d(?!\w)(?:/(?P<size>\d{1,3})(?!\w))?"),
        _hexadecimal,
    ),
    Rule("0", re.compile(r"0[xX](?P<digits>[\da-fA-F]{1,64})(?!\w)"), _hexadecimal_number),
    Rule(
        DIGITS + "abcdef",
        re.compile(r"[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}(?!\w)|[\da-f]{7,64}+(?!\w)"),
        _long_code,
    ),
    Rule(
        DIGITS + "ABCDEFabcdef",
        re.compile(
            r"[\da-fA-F]{2}(?:(?P<mark>[:-])[\da-fA-F]{2})(?:(?P=mark)[\da-fA-F]{2}){4}(?!\w)"
        ),
        _hexadecimal,
    ),
    Rule(
        "@",
        re.compile(r"(?<!\w)@(?P<name>[A-Za-z_][A-Za-z0-9_]{0,63}(?:\.[A-Za-z0-9_]{1,63})?)(?!\w)"),
        _account,
    ),
    Rule("#", re.compile(r"(?<!\w)#(?P<number>\d{1,4})(?P<letter>[A-Z])(?!\w)"), _numbered),
    Rule("#", re.compile(r"(?<!\w)#(?=\w*\d)(?P<color>[\da-fA-F]{6})(?!\w)"), _color),
    Rule(
        "#",
        re.compile(
            r"(?<![\w&])#(?!s\b)(?P<tag>(?=\w{0,80}[A-Za-z])[\dA-Za-z_À-ɏ]{1,80})(?!\w|(?<=[A-Z])-\d)"
        ),
        _hashtag,
    ),
    Rule(
        ".",
        re.compile(
            rf"(?<![^\s(\"'])\.(?:{_FILES}|git(?:ignore|hub)?|\w{{2,8}}rc|ssh|config|local)(?![\w.])"
        ),
        _suffix,
    ),
    Rule(
        "~.",
        re.compile(rf"(?<![\w./)])(?:~|\.{{1,2}})(?:/{_SEGMENT}){{1,12}}/?(?<![.!?])"),
        _route,
    ),
    Rule(
        "/~",
        re.compile(
            rf"(?<![\w/)<])~?/{_SEGMENT}(?:/{_SEGMENT}){{1,12}}/?(?<!\.)(?:\?[\w=&%-]{{1,200}})?"
        ),
        _route,
    ),
    Rule(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        re.compile(r"[A-Z]:\\[\w .-]{1,64}?(?:\\[\w.-]{1,64}){0,12}(?<![. ])(?!\w)"),
        _file,
    ),
)

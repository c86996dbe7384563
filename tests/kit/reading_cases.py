"""Reading cases: what is written, and the spoken forms that a listener would accept.

A file of cases is UTF-8, tab-separated and unquoted, with one header line. In `input` a backslash
is written `\\\\`, a line end `\\n`, a tab `\\t` and an escape character `\\x1b`. `accepted` and
`forbidden` hold forms with ` || ` between them.

What is compared are words: in lower case, without apostrophes, all other marks as spaces.

- Capitals count as a word and as letters, since an engine spells them: "USB", "u s b".
- A forbidden form that begins with `=` is looked for as it is written. One of letters and digits
  alone is a whole word.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from producer import preview
from voicefarm.spoken.phonemes import without_phonemes

CASES = Path(__file__).parents[1] / "data" / "reading_cases.tsv"
COLUMNS = ("id", "kind", "language", "format", "input", "accepted", "forbidden", "note")
FORMATS = {"txt": "text", "md": "markdown"}
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\t": "\t", "\\x1b": "\x1b"}
_APOSTROPHES = re.compile("['’ʼ`]")
_MARKS = re.compile(r"[^\w]+|_")
_PLURAL = re.compile(r"\b([A-Z]{2,})(?=s\b)")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class ReadingCase:
    """A text, and how it may and may not be spoken."""

    id: str
    kind: str
    language: str
    format: str
    """txt or md."""
    text: str
    accepted: tuple[str, ...]
    """The spoken text holds one of them."""
    forbidden: tuple[str, ...]
    """It holds none of them."""

    def spoken(self) -> str:
        """What would be said of the text, as words. Raises what `preview` raises."""
        shown = preview(
            self.text.encode(), format=FORMATS[self.format], language=self.language, model="espeak"
        )
        return " ".join(without_phonemes(chunk.spoken) for chunk in shown.chunks)

    def fault(self, spoken: str) -> str:
        """Why `spoken` isn't right; empty if it is."""
        for form in self.forbidden:
            if _is_said(form, spoken):
                return f"{form!r} is said"
        ways = f" {_words(spoken)} ", f" {_words(_as_letters(spoken))} "
        if any(f" {_words(form)} " in way for form in self.accepted for way in ways):
            return ""
        return f"{self.accepted[0]!r} is not said"


def read_cases(path: Path = CASES) -> list[ReadingCase]:
    """The cases of a file. Raises ValueError for one that holds no cases."""
    return list(_cases(path))


def _cases(path: Path) -> Iterator[ReadingCase]:
    header, *lines = path.read_text("utf-8").split("\n")
    if tuple(header.split("\t")) != COLUMNS:
        raise ValueError(f"{path} has another header; the columns are {', '.join(COLUMNS)}.")
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise ValueError(f"{path} has {len(cells)} cells in line {number}, not {len(COLUMNS)}.")
        case, kind, language, format, text, accepted, forbidden, _ = cells
        yield ReadingCase(
            case, kind, language, format, _unescaped(text), _forms(accepted), _forms(forbidden)
        )


def _unescaped(text: str) -> str:
    return re.sub(r"\\\\|\\n|\\t|\\x1b", lambda sign: _ESCAPES[sign[0]], text)


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in cell.split("||") if form.strip())


def _words(text: str) -> str:
    text = unicodedata.normalize("NFC", text).lower()
    return " ".join(_MARKS.sub(" ", _APOSTROPHES.sub("", text)).split())


def _as_letters(text: str) -> str:
    """Capitals letter by letter: "USB" as "U S B", "CPUs" as "C P Us"."""
    text = _PLURAL.sub(lambda word: " ".join(word[1]), text)
    return _LETTERS.sub(lambda word: " ".join(word[0]) if word[0].isupper() else word[0], text)


def _is_said(form: str, spoken: str) -> bool:
    if not form.startswith("="):
        words = _words(form)
        return words != "" and f" {words} " in f" {_words(spoken)} "
    sign = form[1:]
    if sign.isalnum() and sign.isascii():
        return re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", spoken) is not None
    return sign in spoken

"""A text's phonemes by espeak-ng, and which of them each word of the text has.

For voices that tell how long each phoneme sounds: so the times of words follow. espeak-ng says by
events which word it is at. It joins some small words ("in the"); those share their time.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voicefarm.spoken.phonemes import pieces, without_phonemes, word_spans
from worker.language.espeak_library import EspeakLibrary
from worker.language.espeak_words import PHONEME, WORD, Event

_CLOSING = "\"'”’»)\\]}"
# A mark ends a clause before white space; a dash does where it parts words.
_MARK = re.compile(
    rf"[,;:.!?…¡¿。，！？；：、]+[{_CLOSING}]*(?=\s|$)|\s*[—―]+|\s+[–-]+(?=\s|$)|…|[。，！？；：、]"
)
# The full stop of "U.S." or of an initial, before another word.
_IN_A_NAME = re.compile(r"(?:\b\w\.)*\b\w\.(?=\s+\w)")
_UNDER_ANOTHER_SIGN = str.maketrans("。，！？；：、", ".,!?;:,")
_REACH = 16
"""Characters of IPA in which a phoneme is looked for. Tones and spaces are not events."""


@dataclass(frozen=True, slots=True)
class PronouncedWord:
    """What is said as one: mostly a word of the text, sometimes two or three."""

    start: int
    """Its first character in `Pronunciation.ipa`."""
    end: int
    """One past its last."""
    words: tuple[int, ...]
    """Which of `word_spans` these are."""


@dataclass(slots=True)
class Pronunciation:
    """A text as it is said."""

    ipa: str = ""
    """IPA as espeak-ng writes it. Words have a space between them; of the marks . , ; : ! ? one
    stands behind each clause."""
    words: list[PronouncedWord] = field(default_factory=list)
    """In order; what isn't said has none."""


def pronounce(text: str, voice: str) -> Pronunciation:
    """The phonemes of `text` by espeak-ng's `voice`; words with given phonemes have those.

    Raises EngineUnavailable without espeak-ng, SynthesisFailed for a voice that it lacks.
    """
    reader = _EventReader(EspeakLibrary.open(), voice)
    place = 0
    for piece in pieces(text):
        if piece.phonemes:
            reader.add_word(piece.phonemes, place)
        else:
            for clause, mark, at in _clauses(piece.text):
                reader.add_clause(clause, place + at)
                reader.add_mark(mark)
        place += len(piece.text)
    return Pronunciation(reader.ipa, _words(reader, text))


@dataclass(slots=True)
class _EventReader:
    """Collects the IPA of a text."""

    library: EspeakLibrary
    voice: str
    ipa: str = ""
    starts: list[tuple[int, int]] = field(default_factory=list)
    """Of each word: where it begins in `ipa` and in the text without phonemes."""

    def add_word(self, phonemes: str, place: int) -> None:
        self._space()
        self.starts.append((len(self.ipa), place))
        self.ipa += phonemes

    def add_clause(self, clause: str, place: int) -> None:
        if not clause.strip():
            return
        with self.library.lock:
            ipa = self.library.phonemes(clause, self.voice)
            events = self.library.word_events(clause, self.voice) if ipa else []
        if not ipa:
            return
        self._space()
        base = len(self.ipa)
        self.starts += [(base + at, place + where) for at, where in _word_starts(ipa, events)]
        self.ipa += ipa

    def add_mark(self, mark: str) -> None:
        """Marks before the first word and behind another mark are left out."""
        if mark and self.ipa and self.ipa[-1] not in ".,;:!?":
            self.ipa += mark

    def _space(self) -> None:
        if self.ipa and not self.ipa.endswith(" "):
            self.ipa += " "


def _clauses(text: str) -> Iterator[tuple[str, str, int]]:
    """Clauses with the mark behind each, and where they begin."""
    names = [found.span() for found in _IN_A_NAME.finditer(text)]
    begin = 0
    for found in _MARK.finditer(text):
        if any(start <= found.start() < end for start, end in names):
            continue
        yield text[begin : found.start()], _one_mark(found[0], text[found.end() :]), begin
        begin = found.end()
    yield text[begin:], "", begin


def _one_mark(marks: str, rest: str) -> str:
    """The one sign of . , ; : ! ? by which `marks` before `rest` are read."""
    signs = marks.translate(_UNDER_ANOTHER_SIGN)
    trailing_off = ("…" in signs or ".." in signs) and rest.lstrip()[:1].islower()
    if trailing_off or set(signs) <= set(" \t\n\r\f\v—―–-"):
        return ";"
    return next((sign for sign in "?!" if sign in signs), None) or next(
        ("." if sign == "…" else sign for sign in signs if sign in ".,;:…"), ","
    )


def _word_starts(ipa: str, events: Sequence[Event]) -> Iterator[tuple[int, int]]:
    """Where each word begins: in `ipa`, and in the text that was given to espeak-ng."""
    at, place = 0, -1
    for event in events:
        if event.kind == WORD:
            place = event.place
        sound = event.ipa.strip("\ufffd ") if event.kind == PHONEME else ""
        if not sound or (found := ipa.find(sound, at, at + _REACH)) < 0:
            continue
        if place >= 0:
            yield found, place
            place = -1
        at = found + len(sound)


def _words(reader: _EventReader, text: str) -> list[PronouncedWord]:
    """The words of `text` with what is said of them, those that are said together in one."""
    spans, letters = word_spans(text), without_phonemes(text)
    beginnings = [start for start, _ in spans]
    starts: list[tuple[int, int]] = []
    for at, place in reader.starts:
        number = bisect_right(beginnings, place) - 1
        if number >= 0 and (not starts or number > starts[-1][1]):
            starts.append((at, number))
    ends = [*starts, (len(reader.ipa), len(spans))][1:]
    return [
        PronouncedWord(
            at,
            at + len(reader.ipa[at:end].rstrip(" .,;:!?")),
            (number, *(n for n in range(number + 1, following) if _is_said(letters, spans[n]))),
        )
        for (at, number), (end, following) in zip(starts, ends, strict=True)
    ]


def _is_said(text: str, span: tuple[int, int]) -> bool:
    return any(character.isalnum() for character in text[slice(*span)])

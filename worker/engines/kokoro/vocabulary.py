"""The signs that the network knows, and a passage as their ids."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from voicefarm.errors import BadSetting
from worker.engines.kokoro.settings import MOST_SIGNS
from worker.language.passages import passages
from worker.language.symbols import Passage, Symbols
from worker.model_files.local import read_json

END = 0
"""The id before the first sign and behind the last one."""
LONGEST = 450
"""Characters of a passage at most: fewer than signs, for some characters become two."""
_IDS = TypeAdapter(Mapping[str, int])


@dataclass(frozen=True, slots=True)
class KnownSigns:
    """The ids of the signs."""

    ids: Mapping[str, int]

    def encode(self, ipa: str, signs: Mapping[str, str]) -> Symbols:
        """`ipa` of espeak-ng as ids, by an accent's `signs`; unknown signs are left out."""
        ids, places, said = [END], [], 0
        for characters, replaced in _replaced(ipa, signs):
            places += [len(ids)] * characters
            known = list(self._known(replaced))
            ids += [self.ids[sign] for sign in known]
            said += sum(sign.isalpha() and sign not in "ˈˌː" for sign in known)
        places.append(len(ids))
        return Symbols((*ids, END), tuple(places), said)

    def passages(self, ipa: str, signs: Mapping[str, str], together: int) -> Iterator[Passage]:
        """The passages of `ipa` of which any sound is known, each short enough for the network."""
        for start, end in passages(ipa, LONGEST, together):
            yield from self._passages(ipa, start, end, signs)

    def unknown(self, ipa: str, signs: Mapping[str, str]) -> str:
        """The signs of `ipa` that are left out, in order."""
        return "".join(
            letter
            for _, replaced in _replaced(ipa, signs)
            for character in replaced
            if character not in self.ids
            for letter in _letters(character)
            if letter not in self.ids
        )

    def _passages(
        self, ipa: str, start: int, end: int, signs: Mapping[str, str]
    ) -> Iterator[Passage]:
        symbols = self.encode(ipa[start:end], signs)
        if len(symbols.ids) <= MOST_SIGNS + 2:
            if symbols.said:
                yield Passage(start, symbols)
            return
        for first, last in passages(ipa[start:end], (end - start) // 2):
            yield from self._passages(ipa, start + first, start + last, signs)

    def _known(self, text: str) -> Iterator[str]:
        for character in text:
            if character in self.ids:
                yield character
            else:
                yield from (letter for letter in _letters(character) if letter in self.ids)


def read_vocabulary(path: Path) -> KnownSigns:
    """Read the file. Raises EngineUnavailable, or BadSetting if it has no ids of signs."""
    content = read_json(path, "vocabulary")
    try:
        table = content.get("model", content)
        signs: Mapping[str, int] = _IDS.validate_python(table["vocab"])
    except (AttributeError, KeyError, TypeError, ValidationError) as error:
        raise BadSetting(
            f"{path} has no table 'vocab' of signs and ids; correct 'settings.vocabulary'."
        ) from error
    return KnownSigns({sign: number for sign, number in signs.items() if len(sign) == 1})


def _replaced(ipa: str, signs: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """How many characters of `ipa` become which signs, in order."""
    longest = max(map(len, signs), default=1)
    place = 0
    while place < len(ipa):
        for size in range(longest, 0, -1):
            piece = ipa[place : place + size]
            if len(piece) == size and piece in signs:
                yield size, signs[piece]
                break
        else:
            size = 1
            yield 1, ipa[place]
        place += size


def _letters(text: str) -> str:
    """Letters and accents by themselves."""
    return unicodedata.normalize("NFD", text)

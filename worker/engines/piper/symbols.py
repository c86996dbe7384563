"""Phonemes or letters to the ids that a Piper network reads."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from worker.engines.piper.voice_file import BEGIN, END, PAD, VoiceFile


@dataclass(frozen=True, slots=True)
class Symbols:
    """A text as ids."""

    ids: tuple[int, ...]
    """The id of the beginning, those of the characters with a pad behind each, that of the end."""
    places: tuple[int, ...]
    """For each character, where its ids begin. One more says where those of the last one end."""
    said: int
    """How many letters among the characters have ids; without one there is nothing to say."""


def encode(text: str, voice: VoiceFile) -> Symbols:
    """`text` (IPA, or letters for a voice that reads letters) as ids; unknown signs are left out.

    Each character is decomposed (NFD), as it was for training.
    """
    pad = voice.phoneme_id_map[PAD]
    ids = [*voice.phoneme_id_map[BEGIN], *pad]
    places, said = [], 0
    for character in text:
        places.append(len(ids))
        for sign in _signs(character, voice):
            ids += [*voice.phoneme_id_map[sign], *pad]
            said += sign.isalnum()
    places.append(len(ids))
    return Symbols((*ids, *voice.phoneme_id_map[END]), tuple(places), said)


def _signs(character: str, voice: VoiceFile) -> Iterator[str]:
    """The known signs that stand for a character."""
    for letter in unicodedata.normalize("NFD", character):
        for sign in voice.phoneme_map.get(letter, (letter,)):
            # Networks that read letters mostly know small ones only.
            known = [one for one in (sign, sign.casefold()) if one in voice.phoneme_id_map]
            if known and known[0] not in (PAD, BEGIN, END):
                yield known[0]

"""Phonemes or letters to the ids that a Piper network reads."""

import unicodedata
from collections.abc import Iterator

from worker.engines.piper.voice_file import BEGIN, END, PAD, VoiceFile
from worker.language.symbols import Symbols


def encode(text: str, voice: VoiceFile) -> Symbols:
    """`text` (IPA, or letters for a voice that reads letters) as ids; unknown signs are left out.

    The id of the beginning comes first, then a character's with a pad behind each, then the end's.
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

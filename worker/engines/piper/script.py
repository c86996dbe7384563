"""What a Piper network is given to say: a text's phonemes or letters, passage by passage."""

import re
from collections.abc import Iterator

from voicefarm.spoken.phonemes import without_phonemes, word_spans
from worker.engines.piper.symbols import encode
from worker.engines.piper.voice_file import VoiceFile
from worker.language.passages import passages
from worker.language.pronunciation import PronouncedWord, Pronunciation, pronounce
from worker.language.symbols import Passage

_OPENING = re.compile(r"^\W+")
_CLOSING = re.compile(r"\W+$")


def read(text: str, voice: VoiceFile) -> Pronunciation:
    """`text` as the voice takes it. Raises as `pronounce` does."""
    if voice.phoneme_type == "text":
        return _letters(text)
    return pronounce(text, voice.espeak.voice)


def passages_of(said: Pronunciation, voice: VoiceFile) -> Iterator[Passage]:
    """The passages of which the voice knows any sound."""
    for start, end in passages(said.ipa):
        symbols = encode(said.ipa[start:end], voice)
        if symbols.said:
            yield Passage(start, symbols)


def _letters(text: str) -> Pronunciation:
    """Letters as they are, with one space between words."""
    said, letters = Pronunciation(), without_phonemes(text)
    for number, span in enumerate(word_spans(text)):
        word = " ".join(letters[slice(*span)].split())
        start = len(said.ipa) + bool(said.ipa)
        said.ipa = f"{said.ipa} {word}" if said.ipa else word
        opening, closing = _OPENING.search(word), _CLOSING.search(word)
        begin = start + (opening.end() if opening else 0)
        end = start + (closing.start() if closing else len(word))
        if begin < end:
            said.words.append(PronouncedWord(begin, end, (number,)))
    return said

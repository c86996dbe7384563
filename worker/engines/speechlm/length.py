"""How much an utterance has to say. Much more than that is a reading that never ends."""

from voicefarm.languages import record_of
from voicefarm.spoken.length import spoken_characters
from voicefarm.spoken.phonemes import without_phonemes
from worker.engines import Utterance
from worker.language.phoneme_counts import counted_phonemes


def characters_to_say(utterance: Utterance, phonemes: str) -> int:
    """Characters of prose that take as long to say as the utterance; in prose, its own.

    `phonemes` is what the model reads: IPA, or the text itself. Never fewer than are written.
    """
    language = utterance.language
    return max(
        len(utterance.text),
        spoken_characters(without_phonemes(utterance.text), language),
        int(counted_phonemes(phonemes) / record_of(language).most_phonemes_per_character),
    )

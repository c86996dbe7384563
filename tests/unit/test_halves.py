"""A text without an end is spoken as two."""

from typing import Any, cast

import numpy as np
import pytest

from voicefarm.errors import Runaway
from voicefarm.spoken.phonemes import marked, word_spans
from worker.engines import Speech, Utterance
from worker.synthesis.halves import Halves, HalvingSpeaker, halves_of
from worker.synthesis.speaker import ChunkSpeaker

RATE = 1000


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("It rained all day. We stayed at home.", "It rained all day."),
        ("No. It rained all day, so we stayed in bed.", "No. It rained all day,"),
        ("One two three four five six", "One two three"),
        ("“Stop!” she cried, and he did.", "“Stop!” she cried,"),
        ("Trời mưa to. Đường phố vắng.", "Trời mưa to."),
        ("a bbbbbbbbbbbbbbb", "a"),
    ],
)
def test_a_text_is_cut_at_its_best_boundary(text: str, first: str) -> None:
    halves = halves_of(text)
    assert halves is not None
    assert (halves.first, f"{halves.first} {halves.second}") == (first, text)


def test_a_word_and_its_phonemes_stay_whole() -> None:
    word = marked("NASA", "n a s a n a s a n a s a")
    assert halves_of(f"So {word} it is") == Halves(f"So {word}", "it is", 0.0)
    assert halves_of(word) is None


class ShortOfBreath:
    """Speaks a sample a character, and finds no end of more than 20."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def speak_unheard(self, utterance: Utterance) -> Speech:
        text = utterance.text
        self.texts.append(text)
        if len(text) > 20:
            raise Runaway("The model did not end its speech: try another text.")
        words = tuple((start, end, start, end - start) for start, end in word_spans(text))
        return Speech(np.ones(len(text), np.float32), {"tokens": len(text)}, words)


def test_both_halves_are_one_speech() -> None:
    text = "It rained all day. We stayed in."
    halves = halves_of(text)
    assert halves is not None
    engine: Any = ShortOfBreath()

    speech = HalvingSpeaker(cast(ChunkSpeaker, engine), halves, RATE).speak(
        Utterance(text=text, language="en", voice="v", speed=1.0, seed=0)
    )

    assert engine.texts == ["It rained all day.", "We stayed in."]
    assert len(speech.samples) == len(text) - 1 + 250
    assert speech.facts == {"tokens": len(text) - 1}
    assert [text[place : place + size] for *_, place, size in speech.words] == text.split()
    firsts = [first for first, *_ in speech.words]
    assert firsts == sorted(firsts)
    assert firsts[4] == 18 + 250

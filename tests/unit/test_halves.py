"""A text without an end is spoken as two."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from voicefarm.artifacts.takes import to_pcm
from voicefarm.errors import Runaway
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages.take import finding
from voicefarm.spoken.phonemes import marked, word_spans
from worker.engines import Speech, Utterance
from worker.process.runtime import Runtime
from worker.quality.examiner import Examined
from worker.slots.watch import Watch
from worker.sound import to_wave
from worker.sound.measurement import measured
from worker.synthesis.chunk import ChunkWork
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


class Examinations:
    """What an examiner makes of a text, and of its halves."""

    sample_rate = RATE

    def __init__(self, whole: float | None, halved: float | None) -> None:
        self._badness = {False: whole, True: halved}
        self.tried: list[bool] = []

    def best_take(self, utterance: Utterance, speaker: object, watch: Watch) -> Examined:
        """A take with a finding of this weight; with none at 0; a runaway without a weight."""
        self.tried.append(isinstance(speaker, HalvingSpeaker))
        weight = self._badness[self.tried[-1]]
        if weight is None:
            raise Runaway("The model did not end its speech: try another text.")
        findings = (finding("hole", f"{weight}", weight),) if weight else ()
        speech = Speech(np.ones(9, np.float32))
        pcm = to_pcm(speech.samples)
        return Examined(speech, pcm, measured(to_wave(pcm), 8000), findings)


LONG = "It rained all day, and all the night that followed it. We stayed at home by the fire."


@pytest.mark.parametrize(
    ("whole", "halved", "says", "tried"),
    [
        (0, 0, [], [False]),
        (None, 0, [], [False, True]),
        (None, 3, ["3"], [False, True]),
        (5, 2, ["2"], [False, True]),
        (5, 7, ["5"], [False, True]),
        (5, None, ["5"], [False, True]),
    ],
)
def test_halves_are_tried_for_a_text_in_which_a_model_loses_its_place(
    whole: float | None, halved: float | None, says: list[str], tried: list[bool]
) -> None:
    examiner = Examinations(whole, halved)
    runtime = SimpleNamespace(examiner=examiner)
    work = ChunkWork(cast(Runtime, runtime), ChunkRef("job", 0), 1)
    utterance = Utterance(text=LONG, language="en", voice="v", speed=1.0, seed=0)

    best = work.best_take(utterance, cast(ChunkSpeaker, None))

    assert [one.says for one in best.findings] == says
    assert examiner.tried == tried


def test_a_text_without_an_end_fails_where_its_halves_have_none() -> None:
    runtime = SimpleNamespace(examiner=Examinations(None, None))
    work = ChunkWork(cast(Runtime, runtime), ChunkRef("job", 0), 1)
    utterance = Utterance(text=LONG, language="en", voice="v", speed=1.0, seed=0)
    with pytest.raises(Runaway):
        work.best_take(utterance, cast(ChunkSpeaker, None))

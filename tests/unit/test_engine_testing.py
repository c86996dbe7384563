"""The conformance suite finds what is wrong with an engine."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from inspect import signature
from typing import Any, ClassVar

import numpy as np
import pytest

from tests.kit.engine_cases import shipped_case
from voicefarm.errors import SynthesisFailed
from worker.engines import Speech, Utterance
from worker.engines.silence import SilenceEngine
from worker.engines.testing import EngineCase, EngineConformance
from worker.engines.testing.callers import speak
from worker.engines.testing.judgement import faults_of_error, faults_of_speech
from worker.slots.watch import Watch

SUITE = EngineConformance()
UTTERANCE = Utterance("one two three", "en", "nobody")
TONE = np.sin(np.arange(1000) / 10).astype(np.float32)


@dataclass(frozen=True)
class BrokenCase(EngineCase):
    """The silence engine's model, with an engine that keeps one promise less."""

    broken: ClassVar[type[SilenceEngine]] = SilenceEngine

    @property
    def engine(self) -> type[SilenceEngine]:
        return self.broken


class Unstoppable(SilenceEngine):
    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        return super().synthesize(utterance, Watch())


class Careless(SilenceEngine):
    """Speaks in any voice, and after its end."""

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        return Speech(np.zeros(100, np.float32), is_speech=False, dice=False)


class Mute(SilenceEngine):
    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        return replace(super().synthesize(utterance, watch), is_speech=True)


class Pretending(SilenceEngine):
    """Says that another seed speaks otherwise."""

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        return replace(super().synthesize(utterance, watch), dice=True)


class Remembering(SilenceEngine):
    """What it says depends on what it said before."""

    count = 0

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        self.count += 1
        speech = super().synthesize(utterance, watch)
        return replace(speech, samples=np.append(speech.samples, np.zeros(self.count, "f4")))


class Fragile(SilenceEngine):
    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        utterance.text.encode()
        return super().synthesize(utterance, watch)


@pytest.mark.parametrize(
    ("engine", "promise"),
    [
        (Unstoppable, SUITE.test_progress_shows_on_the_watch_before_a_lease_ends),
        (Careless, SUITE.test_an_unknown_voice_is_refused_by_its_name),
        (Careless, SUITE.test_an_unknown_language_is_refused_by_its_name),
        (Mute, SUITE.test_every_text_is_speech_as_the_contract_wants_it),
        (
            Pretending,
            SUITE.test_another_seed_speaks_otherwise_if_the_engine_says_that_it_throws_dice,
        ),
        (Remembering, SUITE.test_a_seed_gives_the_same_speech_each_time),
        (Remembering, SUITE.test_neighbours_of_other_lengths_change_nothing),
        (Fragile, SUITE.test_odd_texts_are_spoken_or_refused_in_a_sentence),
    ],
)
def test_a_broken_promise_is_found(
    monkeypatch: pytest.MonkeyPatch, engine: type[SilenceEngine], promise: Callable[..., Any]
) -> None:
    case = BrokenCase(shipped_case("silence").model)
    keep(promise, case)
    monkeypatch.setattr(BrokenCase, "broken", engine)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        keep(promise, case)


def keep(promise: Callable[..., Any], case: EngineCase) -> None:
    """Run a test of the suite, with those of the suite's fixtures that it asks for."""
    engine = case.load()
    fixtures = {"engine_case": case, "engine": engine, "spoken": cache(partial(speak, engine))}
    promise(**{name: fixtures[name] for name in signature(promise).parameters})


@pytest.mark.parametrize(
    ("samples", "fault"),
    [
        (TONE.astype(np.float64), "not an array of float32"),
        (TONE[None], "not an array of float32"),
        (TONE[:0], "no samples"),
        (TONE * 32768, "its peak is"),
        (TONE * np.nan, "not all numbers"),
        (TONE * 0, "it is silent"),
    ],
)
def test_samples_that_are_not_speech_are_found(samples: Any, fault: str) -> None:
    (phrase,) = faults_of_speech(Speech(samples), UTTERANCE)
    assert fault in phrase


@pytest.mark.parametrize(
    "words",
    [
        [(10, 20, 0, 3), (5, 9, 4, 3)],
        [(0, 10, 4, 3), (10, 20, 0, 3)],
        [(0, 10, 0, 2)],
        [(0, 1001, 0, 3)],
        [(10, 10, 0, 3)],
    ],
    ids=["backwards in time", "backwards in the text", "half a word", "after the end", "no time"],
)
def test_words_that_do_not_fit_are_found(words: list[tuple[int, int, int, int]]) -> None:
    assert faults_of_speech(Speech(TONE, words=((0, 10, 0, 3), (10, 20, 4, 3))), UTTERANCE) == []
    assert faults_of_speech(Speech(TONE, words=tuple(words)), UTTERANCE)


@pytest.mark.parametrize(
    "error",
    [
        KeyError("nobody"),
        SynthesisFailed("It failed."),
        SynthesisFailed("It failed:\nfirst this, then that; shorten the text."),
    ],
)
def test_an_error_that_helps_nobody_is_found(error: Exception) -> None:
    assert faults_of_error(SynthesisFailed("The text is too long; shorten it.")) == []
    assert faults_of_error(error)

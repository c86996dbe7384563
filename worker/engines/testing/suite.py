"""The tests that every engine passes."""

import dataclasses
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

import numpy as np
import pytest

from voicefarm.errors import (
    BadSetting,
    EngineUnavailable,
    SynthesisCancelled,
    SynthesisFailed,
    UnknownName,
    VoicefarmError,
)
from worker.engines import Engine, EngineWithFiles, Speech, StreamingEngine, Utterance
from worker.engines.testing.callers import at_once, differing, speak, stream
from worker.engines.testing.case import EngineCase
from worker.engines.testing.judgement import faults_of_error, faults_of_odd_speech, faults_of_speech
from worker.engines.testing.memory import memory_of
from worker.engines.testing.sinks import KeepingSink
from worker.engines.testing.watches import CancellingWatch, ExpiringWatch, PacedWatch
from worker.slots.watch import Watch

SEEDS = (1, 2, 3, 2**32 - 1)
"""Others than 0."""
STEP_S = 3.0
"""CPU time in which an engine shows progress: half of a lease (setting `lease_s`)."""
NOBODY = "nobody-of-this-name"
Spoken = Callable[[Utterance], Speech]


class EngineConformance:
    """What the contract in `worker.engines` promises, tried out on one engine.

    Subclass it in a test file, and give the class a fixture `engine_case` of scope "class".
    """

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, engine_case: EngineCase) -> Iterator[Engine]:
        """The engine, loaded once for the tests that don't close it."""
        loaded = engine_case.load()
        yield loaded
        loaded.close()

    @pytest.fixture(scope="class")
    @classmethod
    def spoken(cls, engine: Engine) -> Spoken:
        """What the engine says of an utterance alone, which it says once."""
        return cache(partial(speak, engine))

    # Loading and closing.

    def test_it_suggests_slots(self, engine_case: EngineCase) -> None:
        for threads in (1, 4):
            assert engine_case.engine.suggest_slots(engine_case.model, threads=threads) >= 1

    def test_an_unknown_setting_is_refused_by_its_name(self, engine_case: EngineCase) -> None:
        settings = {**engine_case.model.settings, "no_such_setting": 1}
        model = engine_case.model.model_copy(update={"settings": settings})
        with pytest.raises(BadSetting, match="no_such_setting") as refused:
            engine_case.engine.load(model, slots=1, threads=1)
        assert faults_of_error(refused.value) == []

    def test_loaded_twice_both_speak_alike_until_each_is_closed(
        self, engine_case: EngineCase, engine: Engine, spoken: Spoken
    ) -> None:
        utterance = engine_case.shortest()
        first = spoken(utterance)
        second = engine_case.load()
        assert differing(engine_case, [speak(second, utterance)], [first]) == []
        second.close()
        assert differing(engine_case, [speak(engine, utterance)], [first]) == []

    def test_once_closed_it_refuses_in_a_sentence(self, engine_case: EngineCase) -> None:
        closed = engine_case.load()
        closed.close()
        closed.close()
        for utterance in (engine_case.shortest(), engine_case.longest()):
            with pytest.raises(EngineUnavailable) as refused:
                closed.synthesize(utterance, Watch())
            assert faults_of_error(refused.value) == []

    # Speech.

    def test_every_text_is_speech_as_the_contract_wants_it(
        self, engine_case: EngineCase, spoken: Spoken
    ) -> None:
        utterances = engine_case.utterances()
        speeches = [spoken(utterance) for utterance in utterances]
        faults = {
            utterance.text: faults_of_speech(speech, utterance)
            for utterance, speech in zip(utterances, speeches, strict=True)
        }
        assert _only_faulty(faults) == {}

    def test_every_voice_speaks(self, engine_case: EngineCase, engine: Engine) -> None:
        faults = {}
        for name, voice in engine_case.model.voices.items():
            for language in voice.languages:
                text = engine_case.short_text(language)
                utterance = engine_case.utterance(text, language, voice=name)
                speech = speak(engine, utterance)
                faults[f"{name} in {language}"] = faults_of_speech(speech, utterance)
        assert _only_faulty(faults) == {}

    def test_the_ends_of_the_speed_range_are_slower_and_faster(
        self, engine_case: EngineCase, spoken: Spoken
    ) -> None:
        slowest, fastest = engine_case.model.speed_range
        lengths = []
        for speed in (slowest, 1.0, fastest):
            utterance = dataclasses.replace(engine_case.longest(), speed=speed)
            speech = spoken(utterance)
            assert faults_of_speech(speech, utterance) == []
            lengths.append(len(speech.samples))
        if slowest < 1.0:
            assert lengths[0] > lengths[1]
        if fastest > 1.0:
            assert lengths[1] > lengths[2]

    def test_odd_texts_are_spoken_or_refused_in_a_sentence(
        self, engine_case: EngineCase, engine: Engine, spoken: Spoken
    ) -> None:
        before = spoken(engine_case.shortest())
        utterances = {
            f"{what}, in {language}": engine_case.utterance(
                text[: engine_case.model.budget], language
            )
            for language in engine_case.languages
            for what, text in engine_case.odd_texts.items()
        }
        with ThreadPoolExecutor(engine_case.slots) as slots:
            faults = slots.map(lambda odd: _faults_of_attempt(engine, odd), utterances.values())
        assert _only_faulty(dict(zip(utterances, faults, strict=True))) == {}
        after = speak(engine, engine_case.shortest())
        assert differing(engine_case, [after], [before]) == []

    def test_an_unknown_voice_is_refused_by_its_name(
        self, engine_case: EngineCase, engine: Engine
    ) -> None:
        with pytest.raises(UnknownName, match=NOBODY) as refused:
            engine.synthesize(dataclasses.replace(engine_case.shortest(), voice=NOBODY), Watch())
        assert faults_of_error(refused.value) == []

    def test_an_unknown_language_is_refused_by_its_name(
        self, engine_case: EngineCase, engine: Engine
    ) -> None:
        unknown = dataclasses.replace(engine_case.shortest(), language="xx")
        with pytest.raises(UnknownName, match="xx") as refused:
            engine.synthesize(unknown, Watch())
        assert faults_of_error(refused.value) == []

    # Seeds.

    def test_a_seed_gives_the_same_speech_each_time(
        self, engine_case: EngineCase, engine: Engine, spoken: Spoken
    ) -> None:
        utterances = engine_case.utterances(seed=SEEDS[0])
        first = [spoken(utterance) for utterance in utterances]
        again = [speak(engine, utterance) for utterance in utterances]
        assert differing(engine_case, again, first) == []

    def test_neighbours_of_other_lengths_change_nothing(
        self, engine_case: EngineCase, engine: Engine, spoken: Spoken
    ) -> None:
        utterances = [
            dataclasses.replace(utterance, seed=number)
            for number, utterance in enumerate(engine_case.utterances() * 2)
        ]
        alone = [spoken(utterance) for utterance in utterances]
        assert differing(engine_case, at_once(engine_case, engine, utterances), alone) == []

    def test_another_seed_speaks_otherwise_if_the_engine_says_that_it_throws_dice(
        self, engine_case: EngineCase, spoken: Spoken
    ) -> None:
        speeches = [spoken(dataclasses.replace(engine_case.longest(), seed=seed)) for seed in SEEDS]
        takes = {speech.samples.tobytes() for speech in speeches}
        assert len({speech.dice for speech in speeches}) == 1
        if speeches[0].dice:
            assert len(takes) > 1, "'dice' is True, and all seeds give the same samples"
        elif engine_case.repeatable:
            assert len(takes) == 1, "'dice' is False, and another seed gives other samples"

    # Cancellation and deadlines.

    @pytest.mark.parametrize(
        ("stopped", "error"),
        [
            (partial(Watch, cancelled=True), SynthesisCancelled),
            (partial(Watch, deadline=0.0), SynthesisFailed),
        ],
        ids=["cancelled", "late"],
    )
    def test_what_is_stopped_already_is_not_begun(
        self,
        engine_case: EngineCase,
        engine: Engine,
        stopped: Callable[[], Watch],
        error: type[VoicefarmError],
    ) -> None:
        watch = stopped()
        with pytest.raises(error) as refused:
            engine.synthesize(engine_case.longest(), watch)
        assert watch.steps == 0
        if error is SynthesisFailed:  # nobody reads why a cancelled chunk ended
            assert faults_of_error(refused.value) == []

    @pytest.mark.parametrize("kind", [CancellingWatch, ExpiringWatch])
    @pytest.mark.parametrize("last_step", [1, 3])
    def test_what_is_stopped_in_its_middle_ends_in_a_few_steps(
        self, engine_case: EngineCase, engine: Engine, kind: type[CancellingWatch], last_step: int
    ) -> None:
        _stop(engine_case, engine, kind(last_step=last_step))

    def test_neighbours_of_what_is_stopped_speak_on(
        self, engine_case: EngineCase, engine: Engine, spoken: Spoken
    ) -> None:
        utterance, others = engine_case.longest(), range(1, engine_case.slots)
        alone = spoken(utterance)
        with ThreadPoolExecutor(engine_case.slots) as slots:
            stopped = slots.submit(engine.synthesize, utterance, CancellingWatch(last_step=2))
            speeches = list(slots.map(lambda _: speak(engine, utterance), others))
        assert differing(engine_case, speeches, [alone] * len(others)) == []
        assert stopped.exception() is None or isinstance(stopped.exception(), SynthesisCancelled)

    def test_progress_shows_on_the_watch_before_a_lease_ends(
        self, engine_case: EngineCase, engine: Engine
    ) -> None:
        watch = PacedWatch()
        speak(engine, engine_case.longest(), watch)
        assert watch.steps > 0
        assert watch.longest_s < STEP_S

    # Streaming.

    def test_a_stream_is_the_speech_and_its_pieces_are_as_long(
        self, engine_case: EngineCase, engine: Engine, spoken: Spoken
    ) -> None:
        streaming = _streaming(engine)
        for utterance in engine_case.utterances(seed=SEEDS[0]):
            streamed, sink = stream(streaming, utterance)
            plain = spoken(utterance)
            assert differing(engine_case, [streamed], [plain]) == []
            pieces = np.concatenate(sink.pieces)
            assert pieces.dtype == np.float32
            assert len(pieces) == len(streamed.samples)

    @pytest.mark.parametrize("most", [0, 1])
    def test_a_stream_is_the_speech_for_a_sink_that_does_not_want_all_of_it(
        self, engine_case: EngineCase, engine: Engine, spoken: Spoken, most: int
    ) -> None:
        streamed, sink = stream(_streaming(engine), engine_case.longest(), most)
        plain = spoken(engine_case.longest())
        assert differing(engine_case, [streamed], [plain]) == []
        assert len(sink.pieces) == most

    def test_a_stream_that_is_cancelled_ends_in_a_few_steps(
        self, engine_case: EngineCase, engine: Engine
    ) -> None:
        streaming, watch = _streaming(engine), CancellingWatch(last_step=3)
        with pytest.raises(SynthesisCancelled):
            streaming.stream(engine_case.longest(), watch, KeepingSink())
        assert watch.steps <= watch.last_step + engine_case.steps_to_stop

    # Memory.

    def test_memory_is_bounded_given_back_and_as_the_engine_states_it(
        self, engine_case: EngineCase
    ) -> None:
        memory, engine = memory_of(engine_case), engine_case.engine
        assert memory.spoken - memory.warm <= engine_case.leak_bytes
        assert memory.reloaded <= memory.spoken + engine_case.leak_bytes
        if isinstance(engine, EngineWithFiles):
            stated = engine.memory(engine_case.model, slots=engine_case.slots)
            assert stated / 2 <= memory.peak <= stated


def _only_faulty(faults: dict[str, list[str]]) -> dict[str, list[str]]:
    return {what: own for what, own in faults.items() if own}


def _faults_of_attempt(engine: Engine, utterance: Utterance) -> list[str]:
    """What is wrong with how the engine takes an odd text, spoken or refused."""
    try:
        speech = engine.synthesize(utterance, Watch())
    except Exception as error:  # noqa: BLE001 - whatever is raised is judged
        return faults_of_error(error)
    return faults_of_odd_speech(speech, utterance)


def _stop(case: EngineCase, engine: Engine, watch: CancellingWatch) -> None:
    """Have the watch stop the longest utterance. It may return if that was its last step."""
    error = SynthesisFailed if isinstance(watch, ExpiringWatch) else SynthesisCancelled
    try:
        engine.synthesize(case.longest(), watch)
    except error:
        assert watch.steps >= watch.last_step
    assert watch.steps <= watch.last_step + case.steps_to_stop


def _streaming(engine: Engine) -> StreamingEngine:
    if not isinstance(engine, StreamingEngine):
        pytest.skip("This engine does not stream.")
    return engine

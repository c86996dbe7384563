"""Continuous batching on the real llama.cpp, with forged models."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("llama_cpp", reason="an extra: speechlm")

from tests.kit.backbone_cases import SAMPLED, BackboneCases
from tests.kit.forge.engines import Bench, running
from tests.kit.forge.gguf_models import LETTERS, Recipe, forge
from tests.kit.forge.letters import chain
from voicefarm.errors import (
    BadSetting,
    EngineError,
    EngineUnavailable,
    SynthesisCancelled,
    SynthesisFailed,
)
from worker.engines.speechlm.backbone import Generation, Request
from worker.engines.speechlm.batching import loop, stepping
from worker.engines.speechlm.batching.decoder import DecodeFailed, Logits, RowsRefused
from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.llamacpp.attention import fastest
from worker.engines.speechlm.llamacpp.context import FLASH, PLAIN, Attention, Context
from worker.engines.speechlm.llamacpp.dimensions import Dimensions
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.settings import KeyKind
from worker.slots.watch import Watch

SMALL = replace(LETTERS, codes=7168)
"""The letters over a block of codes just large enough: a step is then much faster."""
RANDOM = Recipe(codes=4096, end_scale=2.0, seed=3)
TINY = Recipe(codes=2048, layers=1, hidden=32, heads=2, kv_heads=1, ffn=64, end_scale=4.0)


@pytest.fixture(scope="module")
def letters() -> Iterator[Bench]:
    with running(SMALL) as bench:
        yield bench


class TestOnLlamaCpp(BackboneCases):
    running = staticmethod(running)
    by_chance = RANDOM


@pytest.mark.parametrize("architecture", ["llama", "qwen2", "qwen3"])
def test_the_known_codes_come_out_in_every_architecture(architecture: Any) -> None:
    with running(replace(LETTERS, architecture=architecture)) as bench:
        for letter in "AHX":
            assert bench.say(f"the cat {letter} sat ˈɛ").codes == chain(letter)


@pytest.mark.parametrize(
    "recipe",
    [TINY, replace(TINY, architecture="qwen2"), replace(TINY, architecture="qwen3")],
    ids=lambda recipe: recipe.architecture,
)
def test_the_header_alone_has_the_dimensions_that_the_library_reads(recipe: Recipe) -> None:
    path = forge(recipe)
    model = LanguageModel.load(path)
    model.close()
    assert Dimensions.read(path) == model.dimensions


@pytest.mark.parametrize("keys", ["f16", "q8_0"])
@pytest.mark.parametrize("attention", [FLASH, PLAIN], ids=lambda attention: attention.name)
def test_the_known_codes_come_out_by_either_attention(attention: Attention, keys: KeyKind) -> None:
    with running(SMALL, attention=replace(attention, keys=keys)) as bench:
        futures = _ask(bench, "ABDEFGHI")
        assert [future.result().codes for future in futures] == [chain(x) for x in "ABDEFGHI"]


def test_the_faster_attention_is_found_by_trial() -> None:
    model = LanguageModel.load(forge(SMALL))
    try:
        assert fastest(model, threads=1) in (FLASH, PLAIN)
        assert fastest(model, threads=1, keys="q8_0").keys == "q8_0"
    finally:
        model.close()


@pytest.mark.parametrize("quantization", ["F16", "Q8_0"])
def test_the_known_codes_come_out_of_other_weight_types(quantization: Any) -> None:
    with running(replace(LETTERS, quantization=quantization)) as bench:
        assert bench.say("the cat K sat").codes == chain("K")


def test_the_budget_stops_a_sequence_that_does_not_end(letters: Bench) -> None:
    generation = letters.say("Z", most=50)
    assert not generation.ended
    assert len(generation.codes) == 50
    assert generation.codes == chain("Z")[:50]


def test_a_budget_of_exactly_the_length_counts_as_not_ended(letters: Bench) -> None:
    assert not letters.say("A", most=20).ended
    assert letters.say("A", most=21).ended


def test_a_request_longer_than_the_context_is_refused_with_the_numbers(letters: Bench) -> None:
    with pytest.raises(SynthesisFailed, match="context of 512"):
        letters.say("A" + "x" * 600)


class CancelledAfter(Watch):
    """A watch whose job is cancelled once it got so many steps far."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.last = steps

    def advance(self) -> None:
        super().advance()
        self.cancelled = self.steps >= self.last


def test_a_cancelled_sequence_leaves_within_a_step_and_its_neighbours_go_on(
    letters: Bench,
) -> None:
    watch = CancelledAfter(steps=30)
    doomed = letters.backbone.submit(Request(letters.prompt("Z"), 400), watch)
    neighbour = letters.backbone.submit(Request(letters.prompt("Y"), 400), Watch())
    with pytest.raises(SynthesisCancelled):
        doomed.result()
    assert watch.steps == 30
    assert neighbour.result().codes == chain("Y")
    assert letters.backbone.free_slots == 4


class LateAfter(Watch):
    """A watch whose deadline passes once it got so many steps far."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.last = steps

    def advance(self) -> None:
        super().advance()
        if self.steps >= self.last:
            self.deadline = 0.0


def test_a_deadline_stops_a_sequence_in_its_midst(letters: Bench) -> None:
    watch = LateAfter(steps=10)
    future = letters.backbone.submit(Request(letters.prompt("Z"), 400), watch)
    with pytest.raises(SynthesisFailed, match="deadline"):
        future.result()
    assert watch.steps == 10


def test_a_request_cancelled_while_it_waits_never_gets_a_slot(letters: Bench) -> None:
    running_ = [
        letters.backbone.submit(Request(letters.prompt("Y"), 400), Watch()) for _ in range(4)
    ]
    watch = Watch(cancelled=True)
    waiting = letters.backbone.submit(Request(letters.prompt("A"), 400), watch)
    with pytest.raises(SynthesisCancelled):
        waiting.result()
    assert watch.steps == 0
    assert all(future.result().codes == chain("Y") for future in running_)


@dataclass
class Faulty:
    """A real context that fails where a test wants it: for one slot, or as a whole."""

    inner: Context
    refused_slot: int = -1
    damaged_slot: int = -1
    fatal: int = 0
    """How many decodes still fail as a whole."""
    gate: threading.Event | None = None
    """Where given, no decode is made before it is set."""

    def __post_init__(self) -> None:
        self.shape = self.inner.shape

    def decode(self, rows: Rows) -> Logits:
        if self.gate:
            self.gate.wait()
        if self.fatal:
            self.fatal -= 1
            raise DecodeFailed("The library failed with error -3")
        if self.refused_slot in rows.slots:
            raise RowsRefused("The library refused this chunk (error 1); shorten it.")
        logits = self.inner.decode(rows)
        logits[rows.slots[rows.logits] == self.damaged_slot, 1000] = np.nan
        return logits

    def trim(self, slot: int, length: int) -> int:
        return self.inner.trim(slot, length)

    def clear(self) -> None:
        self.inner.clear()

    def close(self) -> None:
        self.inner.close()


def _ask(bench: Bench, letters: str) -> list["Future[Generation]"]:
    return [
        bench.backbone.submit(Request(bench.prompt(f"the {letter}"), 300), Watch())
        for letter in letters
    ]


@pytest.mark.parametrize(
    ("fault", "said"), [("refused_slot", "refused this chunk"), ("damaged_slot", "not numbers")]
)
def test_a_fault_in_one_slot_does_not_touch_its_neighbours(fault: str, said: str) -> None:
    faulty: list[Faulty] = []

    def wrap(context: Context) -> Faulty:
        faulty.append(Faulty(context))
        setattr(faulty[0], fault, 1)
        return faulty[0]

    with running(SMALL, wrap=wrap) as bench:
        outcomes = [_outcome(future) for future in _ask(bench, "ABDEFGHI")]
        for letter, outcome in zip("ABDEFGHI", outcomes, strict=True):
            assert outcome == chain(letter) or said in str(outcome)
        assert any(said in str(outcome) for outcome in outcomes)
        assert sum(isinstance(outcome, tuple) for outcome in outcomes) >= 3
        setattr(faulty[0], fault, -1)
        assert bench.say("the M").codes == chain("M")
        assert bench.backbone.free_slots == 4


def _outcome(future: "Future[Generation]") -> tuple[int, ...] | Exception:
    try:
        return future.result().codes
    except EngineError as error:
        return error


def test_a_fatal_error_fails_those_in_flight_and_the_loop_goes_on() -> None:
    with running(SMALL, wrap=lambda context: Faulty(context, fatal=1)) as bench:
        with pytest.raises(SynthesisFailed, match="error -3"):
            bench.say("the A")
        assert bench.say("the A").codes == chain("A")


class ClosedLog:
    """A program's own log that can't be written any more."""

    def error(self, *_: object, **__: object) -> None:
        raise ValueError("I/O operation on closed file.")

    exception = error


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_log_that_fails_leaves_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "log", ClosedLog())
    monkeypatch.setattr(stepping, "log", ClosedLog())
    gate = threading.Event()
    with running(SMALL, wrap=lambda context: Faulty(context, fatal=1, gate=gate)) as bench:
        first, second = _ask(bench, "AB")  # the loop closes once it has failed
        gate.set()
        assert isinstance(_outcome(first), EngineError)
        assert isinstance(_outcome(second), EngineError)
        bench.backbone.close()
        with pytest.raises(EngineUnavailable, match="closed"):
            bench.say("the A")


def test_an_engine_that_fails_again_and_again_says_that_it_is_broken() -> None:
    with running(SMALL, wrap=lambda context: Faulty(context, fatal=99)) as bench:
        for _ in range(3):
            with pytest.raises(SynthesisFailed):
                bench.say("the A")
        with pytest.raises(EngineUnavailable, match="restart the worker"):
            bench.say("the A")


def test_closing_fails_what_is_in_flight_and_what_waits() -> None:
    with running(SMALL, slots=1) as bench:
        futures = _ask(bench, "Z" * 20)
        bench.backbone.close()
        outcomes = [_outcome(future) for future in futures]
        # A busy machine may let some be said first.
        assert all(isinstance(got, EngineError) or got == chain("Z") for got in outcomes)
        assert isinstance(outcomes[-1], EngineError)
        with pytest.raises(EngineUnavailable, match="closed"):
            bench.say("A")


def test_the_same_seed_says_the_same_and_another_seed_something_else() -> None:
    with running(RANDOM, sampling=SAMPLED, slots=1) as bench:
        first, again, other = (bench.say("some words", 60, seed).codes for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_two_thousand_random_arrivals_leave_no_slot_behind() -> None:
    dice = random.Random(1)
    with running(TINY, slots=8, context=256, slice_size=32, sampling=SAMPLED) as bench:
        gate = threading.Semaphore(20)
        futures: list[Future[Generation]] = []
        for index in range(2000):
            gate.acquire()
            prompt = bench.prompt("x" * dice.randrange(1, 60))
            watch = CancelledAfter(dice.randrange(1, 9)) if index % 7 == 0 else Watch()
            future = bench.backbone.submit(Request(prompt, dice.randrange(1, 16), index), watch)
            future.add_done_callback(lambda _: gate.release())
            futures.append(future)
        outcomes = [_outcome(future) for future in futures]
        assert bench.backbone.free_slots == 8
    assert sum(isinstance(outcome, SynthesisCancelled) for outcome in outcomes) > 50
    assert sum(isinstance(outcome, tuple) for outcome in outcomes) > 1700


@pytest.mark.parametrize(
    ("defect", "said"),
    [
        ({"with_end": False}, "SPEECH_GENERATION_END"),
        ({"gap": 500}, "not one contiguous block"),
    ],
)
def test_a_model_with_a_defect_is_refused(defect: dict[str, object], said: str) -> None:
    recipe = replace(TINY, **defect)  # type: ignore[arg-type]
    with pytest.raises(BadSetting, match=said), running(recipe):
        pass


def test_control_typed_speech_tokens_are_read_all_the_same() -> None:
    with running(replace(LETTERS, control=True)) as bench:
        assert bench.say("the D").codes == chain("D")

"""Engines as workers call them, and whether two speeches are alike."""

import dataclasses
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from voicefarm.errors import Runaway
from worker.engines import Engine, Speech, StreamingEngine, Utterance
from worker.engines.testing.case import EngineCase
from worker.engines.testing.sinks import KeepingSink
from worker.slots.watch import Watch

OTHER_SEEDS = (0x9E3779B1, 0x3C6EF362)
"""Added to the seed of a runaway, one after the other."""


def speak(engine: Engine, utterance: Utterance, watch: Watch | None = None) -> Speech:
    """Speak; a runaway is tried again with other seeds."""
    for attempt in _attempts(utterance):
        try:
            return engine.synthesize(attempt, watch or Watch())
        except Runaway as error:
            runaway = error
    raise runaway


def stream(
    engine: StreamingEngine, utterance: Utterance, most: int = 1_000_000
) -> tuple[Speech, KeepingSink]:
    """Speak aloud to a sink that wants up to `most` pieces; a runaway is tried again likewise."""
    for attempt in _attempts(utterance):
        sink = KeepingSink(most)
        try:
            return engine.stream(attempt, Watch(), sink), sink
        except Runaway as error:
            runaway = error
    raise runaway


def at_once(case: EngineCase, engine: Engine, utterances: Sequence[Utterance]) -> list[Speech]:
    """The utterances, spoken by as many threads as there are slots."""
    with ThreadPoolExecutor(case.slots) as slots:
        return list(slots.map(lambda utterance: speak(engine, utterance), utterances))


def differing(case: EngineCase, speeches: Sequence[Speech], others: Sequence[Speech]) -> list[str]:
    """Which speeches are not as the others, each in a phrase."""
    alike = _equal if case.repeatable else _about_as_long
    return [
        f"number {number} has {len(one.samples)} samples, the other {len(other.samples)}"
        for number, (one, other) in enumerate(zip(speeches, others, strict=True))
        if not alike(one, other)
    ]


def _attempts(utterance: Utterance) -> Iterator[Utterance]:
    for step in (0, *OTHER_SEEDS):
        yield dataclasses.replace(utterance, seed=(utterance.seed + step) % 2**32)


def _equal(one: Speech, other: Speech) -> bool:
    return one.samples.tobytes() == other.samples.tobytes() and one.words == other.words


def _about_as_long(one: Speech, other: Speech) -> bool:
    return 0.5 <= len(one.samples) / len(other.samples) <= 2

"""A process that loads an engine, has it speak, closes it, and reads its own memory after each.

It is run by its path, so that it carries the engine and no pytest. It reads a MemoryPlan from its
input and prints MemoryReadings, both as JSON.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import structlog
from pydantic import BaseModel

from voicefarm.errors import SynthesisFailed
from voicefarm.languages import Language
from voicefarm.models import Model
from worker import heap
from worker.engines import Engine, Utterance, engine_class
from worker.slots.watch import Watch

WARM_UP = 4
"""A fourth of the chunks is spoken before the first reading: allocators need some to settle."""
MOST_READINGS = 3
"""A leak grows each time; a buffer that two slots need when their largest steps meet, but once."""
MOST_ROUNDS = 8
SETTLED_BYTES = 4 << 20
"""A round that adds less than this has added no buffer."""


class MemoryPlan(BaseModel):
    """What the child does."""

    model: Model
    folder: Path
    """Where the model's file lies."""
    slots: int
    threads: int
    chunks: int
    texts: tuple[str, ...]
    language: Language
    voice: str
    leak_bytes: int
    """What the chunks may leave behind."""


class MemoryReadings(BaseModel):
    """Resident memory of the child, in bytes."""

    warm: int
    """After a part of the chunks, or after all."""
    spoken: int
    """After the rest of them, or after the same once more."""
    peak: int
    """At its most until then."""
    reloaded: int
    """After the engine was closed, and another one was loaded, spoke and was closed."""


def measured(plan: MemoryPlan) -> MemoryReadings:
    """Load, speak, close, and read this process's memory after each."""
    engine = _load(plan)
    _speak_longest_at_once(engine, plan)
    _speak(engine, plan, plan.chunks // WARM_UP)
    for _ in range(MOST_READINGS):
        warm = _resident()
        _speak(engine, plan, plan.chunks - plan.chunks // WARM_UP)
        spoken = _resident()
        if spoken - warm <= plan.leak_bytes:
            break
    peak = heap.peak_bytes()
    engine.close()
    engine = _load(plan)
    _speak(engine, plan, plan.slots)
    engine.close()
    return MemoryReadings(warm=warm, spoken=spoken, peak=peak, reloaded=_resident())


def _load(plan: MemoryPlan) -> Engine:
    model = plan.model.lying_in(plan.folder)
    return engine_class(model.engine).load(model, slots=plan.slots, threads=plan.threads)


def _speak(engine: Engine, plan: MemoryPlan, count: int) -> None:
    def speak(number: int) -> None:
        text = plan.texts[number % len(plan.texts)]
        with suppress(SynthesisFailed):  # of one seed or another
            engine.synthesize(Utterance(text, plan.language, plan.voice, seed=number), Watch())

    with ThreadPoolExecutor(plan.slots) as slots:
        list(slots.map(speak, range(count)))


def _speak_longest_at_once(engine: Engine, plan: MemoryPlan) -> None:
    """Each slot speaks the last text, all at once, until buffers have their size.

    How large they become depends on which steps of the slots meet.
    """
    longest = plan.model_copy(update={"texts": plan.texts[-1:]})
    most = 0
    for _ in range(MOST_ROUNDS):
        _speak(engine, longest, plan.slots)
        if (now := _resident()) < most + SETTLED_BYTES:
            return
        most = max(most, now)


def _resident() -> int:
    heap.trim()
    return heap.resident_bytes()


if __name__ == "__main__":
    # What an engine logs must not mix with the readings.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    readings = measured(MemoryPlan.model_validate_json(sys.stdin.read()))
    sys.stdout.write(readings.model_dump_json())

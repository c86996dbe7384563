"""A process that loads a model for a number of slots, has it speak, and measures that.

It reads a BenchTask from its input and prints a BenchRun, or a BenchFailure, as JSON.
"""

import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import BaseModel

from voicefarm.artifacts.keys import take_key
from voicefarm.artifacts.takes import decode_audio, fetch_audio, find_take, to_pcm, write_take
from voicefarm.errors import ObjectMissing, SynthesisFailed, VoicefarmError
from voicefarm.languages import Language
from voicefarm.messages import Recipe, Take
from voicefarm.models import Model
from voicefarm.process import without_telemetry
from voicefarm.store import Store
from voicefarm.store.opening import open_store
from worker.engines import Engine, Samples, Speech, StreamingEngine, Utterance, engine_class
from worker.slots.watch import Watch
from worker.usage import core_seconds, total_peak_bytes

FIRST_SOUNDS = 3
"""Tries at the first sound; the middle one counts."""


class BenchTask(BaseModel):
    """What one process measures."""

    model: Model
    folder: Path
    """Where the model's file lies."""
    backbone: str
    slots: int
    threads: int
    texts: tuple[str, ...]
    """As they are spoken; one an utterance."""
    language: Language
    voice: str
    enrolled: str | None = None


class BenchRun(BaseModel):
    """What was measured with one number of slots."""

    slots: int
    load_s: float
    """Seconds until the model could speak."""
    load_core_s: float
    """CPU time of it, seconds."""
    first_sound_s: float | None
    """Seconds until a listener hears something of a text, alone; None if none could be spoken."""
    streams: bool
    """Whether that is a chunk's beginning, and not the whole chunk."""
    texts: int
    audio_s: float
    """Seconds of sound that were made."""
    wall_s: float
    """Seconds that this took."""
    core_s: float
    """CPU time of it, seconds, over all cores."""
    average_duration_s: float
    """Seconds from a text to its sound, among as many others as there are slots."""
    memory_mb: int
    """The most resident memory, with that of an engine's own process."""
    cache_hits: int
    """Takes that were found in a store when they were wanted again."""
    kept_take_s: float
    """Seconds to find and read such a take, in a folder of this machine."""
    errors: int
    """Texts that could not be spoken."""

    @property
    def times_real_time(self) -> float:
        """Seconds of sound a second."""
        return self.audio_s / self.wall_s if self.wall_s else 0.0

    @property
    def audio_s_per_core_s(self) -> float:
        """Seconds of sound a second of CPU time."""
        return self.audio_s / self.core_s if self.core_s else 0.0


class BenchFailure(BaseModel):
    """Why nothing was measured."""

    error: str
    """The name of its class."""
    sentence: str


@dataclass(slots=True)
class _FirstPiece:
    """An AudioSink that notes when the first piece came."""

    came: float | None = None

    def wanted(self) -> bool:
        return True

    def write(self, samples: Samples) -> None:
        if self.came is None and len(samples):
            self.came = time.monotonic()


@dataclass(frozen=True, slots=True)
class _Spoken:
    utterance: Utterance
    speech: Speech | None
    wall_s: float


def measured(task: BenchTask) -> BenchRun:
    """Load the model, and have it speak all texts. Raises what the engine raises at loading."""
    model = task.model.lying_in(task.folder).on_backbone(task.backbone)
    began, cores = time.monotonic(), core_seconds()
    engine = engine_class(model.engine).load(model, slots=task.slots, threads=task.threads)
    try:
        load_s, load_core_s = time.monotonic() - began, core_seconds() - cores
        first_s = _first_sound(engine, task)
        began, cores = time.monotonic(), core_seconds()
        spoken = _all_spoken(engine, task)
        wall_s, core_s = time.monotonic() - began, core_seconds() - cores
        memory = total_peak_bytes()
    finally:
        engine.close()
    speeches = [(one.utterance, one.speech) for one in spoken if one.speech]
    hits, kept_s = _kept(speeches, model)
    return BenchRun(
        slots=task.slots,
        load_s=load_s,
        load_core_s=load_core_s,
        first_sound_s=first_s,
        streams=isinstance(engine, StreamingEngine),
        texts=len(spoken),
        audio_s=sum(len(speech.samples) for _, speech in speeches) / model.sample_rate,
        wall_s=wall_s,
        core_s=core_s,
        average_duration_s=statistics.fmean(one.wall_s for one in spoken),
        memory_mb=memory // 1_000_000,
        cache_hits=hits,
        kept_take_s=kept_s,
        errors=len(spoken) - len(speeches),
    )


def _first_sound(engine: Engine, task: BenchTask) -> float | None:
    times = []
    for seed in range(FIRST_SOUNDS):
        utterance, sink = _utterance(task, 0, seed), _FirstPiece()
        began = time.monotonic()
        try:
            if isinstance(engine, StreamingEngine):
                engine.stream(utterance, Watch(), sink)
            else:
                engine.synthesize(utterance, Watch())
        except SynthesisFailed:
            continue
        times.append((sink.came or time.monotonic()) - began)
    return statistics.median(times) if times else None


def _all_spoken(engine: Engine, task: BenchTask) -> list[_Spoken]:
    def speak(number: int) -> _Spoken:
        utterance = _utterance(task, number, number)
        began = time.monotonic()
        try:
            speech = engine.synthesize(utterance, Watch())
        except SynthesisFailed:
            speech = None
        return _Spoken(utterance, speech, time.monotonic() - began)

    with ThreadPoolExecutor(task.slots) as slots:
        return list(slots.map(speak, range(len(task.texts))))


def _utterance(task: BenchTask, number: int, seed: int) -> Utterance:
    enrolled = task.enrolled.encode() if task.enrolled is not None else None
    return Utterance(task.texts[number], task.language, task.voice, seed=seed, enrolled=enrolled)


def _kept(speeches: list[tuple[Utterance, Speech]], model: Model) -> tuple[int, float]:
    """Keep the takes as a farm does, and want them again: how many are there, seconds for one."""
    with tempfile.TemporaryDirectory(prefix="voicefarm-bench-") as folder:
        store = open_store(folder)
        recipes = [(_recipe(model, utterance), utterance.text) for utterance, _ in speeches]
        for (recipe, text), (_, speech) in zip(recipes, speeches, strict=True):
            pcm, key = to_pcm(speech.samples), take_key(recipe, text)
            fields = {"samples": len(pcm), "sample_rate": model.sample_rate, "synthesis_s": 0.0}
            write_take(store, Take(key=key, recipe=recipe, text=text, **fields), pcm)
        began = time.monotonic()
        hits = sum(_is_kept(store, take_key(recipe, text)) for recipe, text in recipes)
        return hits, (time.monotonic() - began) / max(1, len(recipes))


def _recipe(model: Model, utterance: Utterance) -> Recipe:
    return Recipe(
        model=model.name,
        fingerprint="0" * 16,  # nobody else sees these takes
        voice=utterance.voice,
        language=utterance.language,
        seed=utterance.seed,
    )


def _is_kept(store: Store, key: str) -> bool:
    try:
        return find_take(store, key) is not None and len(decode_audio(fetch_audio(store, key))) > 0
    except ObjectMissing:
        return False


def main() -> None:
    """Measure what the input says."""
    without_telemetry()
    # What an engine logs must not mix with the figures.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    answer: BaseModel
    try:
        answer = measured(BenchTask.model_validate_json(sys.stdin.read()))
    except VoicefarmError as error:
        answer = BenchFailure(error=type(error).__name__, sentence=str(error))
    sys.stdout.write(f"\n{answer.model_dump_json()}\n")


if __name__ == "__main__":
    main()

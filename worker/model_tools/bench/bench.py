"""A model measured with one number of slots after another, each in a process of its own."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from voicefarm import errors
from voicefarm.artifacts.voices import read_enrolled, with_voice
from voicefarm.errors import EngineUnavailable, VoicefarmError
from voicefarm.models import Model
from voicefarm.normalization.reading import read_text
from voicefarm.process import BEFORE_START, child_environment, die_with_parent, own_program
from voicefarm.settings import Settings
from worker.model_tools.bench import child
from worker.model_tools.bench.child import BenchFailure, BenchRun, BenchTask
from worker.process.cores import cores
from worker.voices.audition.lines import lines_for, usual_languages

USUAL_SLOTS = (1, 2, 4)
MOST_SLOTS = 256
FEWEST_TEXTS = 4
"""Of one run, however few slots it has."""
TEXTS_A_SLOT = 2
LONGEST_TEXT = 250
"""Characters of a text, or the model's own budget if that is less: as long as a usual chunk."""


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """What is measured."""

    slots: tuple[int, ...] = USUAL_SLOTS
    texts: int = TEXTS_A_SLOT
    """Texts that each slot speaks, on average."""
    language: str | None = None
    voice: str | None = None
    threads: int = 0
    """0 means all that the settings allow."""


@dataclass(frozen=True, slots=True)
class BenchReport:
    """What was measured."""

    model: str
    engine: str
    language: str
    voice: str
    threads: int
    cpu: str
    load_average: float
    """Of the machine, before it began: what other work there was."""
    runs: tuple[BenchRun, ...]

    def fields(self) -> dict[str, Any]:
        """All of it, with the ratios, as JSON has it."""
        own = {name: getattr(self, name) for name in self.__slots__ if name != "runs"}
        return own | {"runs": [_rounded(run) for run in self.runs]}


def measure(settings: Settings, model: Model, plan: BenchPlan) -> BenchReport:
    """Measure the model. Raises what loading it raises, and UnknownName for language or voice."""
    tag = (
        model.language_for(plan.language, field=("language",))
        if plan.language
        else usual_languages(model)[0]
    )
    store = settings.open_store()
    model = with_voice(model, store, plan.voice, field=("voice",))
    voice = model.voice_for(tag, plan.voice, field=("voice",))
    enrolled = read_enrolled(store, model, voice) if "enrolled" in _settings(model, voice) else None
    threads = plan.threads or settings.threads or cores()
    load_average = round(os.getloadavg()[0], 2)
    texts = texts_for(model, tag)
    task = BenchTask(
        model=model,
        folder=model.folder,
        backbone=model.backbone,
        slots=1,
        threads=threads,
        texts=(),
        language=tag,
        voice=voice,
        enrolled=enrolled.decode() if enrolled else None,
    )
    runs = [
        _run(task.model_copy(update={"slots": slots, "texts": _dealt(texts, slots, plan.texts)}))
        for slots in dict.fromkeys(plan.slots)
    ]
    return BenchReport(
        model.name, model.engine, tag, voice, threads, _cpu(), load_average, tuple(runs)
    )


def texts_for(model: Model, language: str) -> list[str]:
    """Different texts as long as a chunk, as they are spoken. Raises BadInput if there are none."""
    lines = [line.text for line in lines_for(language)]
    longest = min(model.budget, LONGEST_TEXT)
    texts = []
    for first in range(len(lines)):
        text = lines[first]
        for line in (*lines[first + 1 :], *lines[:first]):
            if len(text) + 1 + len(line) > longest:
                break
            text = f"{text} {line}"
        texts.append(read_text(text, language).spoken)
    return texts


def _dealt(texts: Sequence[str], slots: int, each: int) -> tuple[str, ...]:
    return tuple(texts[number % len(texts)] for number in range(max(FEWEST_TEXTS, slots * each)))


def _settings(model: Model, voice: str) -> dict[str, Any]:
    return model.voices[voice].settings if voice in model.voices else {}


def _run(task: BenchTask) -> BenchRun:
    """One number of slots. Raises the child's own error, EngineUnavailable if it died."""
    done = subprocess.run(
        own_program(child.__name__),
        input=task.model_dump_json(),
        env={**BEFORE_START, **child_environment()},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=die_with_parent(os.getpid()),
    )
    answer = (done.stdout.strip().splitlines() or [""])[-1]
    try:
        return BenchRun.model_validate_json(answer)
    except ValidationError:
        pass
    try:
        failure = BenchFailure.model_validate_json(answer)
    except ValidationError as error:
        raise EngineUnavailable(
            f"The process that measured model '{task.model.name}' with {task.slots} slots ended "
            f"with code {done.returncode}; try fewer slots, or look at what it printed."
        ) from error
    kind = getattr(errors, failure.error, VoicefarmError)
    raise kind(failure.sentence)


def _rounded(run: BenchRun) -> dict[str, Any]:
    fields = run.model_dump() | {
        "times_real_time": run.times_real_time,
        "audio_s_per_core_s": run.audio_s_per_core_s,
    }
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in fields.items()
    }


def _cpu() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())

"""The backbone `auto`: whichever computes a model fastest on this machine's CPU.

Both are tried when a worker first loads a model (trial.py), each in a process of its own. The
result is kept in the cache of weights, by the CPU, the file and the libraries' versions. Where
there is no room for OpenVINO, which holds the weights twice, nothing is tried.
"""

import hashlib
import importlib.util
import json
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import structlog

from voicefarm.errors import BadSetting, EngineUnavailable
from voicefarm.weights.places import cache_folder
from worker.engines.speechlm import memory
from worker.engines.speechlm.backbone import (
    BackboneLibrary,
    BackboneMemory,
    LoadedModel,
    backbone_library,
)
from worker.engines.speechlm.registries import (
    AUTOMATIC_BACKBONE,
    CHECKPOINT_BACKBONE,
    DEFAULT_BACKBONE,
    TRIED_BACKBONES,
)
from worker.engines.speechlm.settings import SpeechLMSettings
from worker.model_files.cache import locked, sha256_of
from worker.model_files.problem import Problem

log = structlog.get_logger()

X86 = ("x86_64", "AMD64")
TRIAL_SLOTS = 16
"""Most sequences of a trial."""


@dataclass(frozen=True, slots=True)
class Automatic:
    """Stands for the backbone that is fastest here. What is asked before a trial goes by guess."""

    modules: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    most_slots: int = 256
    slots_per_core: int = 8
    """Of the usual one."""

    def likely(self, weights: Path, settings: SpeechLMSettings) -> BackboneLibrary:
        """The one that was chosen before, or otherwise the last of those that are installed."""
        return self._likely(weights, settings, memory.FEWEST_AUTO_SLOTS)

    def check(self, weights: Path, settings: SpeechLMSettings) -> list[Problem]:
        """What hinders the usual backbone; without another one it is the one that is loaded."""
        name = CHECKPOINT_BACKBONE if weights.is_dir() else DEFAULT_BACKBONE
        return backbone_library(name).check(weights, settings)

    def memory(self, weights: Path, settings: SpeechLMSettings, slots: int) -> BackboneMemory:
        """Of the backbone that is likely to be chosen. Raises as `BackboneLibrary.memory`."""
        return self._likely(weights, settings, slots).memory(weights, settings, slots)

    def _likely(self, weights: Path, settings: SpeechLMSettings, slots: int) -> BackboneLibrary:
        name = _only(weights, settings, slots)
        if name is None:
            name = _remembered(_place(weights)) or TRIED_BACKBONES[-1]
        return backbone_library(name)

    def load(
        self, weights: Path, settings: SpeechLMSettings, *, slots: int, threads: int
    ) -> LoadedModel:
        """Load it on the fastest backbone, after a trial if there was none. Raises as both do."""
        name = fastest(weights, settings, slots=slots, threads=threads)
        return backbone_library(name).load(weights, settings, slots=slots, threads=threads)


AUTOMATIC = Automatic()


def fastest(weights: Path, settings: SpeechLMSettings, *, slots: int, threads: int) -> str:
    """The name of the backbone that computes `weights` here: as the settings say, or for `auto` as
    remembered or as tried."""
    if settings.backbone != AUTOMATIC_BACKBONE:
        return settings.backbone
    if (only := _only(weights, settings, slots)) is not None:
        return only
    place = _place(weights)
    if (known := _remembered(place)) is not None:
        return known
    try:
        with locked(place.with_suffix(".lock")):
            tried = _remembered(place)  # by another worker, meanwhile
            return tried or _try_all(weights, settings, place, min(slots, TRIAL_SLOTS), threads)
    except OSError as error:
        log.warning(
            "no backbone is tried, because the cache of weights can't be written",
            reason=str(error),
            backbone=DEFAULT_BACKBONE,
        )
        return DEFAULT_BACKBONE


def _try_all(
    weights: Path, settings: SpeechLMSettings, place: Path, slots: int, threads: int
) -> str:
    log.info("trying the backbones, once for this CPU and file", file=weights.name)
    speeds = {name: _speed(name, weights, settings, slots, threads) for name in TRIED_BACKBONES}
    best = max(TRIED_BACKBONES, key=lambda name: speeds[name])
    log.info("backbone chosen", backbone=best, tokens_per_core_s=speeds, file=weights.name)
    record = {"backbone": best, "tokens_per_core_s": speeds, "cpu": cpu_model()}
    partial = place.with_suffix(".partial")
    partial.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    partial.replace(place)
    return best


def _speed(name: str, weights: Path, settings: SpeechLMSettings, slots: int, threads: int) -> float:
    """Tokens a core-second in a process of its own; 0 for a backbone that fails."""
    task = {
        "backbone": name,
        "weights": str(weights),
        "settings": settings.model_dump(mode="json", exclude_unset=True),
        "slots": slots,
        "threads": threads,
    }
    child = subprocess.run(
        [sys.executable, "-m", "worker.engines.speechlm.automatic.trial"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    if child.returncode:
        said = child.stderr.strip().splitlines()
        log.warning("a backbone failed its trial", backbone=name, said=said[-1] if said else "")
        return 0.0
    return round(float(child.stdout.strip().splitlines()[-1]), 1)


def _only(weights: Path, settings: SpeechLMSettings, slots: int) -> str | None:
    """The one backbone that can be had for this file or folder; None if there is a choice."""
    if weights.is_dir():
        return CHECKPOINT_BACKBONE
    has_choice = _has_choice(settings) and _all_fit(weights, settings, slots)
    return None if has_choice else DEFAULT_BACKBONE


def _all_fit(weights: Path, settings: SpeechLMSettings, slots: int) -> bool:
    """Whether there is room for each of them with this number of slots."""
    free = memory.available()
    try:
        return all(
            memory.memory_need(_on(name, settings), weights, slots).total <= free
            for name in TRIED_BACKBONES
        )
    except (BadSetting, EngineUnavailable):
        return False  # The usual one says what is wrong with the file.


def _on(name: str, settings: SpeechLMSettings) -> SpeechLMSettings:
    return settings.model_copy(update={"backbone": name})


def _has_choice(settings: SpeechLMSettings) -> bool:
    modules = (module for name in TRIED_BACKBONES for module in backbone_library(name).modules)
    return (
        settings.device == "cpu"
        and platform.machine() in X86
        and all(importlib.util.find_spec(module) for module in modules)
    )


def _remembered(place: Path) -> str | None:
    try:
        name = json.loads(place.read_text("utf-8"))["backbone"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return name if name in TRIED_BACKBONES else None


def _place(weights: Path) -> Path:
    packages = [name for backbone in TRIED_BACKBONES for name in _packages(backbone)]
    said = json.dumps([cpu_model(), sha256_of(weights), *map(_version, packages)])
    key = hashlib.sha256(said.encode()).hexdigest()[:16]
    return cache_folder() / "voicefarm-backbones" / f"{key}.json"


def _packages(backbone: str) -> tuple[str, ...]:
    return backbone_library(backbone).packages


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def cpu_model() -> str:
    """The CPU's name and what it can do, as the system says."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return platform.processor()
    said = dict(line.split(":", 1) for line in reversed(lines) if ":" in line)
    values = {key.strip(): value.strip() for key, value in said.items()}
    flags = hashlib.sha256(values.get("flags", "").encode()).hexdigest()[:8]
    return f"{values.get('model name', platform.processor())} {flags}"

"""How much memory a speech language model needs, estimated before its weights are loaded."""

import os
from dataclasses import dataclass
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from voicefarm.wording.counting import counted
from worker.engines.speechlm.backbone import backbone_library
from worker.engines.speechlm.settings import SpeechLMSettings

MB = 1_000_000
"""Figures for people are megabytes of 10^6 bytes."""
RUNTIME = 200 * MB
"""Python, numpy, the backbone's library, onnxruntime and their work space, without any weights."""
SLOT = 2 * MB
"""Of a slot besides its cache: its thread's heap, and its utterance's codes and sound."""
CODEC_FACTOR = 1.4
"""Memory of a codec against its file: weights, their repacked copies, one utterance's work."""
FEWEST_AUTO_SLOTS, MOST_AUTO_SLOTS = 8, 64
SHARE_OF_MEMORY = 0.8
"""Of the free memory, so that the stitcher and the system keep some."""


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """Bytes that a worker takes, by what takes them."""

    weights: int
    caches: int
    codec: int
    runtime: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.caches + self.codec + self.runtime


def memory_need(
    settings: SpeechLMSettings, weights: Path, slots: int, codec: Path | None = None
) -> MemoryNeed:
    """What a worker with `slots` slots needs on CPU, estimated by its backbone.

    Reads the weights' header alone. Raises EngineUnavailable when the backbone
    can't read their file, BadSetting when the settings ask for what it can't do.
    """
    model = backbone_library(settings.backbone).memory(weights, settings, slots)
    return MemoryNeed(
        weights=model.weights,
        caches=model.caches,
        codec=int(codec.stat().st_size * CODEC_FACTOR) if codec else 0,
        runtime=(model.process or RUNTIME) + slots * SLOT,
    )


def auto_slots(settings: SpeechLMSettings, weights: Path, codec: Path, threads: int) -> int:
    """How many slots suit `threads` cores, if the free memory allows.

    At least 1, which may still be refused by `check`.
    """
    per_core = backbone_library(settings.backbone).likely(weights, settings).slots_per_core
    wanted = min(MOST_AUTO_SLOTS, max(FEWEST_AUTO_SLOTS, per_core * threads))
    room = int(available() * SHARE_OF_MEMORY)
    fixed = memory_need(settings, weights, 0, codec).total
    per_slot = memory_need(settings, weights, 1, codec).total - fixed
    return max(1, min(wanted, (room - fixed) // per_slot))


def available() -> int:
    """Bytes that this process may still take: free memory, or what its control group leaves."""
    return min(_free_in_machine(), _free_in_group())


def check(settings: SpeechLMSettings, weights: Path, codec: Path, slots: int) -> None:
    """Raise EngineUnavailable, with the figures, when the model would not fit in memory."""
    need, free = memory_need(settings, weights, slots, codec), available()
    if need.total <= free:
        return
    verb = "needs" if slots == 1 else "need"
    raise EngineUnavailable(
        f"{counted(slots, 'slot')} of {settings.context} tokens {verb} {need.total // MB:,} MB "
        f"(weights {need.weights // MB:,}, caches {need.caches // MB:,}, codec "
        f"{need.codec // MB:,}, runtime {need.runtime // MB:,}) and {free // MB:,} MB are free: "
        "give the worker fewer slots, or choose a smaller model."
    )


def _free_in_machine() -> int:
    meminfo = Path("/proc/meminfo")
    lines = meminfo.read_text("ascii").splitlines() if meminfo.exists() else []
    for line in lines:
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _free_in_group() -> int:
    """What a container's limit leaves (control groups v2); endless without one."""
    group = Path("/sys/fs/cgroup")
    try:
        limit = (group / "memory.max").read_text("ascii").strip()
        used = int((group / "memory.current").read_text("ascii"))
    except OSError:
        return 1 << 62
    return int(limit) - used if limit.isdigit() else 1 << 62

"""How much memory a speech language model needs, known before its weights are loaded."""

import os
from dataclasses import dataclass
from pathlib import Path

import llama_cpp

from voicefarm.errors import EngineUnavailable
from worker.engines.speechlm.llamacpp.caches import key_kind, token_bytes
from worker.engines.speechlm.llamacpp.context import Shape
from worker.engines.speechlm.llamacpp.dimensions import Dimensions
from worker.engines.speechlm.llamacpp.language_model import start_backend
from worker.engines.speechlm.settings import SpeechLMSettings

MB = 1_000_000
"""All figures are in megabytes of 10^6 bytes."""
RUNTIME = 200 * MB
"""Python, numpy, llama.cpp, onnxruntime and their work space, without any weights."""
SLOT = 2 * MB
"""Of a slot besides its cache: its thread's heap, and its utterance's codes and sound."""
CODEC_FACTOR = 1.4
"""Memory of a codec against its file: weights, their repacked copies, one utterance's work."""
SLOTS_PER_CORE, FEWEST_AUTO_SLOTS, MOST_AUTO_SLOTS = 8, 8, 64
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
    """What a worker with `slots` slots needs on CPU.

    An upper estimate within some 15 % (docs/performance.md); reads the GGUF's header alone.
    Raises EngineUnavailable when that is no GGUF file, BadSetting as `key_kind` does.
    """
    dimensions = _dimensions(weights)
    cells = Shape(slots, settings.context, 1, 1).cells
    token = token_bytes(dimensions, key_kind(settings, dimensions))
    return MemoryNeed(
        weights=weights.stat().st_size,
        caches=cells * token + slots * dimensions.vocabulary * 4,
        codec=int(codec.stat().st_size * CODEC_FACTOR) if codec else 0,
        runtime=RUNTIME + slots * SLOT,
    )


def auto_slots(settings: SpeechLMSettings, weights: Path, codec: Path, threads: int) -> int:
    """How many slots a worker gets by default: by its cores, if its memory allows.

    More slots than `SLOTS_PER_CORE` per core gain little once caches are long, and cost memory
    (docs/performance.md has the table). At least 1, which may still be refused by `check`.
    """
    wanted = min(MOST_AUTO_SLOTS, max(FEWEST_AUTO_SLOTS, SLOTS_PER_CORE * threads))
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
    raise EngineUnavailable(
        f"{slots} slots of {settings.context} tokens need {need.total // MB:,} MB (weights "
        f"{need.weights // MB:,}, caches {need.caches // MB:,}, codec {need.codec // MB:,}, "
        f"runtime {need.runtime // MB:,}) and {free // MB:,} MB are free: give the worker fewer "
        "slots, or choose a smaller model."
    )


def _dimensions(path: Path) -> Dimensions:
    start_backend()
    params = llama_cpp.llama_model_default_params()
    params.vocab_only = True
    handle = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
    if not handle:
        raise EngineUnavailable(f"llama.cpp can't read {path}; fetch it again.")
    try:
        return Dimensions.of(handle)
    finally:
        llama_cpp.llama_model_free(handle)


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

"""PyTorch as a backbone: what is known of it without the library, and how it loads a model."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from worker.engines.speechlm.backbone import BackboneMemory, LoadedModel
from worker.engines.speechlm.pytorch.checkpoint import CheckpointFolder
from worker.engines.speechlm.settings import SpeechLMSettings
from worker.model_files.problem import MissingLibrary, Problem

MODULES = ("torch", "transformers")
MISSING = MissingLibrary("torch and transformers", extra="pytorch")
VALUE_BYTES = {"fp32": 4, "fp16": 2, "bf16": 2}
PROCESS = 520_000_000
"""Bytes of Python, numpy, PyTorch, transformers and onnxruntime, without any weights."""


@dataclass(frozen=True, slots=True)
class PyTorch:
    """PyTorch on a checkpoint's folder, through transformers."""

    modules: tuple[str, ...] = MODULES
    packages: tuple[str, ...] = MODULES
    most_slots: int = 512
    slots_per_core: int = 8
    """As for llama.cpp; not measured."""

    def likely(self, weights: Path, settings: SpeechLMSettings) -> "PyTorch":
        """Itself."""
        return self

    def check(self, weights: Path, settings: SpeechLMSettings) -> list[Problem]:
        """Everything in the folder that doesn't fit, and whether the libraries are missing."""
        if not installed():
            return [MISSING]
        try:
            return list(CheckpointFolder.open(weights).problems(settings))
        except EngineUnavailable as error:
            return [Problem(str(error))]

    def memory(self, weights: Path, settings: SpeechLMSettings, slots: int) -> BackboneMemory:
        """What a worker takes on CPU once it is loaded, with all caches used.

        Raises EngineUnavailable when `weights` isn't a checkpoint.
        """
        folder = CheckpointFolder.open(weights)
        width = VALUE_BYTES[settings.precision]
        caches = slots * settings.context * folder.sizes.token * width
        logits = slots * (settings.tokens.codes + 1) * 4
        return BackboneMemory(folder.parameters * width, caches + logits, PROCESS)

    def load(
        self, weights: Path, settings: SpeechLMSettings, *, slots: int, threads: int
    ) -> LoadedModel:
        """Load the network and make a cache for each slot. Raises as `BackboneLibrary.load`."""
        folder = CheckpointFolder.open(weights)
        if not installed():
            raise EngineUnavailable(str(MISSING))
        from worker.engines.speechlm.pytorch.loading import load_model

        return load_model(folder, settings, slots=slots, threads=threads)


def installed() -> bool:
    """Whether both libraries are here. Imports none of them."""
    return all(importlib.util.find_spec(module) for module in MODULES)


PYTORCH = PyTorch()

"""llama.cpp as a backbone: what is known of it without the library, and how it loads a model."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from worker.engines.speechlm.backbone import BackboneMemory, LoadedModel
from worker.engines.speechlm.gguf_check import check_gguf
from worker.engines.speechlm.llamacpp.caches import key_kind, token_bytes
from worker.engines.speechlm.llamacpp.dimensions import Dimensions
from worker.engines.speechlm.llamacpp.shape import MOST_SLOTS, Shape
from worker.engines.speechlm.settings import SpeechLMSettings
from worker.model_files.problem import MissingLibrary, Problem

MISSING = MissingLibrary("llama-cpp-python", extra="speechlm")


@dataclass(frozen=True, slots=True)
class LlamaCpp:
    """llama.cpp, through llama-cpp-python, on GGUF files."""

    modules: tuple[str, ...] = ("llama_cpp",)
    packages: tuple[str, ...] = ("llama-cpp-python",)
    most_slots: int = MOST_SLOTS
    slots_per_core: int = 8
    """More gain little once caches are long, and cost memory (docs/performance.md)."""

    def likely(self, weights: Path, settings: SpeechLMSettings) -> "LlamaCpp":
        """Itself."""
        return self

    def check(self, weights: Path, settings: SpeechLMSettings) -> list[Problem]:
        """Everything in the file's header that doesn't fit, and whether the library is missing."""
        missing = [] if importlib.util.find_spec("llama_cpp") else [MISSING]
        return [*missing, *check_gguf(weights, settings)]

    def memory(self, weights: Path, settings: SpeechLMSettings, slots: int) -> BackboneMemory:
        """What a worker takes on CPU: an upper estimate within some 15 % (docs/performance.md).

        Raises EngineUnavailable when `weights` isn't a GGUF file, BadSetting as `key_kind` does.
        """
        dimensions = Dimensions.read(weights)
        cells = Shape(slots, settings.context, slice_size=1, threads=1).cells
        token = token_bytes(dimensions, key_kind(settings, dimensions))
        logits = slots * dimensions.vocabulary * 4
        return BackboneMemory(weights.stat().st_size, cells * token + logits)

    def load(
        self, weights: Path, settings: SpeechLMSettings, *, slots: int, threads: int
    ) -> LoadedModel:
        """Load the weights and make a cache for each slot. Raises as `BackboneLibrary.load`."""
        try:
            from worker.engines.speechlm.llamacpp.loading import load_model
        except ModuleNotFoundError as error:
            raise EngineUnavailable(str(MISSING)) from error
        return load_model(weights, settings, slots=slots, threads=threads)


LLAMACPP = LlamaCpp()

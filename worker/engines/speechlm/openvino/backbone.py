"""OpenVINO as a backbone: what is known of it without the library, and how it loads a model."""

from dataclasses import dataclass
from pathlib import Path

from voicefarm.errors import BadSetting, EngineUnavailable
from worker.engines.speechlm.backbone import BackboneMemory, LoadedModel
from worker.engines.speechlm.gguf_check import check_gguf
from worker.engines.speechlm.llamacpp.dimensions import Dimensions
from worker.engines.speechlm.openvino.blocks import BLOCK, blocks_of
from worker.engines.speechlm.openvino.library import MISSING, PACKAGES, installed
from worker.engines.speechlm.settings import SpeechLMSettings
from worker.model_files.problem import Problem

MOST_SLOTS = 256
VALUE_BYTES = 2
"""The caches hold keys and values in 16 bits."""
COPIES = 2.3
"""During the first step the weights lie in memory as the file has them, and packed for the CPU.
What exact offsets need comes on top. Then the first copy is given back."""
LIBRARY = 120_000_000
"""Bytes of OpenVINO itself and its work space."""


@dataclass(frozen=True, slots=True)
class OpenVino:
    """OpenVINO on GGUF files, on the CPU."""

    modules: tuple[str, ...] = PACKAGES
    packages: tuple[str, ...] = ("openvino", "openvino-genai")
    most_slots: int = MOST_SLOTS
    slots_per_core: int = 16
    """More gain little, and every chunk takes as much longer (docs/performance.md)."""

    def likely(self, weights: Path, settings: SpeechLMSettings) -> "OpenVino":
        """Itself."""
        return self

    def check(self, weights: Path, settings: SpeechLMSettings) -> list[Problem]:
        """Everything in the file's header that doesn't fit, and whether the library is missing."""
        missing = [] if installed() else [MISSING]
        elsewhere = [Problem(_device(settings))] if settings.device != "cpu" else []
        return [*missing, *elsewhere, *check_gguf(weights, settings)]

    def memory(self, weights: Path, settings: SpeechLMSettings, slots: int) -> BackboneMemory:
        """What a worker takes at most; caches take memory only once they are used.

        Raises EngineUnavailable when `weights` isn't a GGUF file.
        """
        sizes = Dimensions.read(weights)
        token = sizes.layers * sizes.kv_heads * sizes.head_width * 2 * VALUE_BYTES
        cells = slots * blocks_of(settings.context) * BLOCK
        logits = slots * (settings.tokens.codes + 1) * 4
        held = round(COPIES * weights.stat().st_size) + LIBRARY
        return BackboneMemory(held, cells * token + logits)

    def load(
        self, weights: Path, settings: SpeechLMSettings, *, slots: int, threads: int
    ) -> LoadedModel:
        """Load the graph and make room for each slot. Raises as `BackboneLibrary.load`."""
        if settings.device != "cpu":
            raise BadSetting(_device(settings))
        if not installed():
            raise EngineUnavailable(str(MISSING))
        from worker.engines.speechlm.openvino.loading import load_model

        return load_model(weights, settings, slots=slots, threads=threads)


def _device(settings: SpeechLMSettings) -> str:
    return (
        f"The backbone 'openvino' runs on the CPU, and 'settings.device' is {settings.device}; set "
        "backbone = 'llamacpp', or leave 'device' out."
    )


OPENVINO = OpenVino()

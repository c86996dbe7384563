"""Which of a voice's networks runs here: the original on CoreML, the quantized one, the original.

They sound nearly alike, but not bit for bit. So give all workers of a farm the same files, and
don't mix Macs with others where takes must be equal.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import structlog

from voicefarm.errors import EngineUnavailable
from worker.engines.piper.settings import PiperSettings
from worker.model_files.local import verified
from worker.model_files.onnx_stages import CPU

COREML = "CoreMLExecutionProvider"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ChosenNetwork:
    """The network that runs, and on what."""

    kind: str
    """For the log."""
    path: Path
    providers: tuple[str, ...] = (CPU,)
    """Of onnxruntime, the preferred one first."""


def choose_network(settings: PiperSettings, model: str) -> ChosenNetwork:
    """The best network of those that can run here; the log says which. Raises EngineUnavailable."""
    chosen = _best(settings, model)
    log.info("network chosen", model=model, network=chosen.kind, file=chosen.path.name)
    return chosen


def _best(settings: PiperSettings, model: str) -> ChosenNetwork:
    if COREML in _providers():
        return ChosenNetwork("CoreML", verified(settings.network, model), (COREML, CPU))
    if settings.quantized is not None:
        try:
            return ChosenNetwork("quantized", verified(settings.quantized, model))
        except EngineUnavailable as error:
            log.warning("no quantized network", model=model, error=str(error))
    return ChosenNetwork("original", verified(settings.network, model))


def _providers() -> list[str]:
    if not importlib.util.find_spec("onnxruntime"):
        return []  # opening the network says what to install
    import onnxruntime

    known: list[str] = onnxruntime.get_available_providers()
    return known

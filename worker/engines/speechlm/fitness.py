"""Whether a model's files are here, belong together and fit this machine: asked before a start."""

from collections.abc import Callable
from pathlib import Path

from voicefarm.errors import BadSetting, EngineUnavailable, UnknownName
from voicefarm.models import Model
from worker.engines.speechlm import memory
from worker.engines.speechlm.aligner import check_aligner
from worker.engines.speechlm.backbone import backbone_library
from worker.engines.speechlm.codecs.codec import codec_kind
from worker.engines.speechlm.codecs.onnx_session import check_onnxruntime
from worker.engines.speechlm.codecs.signature import check_signature
from worker.engines.speechlm.settings import SpeechLMSettings, read_settings
from worker.engines.speechlm.voices import load_voices
from worker.model_files.local import verified
from worker.model_files.problem import Problem
from worker.model_files.source import Source


def check(model: Model, *, slots: int = 8) -> list[Problem]:
    """All that doesn't fit, in a sentence each; an empty list is a model that can speak.

    Reads the headers of what is large, so it takes about a second whatever the files weigh.
    Raises BadSetting when the model's settings can't be read at all.
    """
    settings = read_settings(model)
    weights, missing_weights = _here(settings.weights, model)
    codec, missing_codec = _here(settings.codec, model)
    problems = [*missing_weights, *missing_codec]
    if weights:
        problems += backbone_library(settings.backbone).check(weights, settings)
    if codec:
        kind = settings.codec.kind
        problems += check_onnxruntime()
        problems += check_signature(codec, kind, codec_kind(kind).signature)
    problems += _complaint(lambda: check_aligner(settings, model))
    problems += _complaint(lambda: load_voices(settings, model))
    if weights and codec and not any(problem.fatal for problem in problems):
        problems += _memory(weights, codec, settings, slots)
    return problems


def _here(source: Source, model: Model) -> tuple[Path | None, list[Problem]]:
    try:
        return verified(source, model.name), []
    except EngineUnavailable as error:
        return None, [Problem(str(error))]


def _memory(weights: Path, codec: Path, settings: SpeechLMSettings, slots: int) -> list[Problem]:
    if settings.device != "cpu":
        return []  # The GPU's own memory is known to the worker alone.
    return _complaint(lambda: memory.check(settings, weights, codec, slots))


def _complaint(attempt: Callable[[], object]) -> list[Problem]:
    """What `attempt` complains of, as a problem."""
    try:
        attempt()
    except (BadSetting, EngineUnavailable, UnknownName) as error:
        return [Problem(str(error))]
    return []

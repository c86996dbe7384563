"""Whether a model's files are here, belong together and fit this machine: asked before a start."""

from collections.abc import Callable
from pathlib import Path

from voicefarm.errors import BadSetting, EngineUnavailable, UnknownName
from voicefarm.models import Model
from worker.engines.speechlm.aligner import Aligner
from worker.engines.speechlm.codecs.codec_check import check_codec
from worker.engines.speechlm.llamacpp import memory
from worker.engines.speechlm.llamacpp.gguf_check import check_gguf
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
    findings = [*missing_weights, *missing_codec]
    if weights:
        findings += check_gguf(weights, settings)
    if codec:
        findings += check_codec(codec, settings.codec.kind)
    findings += _sentence(lambda: Aligner.of(settings, model))
    findings += _sentence(lambda: load_voices(settings, model))
    if weights and codec and not any(finding.fatal for finding in findings):
        findings += _memory(weights, codec, settings, slots)
    return findings


def _here(source: Source, model: Model) -> tuple[Path | None, list[Problem]]:
    try:
        return verified(source, model.name), []
    except EngineUnavailable as error:
        return None, [Problem(str(error))]


def _memory(weights: Path, codec: Path, settings: SpeechLMSettings, slots: int) -> list[Problem]:
    if settings.device != "cpu":
        return []  # The GPU's own memory is known to the worker alone.
    return _sentence(lambda: memory.check(settings, weights, codec, slots))


def _sentence(attempt: Callable[[], object]) -> list[Problem]:
    """What `attempt` complains of, as a finding."""
    try:
        attempt()
    except (BadSetting, EngineUnavailable, UnknownName) as error:
        return [Problem(str(error))]
    return []

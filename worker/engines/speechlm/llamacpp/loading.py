"""A GGUF file as a speech language model in memory: weights, caches, and the decode loop."""

from pathlib import Path

from worker import heap
from worker.engines.speechlm.backbone import LoadedModel, check_context
from worker.engines.speechlm.batching.loop import DecodeLoop
from worker.engines.speechlm.batching.sampler import Sampler
from worker.engines.speechlm.llamacpp.attention import fastest
from worker.engines.speechlm.llamacpp.caches import key_kind
from worker.engines.speechlm.llamacpp.context import FLASH, Context
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.llamacpp.shape import Shape
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import SpeechLMSettings

SLICE = {"cpu": 128, "cuda": 512}
"""Prompt tokens that a step carries at most, next to one row per slot, by device. On CPU 128
are fed at the speed of 512 (docs/performance.md) and delay the others a quarter as long. The
figure for the GPU is a guess."""


def load_model(
    weights: Path, settings: SpeechLMSettings, *, slots: int, threads: int
) -> LoadedModel:
    """Load a model for `slots` sequences at once on `threads` cores.

    Raises EngineUnavailable when the file can't be read or memory is short, BadSetting when the
    settings and the file don't fit each other.
    """
    model = LanguageModel.load(weights, offload=settings.device == "cuda")
    try:
        tokens = SpeechTokens.of(model, settings.tokens)
        check_context(settings, model.trained_context)
        context = _context(model, settings, slots, threads)
    except BaseException:
        model.close()
        raise
    backbone = DecodeLoop(context, Sampler(settings.sampling, tokens), tokens)
    return LoadedModel(model, tokens, backbone, "llamacpp")


def _context(model: LanguageModel, settings: SpeechLMSettings, slots: int, threads: int) -> Context:
    shape = Shape(slots, settings.context, SLICE[settings.device], threads)
    keys = key_kind(settings, model.dimensions)
    attention = fastest(model, threads, keys) if settings.device == "cpu" else FLASH
    heap.trim()
    context = Context(model, shape, attention)
    try:
        context.warm()
    except BaseException:
        context.close()
        raise
    return context

"""The backbones as the benchmark measures them: decoders of either library, the same weights."""

from dataclasses import dataclass
from pathlib import Path

from worker import heap
from worker.engines.speechlm.batching.decoder import Decoder, DecoderShape
from worker.engines.speechlm.llamacpp.attention import fastest
from worker.engines.speechlm.llamacpp.context import Context
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.llamacpp.shape import Shape
from worker.engines.speechlm.openvino.library import installed
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import KeyKind, Tokens

KEYS: KeyKind = "q8_0"
"""As llama.cpp's caches hold them for a model of the benchmark's shape."""


@dataclass(frozen=True)
class Opened:
    """A decoder, and what is needed around it."""

    model: LanguageModel
    """Its vocabulary, and for llama.cpp its weights."""
    tokens: SpeechTokens
    columns: SpeechTokens
    """Where codes and END stand in the decoder's logits."""
    decoder: Decoder


def here() -> tuple[str, ...]:
    """The backbones that are installed."""
    return ("llamacpp", "openvino") if installed() else ("llamacpp",)


def opened(
    backbone: str, weights: Path, *, slots: int, context: int, slice_size: int, threads: int
) -> Opened:
    """Open `weights` as the engine does."""
    if backbone == "openvino":
        return _openvino(weights, DecoderShape(slots, context, slice_size), threads)
    model = LanguageModel.load(weights)
    tokens = SpeechTokens.of(model, Tokens())
    attention = fastest(model, threads, KEYS)
    heap.trim()
    llama = Context(model, Shape(slots, context, slice_size, threads), attention)
    llama.warm()
    return Opened(model, tokens, tokens, llama)


def _openvino(weights: Path, shape: DecoderShape, threads: int) -> Opened:
    from worker.engines.speechlm.openvino.loading import open_decoder
    from worker.engines.speechlm.prompts.speech_tokens import columns_alone

    model = LanguageModel.load(weights, vocabulary_only=True)
    tokens = SpeechTokens.of(model, Tokens())
    decoder = open_decoder(weights, tokens, shape, threads)
    return Opened(model, tokens, columns_alone(tokens), decoder)

"""A checkpoint as a speech language model in memory: network, caches, and the decode loop."""

import torch

from voicefarm.errors import EngineUnavailable
from worker import heap
from worker.engines.speechlm.backbone import LoadedModel, check_context
from worker.engines.speechlm.batching.decoder import DecodeFailed, DecoderShape
from worker.engines.speechlm.batching.loop import DecodeLoop
from worker.engines.speechlm.batching.sampler import Sampler
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens, columns_alone
from worker.engines.speechlm.pytorch.attention import SlotCaches
from worker.engines.speechlm.pytorch.checkpoint import CheckpointFolder
from worker.engines.speechlm.pytorch.decoder import TorchDecoder
from worker.engines.speechlm.pytorch.network import CheckpointNetwork, short
from worker.engines.speechlm.settings import SpeechLMSettings

SLICE = {"cpu": 128, "cuda": 512}
"""Prompt tokens that a step carries at most, by device; as for llama.cpp, and not measured."""


def load_model(
    folder: CheckpointFolder, settings: SpeechLMSettings, *, slots: int, threads: int
) -> LoadedModel:
    """Load a model for `slots` sequences at once on `threads` cores. Raises as
    `BackboneLibrary.load` does."""
    check_context(settings, folder.trained_context)
    _check_device(settings)
    torch.set_num_threads(threads)
    vocabulary = folder.vocabulary()
    tokens = SpeechTokens.of(vocabulary, settings.tokens)
    shape = DecoderShape(slots, settings.context, SLICE[settings.device])
    decoder = open_decoder(folder, tokens, shape, settings)
    sampler = Sampler(settings.sampling, columns_alone(tokens))
    return LoadedModel(vocabulary, tokens, DecodeLoop(decoder, sampler, tokens), "pytorch")


def open_decoder(
    folder: CheckpointFolder,
    tokens: SpeechTokens,
    shape: DecoderShape,
    settings: SpeechLMSettings,
) -> TorchDecoder:
    """A decoder over the checkpoint, warm. Raises EngineUnavailable, BadSetting."""
    try:
        network = CheckpointNetwork.load(folder, tokens, settings.precision, settings.device)
        heap.trim()
        caches = SlotCaches(_cache_shape(folder, shape), network.dtype, settings.device)
        decoder = TorchDecoder(network, caches, shape, settings.device)
        decoder.warm()
    except (DecodeFailed, RuntimeError) as error:
        raise EngineUnavailable(
            f"PyTorch can't run this model with {shape.slots} slots ({short(error)}): give "
            "the worker fewer, or set 'settings.precision' to another."
        ) from error
    return decoder


def _cache_shape(folder: CheckpointFolder, shape: DecoderShape) -> tuple[int, int, int, int, int]:
    sizes = folder.sizes
    return sizes.layers, shape.slots, shape.context, sizes.kv_heads, sizes.head_width


def _check_device(settings: SpeechLMSettings) -> None:
    if settings.device != "cuda":
        return
    if not torch.cuda.is_available():
        raise EngineUnavailable(
            "device = 'cuda' needs a GPU that PyTorch sees, and there is none: install a torch "
            "built for CUDA and its driver, or leave 'settings.device' out."
        )
    if settings.precision == "bf16" and not torch.cuda.is_bf16_supported():
        raise EngineUnavailable(
            "This GPU can't compute in bf16: set 'settings.precision' to 'fp16' or 'fp32'."
        )

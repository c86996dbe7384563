"""A GGUF file as a speech language model in memory: graph, caches, and the decode loop."""

from pathlib import Path

from voicefarm.errors import EngineUnavailable
from worker import heap
from worker.engines.speechlm.backbone import LoadedModel, check_context
from worker.engines.speechlm.batching.decoder import DecodeFailed, DecoderShape
from worker.engines.speechlm.batching.loop import DecodeLoop
from worker.engines.speechlm.batching.sampler import Sampler
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.openvino.decoder import PagedDecoder
from worker.engines.speechlm.openvino.graph import compiled_graph
from worker.engines.speechlm.openvino.preparation import graph_of
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens, columns_alone
from worker.engines.speechlm.settings import SpeechLMSettings

SLICE = 128
"""Prompt tokens that a step carries at most, next to one row per slot."""


def load_model(
    weights: Path, settings: SpeechLMSettings, *, slots: int, threads: int
) -> LoadedModel:
    """Load a model for `slots` sequences at once on `threads` cores.

    llama.cpp reads the vocabulary, so that a text is the same tokens on every backbone. Raises
    EngineUnavailable when the file can't be read, BadSetting when settings and file don't fit.
    """
    model = LanguageModel.load(weights, vocabulary_only=True)
    try:
        tokens = SpeechTokens.of(model, settings.tokens)
        check_context(settings, model.trained_context)
        decoder = open_decoder(
            weights, tokens, DecoderShape(slots, settings.context, SLICE), threads
        )
    except BaseException:
        model.close()
        raise
    sampler = Sampler(settings.sampling, columns_alone(tokens))
    return LoadedModel(model, tokens, DecodeLoop(decoder, sampler, tokens), "openvino")


def open_decoder(
    weights: Path, tokens: SpeechTokens, shape: DecoderShape, threads: int
) -> PagedDecoder:
    """A decoder over the graph of `weights`, warm. Raises EngineUnavailable."""
    graph = graph_of(weights, tokens)
    compiled = compiled_graph(graph, threads)
    heap.trim()
    heap.release_file(_weights_of(graph))
    decoder = PagedDecoder(compiled, shape, threads)
    try:
        decoder.warm()
    except DecodeFailed as error:
        decoder.close()
        raise EngineUnavailable(
            f"{error}; give the worker fewer slots, or set backbone = 'llamacpp'."
        ) from error
    # The first step has packed the weights for the CPU. As the file has them they are read no more.
    heap.release_file(_weights_of(graph))
    return decoder


def _weights_of(graph: Path) -> Path:
    """The file of a graph's weights, by the name that the system lists it by."""
    return graph.with_suffix(".bin").resolve()

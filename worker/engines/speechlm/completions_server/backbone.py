"""A server of completions as a backbone: what is known of it before it is asked."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from voicefarm.errors import VoicefarmError
from worker.engines.speechlm.backbone import BackboneMemory, LoadedModel
from worker.engines.speechlm.completions_server.loading import connect, load_model, served_model
from worker.engines.speechlm.completions_server.vocabulary import GGUF_LIBRARY
from worker.engines.speechlm.gguf_check import check_gguf
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.prompts.tokenizer_file import MISSING, TokenizerFile
from worker.engines.speechlm.settings import SpeechLMSettings
from worker.model_files.gguf_header import read_gguf_header
from worker.model_files.problem import Problem

PROCESS = 110_000_000
"""Bytes of Python, numpy and onnxruntime, without a library that computes models."""
VOCABULARY_FACTOR = 6
"""Memory of a vocabulary against a `tokenizer.json`."""
TOKEN = 300
"""Bytes of a token in memory, of a GGUF's vocabulary."""


@dataclass(frozen=True, slots=True)
class CompletionsServer:
    """vLLM, SGLang, LMDeploy, llama-server: what speaks OpenAI's protocol of completions.

    The file `weights` is the served model's `tokenizer.json` or its GGUF: only the vocabulary is
    read, since prompts and answers are ids.
    """

    most_slots: int = 512
    slots_per_core: int = 32
    """A slot is a thread that waits."""

    def likely(self, weights: Path, settings: SpeechLMSettings) -> "CompletionsServer":
        """Itself."""
        return self

    def check(self, weights: Path, settings: SpeechLMSettings) -> list[Problem]:
        """What doesn't fit in the vocabulary, and whether the server answers."""
        return [*_check_vocabulary(weights, settings), *_check_server(settings)]

    def memory(self, weights: Path, settings: SpeechLMSettings, slots: int) -> BackboneMemory:
        """What this process takes; the model's memory is the server's own."""
        if weights.suffix == ".json":
            return BackboneMemory(VOCABULARY_FACTOR * weights.stat().st_size, 0, PROCESS)
        return BackboneMemory(TOKEN * read_gguf_header(weights).vocabulary, 0, PROCESS)

    def load(
        self, weights: Path, settings: SpeechLMSettings, *, slots: int, threads: int
    ) -> LoadedModel:
        """Read the vocabulary and try the server out. Raises as `BackboneLibrary.load`."""
        return load_model(weights, settings, slots=slots)


def _check_vocabulary(weights: Path, settings: SpeechLMSettings) -> list[Problem]:
    if weights.suffix != ".json":
        missing = [] if importlib.util.find_spec("llama_cpp") else [GGUF_LIBRARY]
        return [*missing, *check_gguf(weights, settings)]
    if not importlib.util.find_spec("tokenizers"):
        return [MISSING]
    try:
        SpeechTokens.of(TokenizerFile.read(weights), settings.tokens)
    except VoicefarmError as error:
        return [Problem(str(error))]
    return []


def _check_server(settings: SpeechLMSettings) -> list[Problem]:
    try:
        served_model(connect(settings), settings)
    except VoicefarmError as error:
        return [Problem(str(error))]
    return []


COMPLETIONS_SERVER = CompletionsServer()

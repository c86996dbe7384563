"""The vocabulary of the model that a server has: a file here, without weights."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from voicefarm.errors import EngineUnavailable, SynthesisFailed
from worker.engines.speechlm.registries import VOCABULARIES
from worker.model_files.problem import MissingLibrary

GGUF_LIBRARY = MissingLibrary("llama-cpp-python", extra="speechlm")


class ServedVocabulary(Protocol):
    """A vocabulary in both directions."""

    size: int

    def token_text(self, token: int) -> str:
        """A token as the vocabulary spells it."""
        ...

    def tokenize(self, text: str) -> list[int]:
        """The ids of a text, special tokens read as such, BOS in front as the file asks."""
        ...

    def text_of(self, ids: list[int]) -> str:
        """The text that gives these ids, without what the tokenizer puts in front itself."""
        ...

    def close(self) -> None:
        """Free it."""
        ...


def read_vocabulary(path: Path) -> ServedVocabulary:
    """Of a GGUF file, whose weights are left alone, or of a `tokenizer.json`.

    Raises UnknownName for another kind of file, EngineUnavailable when it is damaged or its library
    is missing.
    """
    try:
        read: Callable[[Path], ServedVocabulary] = VOCABULARIES.load(path.suffix)
    except ModuleNotFoundError as error:
        raise EngineUnavailable(str(GGUF_LIBRARY)) from error
    return read(path)


def text_prompt(vocabulary: ServedVocabulary, ids: tuple[int, ...]) -> str:
    """The prompt as a text that the server's tokenizer reads as just these ids.

    Raises SynthesisFailed where there is none.
    """
    text = vocabulary.text_of(list(ids))
    if tuple(vocabulary.tokenize(text)) != ids:
        raise SynthesisFailed(
            "The server takes prompts as text alone, and this one can't be written so: serve the "
            "model by a server that takes token ids, such as vLLM or llama-server."
        )
    return text

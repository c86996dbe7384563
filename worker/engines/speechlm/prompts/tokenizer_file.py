"""A `tokenizer.json`: the vocabulary of a checkpoint, read by the library `tokenizers`."""

from pathlib import Path
from typing import Any, Self

from voicefarm.errors import EngineUnavailable
from worker.model_files.problem import MissingLibrary

TOKENIZER_FILE = "tokenizer.json"
MISSING = MissingLibrary("tokenizers", extra="model-tools")


class TokenizerFile:
    """Tokenizes as the checkpoint's own library does. Thread-safe."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._spelled = {id_: text for text, id_ in tokenizer.get_vocab(True).items()}
        self.size = max(self._spelled, default=-1) + 1
        self._before = tokenizer.encode("").ids

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open a file. Raises EngineUnavailable when it or its library is missing, or is none."""
        try:
            import tokenizers
        except ModuleNotFoundError as error:
            raise EngineUnavailable(str(MISSING)) from error
        try:
            return cls(tokenizers.Tokenizer.from_file(str(path)))
        except Exception as error:
            raise EngineUnavailable(
                f"{path} can't be read as a tokenizer ({error}): bring the tokenizer.json that "
                "belongs to the model."
            ) from error

    @property
    def ids(self) -> dict[str, int]:
        """The ids of all tokens, by how they are spelled."""
        return {text: id_ for id_, text in self._spelled.items()}

    def token_text(self, token: int) -> str:
        """A token as the vocabulary spells it; empty where it has none."""
        text: str = self._spelled.get(token, "")
        return text

    def tokenize(self, text: str) -> list[int]:
        """The ids of a text, special tokens read as such, BOS in front as the file asks."""
        ids: list[int] = self._tokenizer.encode(_whole(text)).ids
        return ids

    def text_of(self, ids: list[int]) -> str:
        """The text that gives these ids, without what the tokenizer puts in front itself."""
        count = len(self._before)
        own = ids[count:] if count and ids[:count] == self._before else ids
        return str(self._tokenizer.decode(own, skip_special_tokens=False))

    def close(self) -> None:
        """Nothing is held."""


def read_vocabulary(path: Path) -> TokenizerFile:
    """As `TokenizerFile.read`."""
    return TokenizerFile.read(path)


def _whole(text: str) -> str:
    """`text` without lone surrogates, which UTF-8 can't hold."""
    return text.encode("utf-8", "replace").decode("utf-8")

"""What a GGUF model would say at its likeliest, and its figures: to compare models by."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.llamacpp.context import Context
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.llamacpp.shape import Shape

CONTEXT = 512


class Likeliest:
    """A model with room for one sentence. Raises EngineUnavailable as `LanguageModel.load`."""

    def __init__(self, path: Path) -> None:
        self._model = LanguageModel.load(path)
        self._context = Context(self._model, Shape(1, CONTEXT, CONTEXT, threads=2))
        self.size = self._model.size

    def tokenize(self, text: str) -> list[int]:
        """The ids of a text."""
        return self._model.tokenize(text)

    def greedy(self, ids: list[int], steps: int) -> tuple[list[int], NDArray[np.float32]]:
        """The likeliest `steps` tokens behind `ids`, and the logits of the first of them."""
        ids = ids[: CONTEXT - steps]
        first = self._decode(ids, 0)
        said = [int(first.argmax())]
        while len(said) < steps:
            logits = self._decode([said[-1]], len(ids) + len(said) - 1)
            said.append(int(logits.argmax()))
        self._context.clear()
        return said, first

    def _decode(self, ids: list[int], start: int) -> NDArray[np.float32]:
        places = np.arange(len(ids), dtype=np.int32)
        rows = Rows(
            np.array(ids, np.int32), places + start, np.zeros_like(places), places == len(ids) - 1
        )
        logits: NDArray[np.float32] = self._context.decode(rows)[0].copy()
        return logits

    def close(self) -> None:
        """Free it."""
        self._context.close()
        self._model.close()

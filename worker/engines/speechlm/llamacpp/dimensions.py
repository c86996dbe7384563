"""The sizes of a language model that its caches go by, as its GGUF header has them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from worker.model_files.gguf_header import read_gguf_header


class ShapeHeader(Protocol):
    """A GGUF header, whoever reads it."""

    def number(self, key: str) -> int | None:
        """A figure under the key of the model's own architecture; None if it isn't given."""
        ...


@dataclass(frozen=True, slots=True)
class Dimensions:
    """How large a model is, in values."""

    layers: int
    head_width: int
    """Values of one key of one head."""
    kv_heads: int
    vocabulary: int

    @classmethod
    def of(cls, header: ShapeHeader, vocabulary: int) -> Self:
        """Take them from a header; `vocabulary` is how many tokens there are."""
        heads = header.number("attention.head_count") or 1
        width = header.number("attention.key_length")
        return cls(
            layers=header.number("block_count") or 0,
            head_width=width or (header.number("embedding_length") or 0) // heads,
            kv_heads=header.number("attention.head_count_kv") or heads,
            vocabulary=vocabulary,
        )

    @classmethod
    def read(cls, path: Path) -> Self:
        """Those of the GGUF file at `path`. Raises EngineUnavailable when it is none."""
        header = read_gguf_header(path)
        return cls.of(header, header.vocabulary)

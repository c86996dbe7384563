"""The sizes of a language model that its caches go by, as its GGUF header tells them."""

import ctypes
from dataclasses import dataclass
from typing import Any, Self

import llama_cpp


@dataclass(frozen=True, slots=True)
class Dimensions:
    """How large a model is, in values."""

    layers: int
    head_width: int
    """Values of one key of one head."""
    kv_heads: int
    vocabulary: int

    @classmethod
    def of(cls, handle: Any) -> Self:
        """Read them from an open llama.cpp model, be it with its weights or `vocab_only`."""
        header = _Header(handle)
        heads = header.number("attention.head_count", 1)
        return cls(
            layers=header.number("block_count", 0),
            head_width=header.number(
                "attention.key_length", header.number("embedding_length", 0) // heads
            ),
            kv_heads=header.number("attention.head_count_kv", heads),
            vocabulary=llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(handle)),
        )


class _Header:
    """Numbers from a GGUF's header, under the keys of its architecture."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._architecture = self._text("general.architecture")

    def number(self, key: str, otherwise: int) -> int:
        said = self._text(f"{self._architecture}.{key}")
        return int(said) if said.isdigit() else otherwise

    def _text(self, key: str) -> str:
        buffer = ctypes.create_string_buffer(128)
        length = llama_cpp.llama_model_meta_val_str(self._handle, key.encode(), buffer, 128)
        return buffer.value.decode("utf-8", "replace") if length >= 0 else ""

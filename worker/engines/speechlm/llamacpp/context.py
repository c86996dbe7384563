"""The working memory of a language model: one cache per slot, decoded together."""

import ctypes
from dataclasses import dataclass
from typing import Any, Protocol

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import EngineUnavailable
from worker.engines.speechlm.llamacpp.batch import Batch, Rows
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.settings import KeyKind

Logits = NDArray[np.float32]
MOST_SLOTS = 256
PAGE = 256
"""llama.cpp rounds a slot's cache up to whole pages of so many tokens."""

DECODED, NO_ROOM, BAD_BATCH = 0, 1, -1
"""What `decode` returns when it worked, and when the rows themselves were at fault."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a context is."""

    slots: int
    """Sequences at once, each with a cache of its own."""
    context: int
    """Tokens that each sequence may have."""
    slice_size: int
    """Prompt tokens that one step may carry beside one row per slot."""
    threads: int

    @property
    def rows(self) -> int:
        """Most rows of one step."""
        return self.slots + self.slice_size

    @property
    def cells(self) -> int:
        """Tokens that all caches hold together."""
        return self.slots * (-(-self.context // PAGE) * PAGE)


@dataclass(frozen=True, slots=True)
class Attention:
    """How attention over the caches is computed, and what the caches hold."""

    name: str
    flash: int
    keys: KeyKind = "f16"


FLASH = Attention("flash", llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO)
PLAIN = Attention("plain", llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED)
_GGML_TYPES: dict[KeyKind, int] = {
    "q8_0": llama_cpp.GGML_TYPE_Q8_0,
    "f16": llama_cpp.GGML_TYPE_F16,
}


class Decoder(Protocol):
    """What the decode loop asks of a context; tests put one that fails in its place."""

    shape: Shape

    def decode(self, rows: Rows) -> int:
        """Decode the rows: 0 when it worked, else llama.cpp's own error number."""
        ...

    def logits(self, rows: NDArray[np.intp]) -> Logits:
        """The logits [rows, vocabulary] of the last step's rows, valid until the next step."""
        ...

    def trim(self, slot: int, length: int) -> int:
        """Cut a slot's cache down to its first `length` tokens; returns how many it then has."""
        ...

    def clear(self) -> None:
        """Empty every slot's cache."""
        ...

    def close(self) -> None:
        """Free the memory."""
        ...


class Context:
    """A llama.cpp context. Used by one thread alone.

    Each slot has its own cache (`kv_unified` off), which is what makes batches fast on CPU. Which
    attention is faster depends on the CPU: attention.py tries it out.
    """

    def __init__(self, model: LanguageModel, shape: Shape, attention: Attention = FLASH) -> None:
        self.shape = shape
        self._batch = Batch(shape.rows)
        self._width = model.size
        self._handle = _open(model, shape, attention)
        self._memory = llama_cpp.llama_get_memory(self._handle)

    def decode(self, rows: Rows) -> int:
        self._batch.fill(rows)
        said: int = llama_cpp.llama_decode(self._handle, self._batch.native)
        return said

    def logits(self, rows: NDArray[np.intp]) -> Logits:
        """Zero-copy where llama.cpp keeps the rows side by side, which it does in their order.

        Only rows that asked for logits may be named: llama.cpp aborts the process on others.
        """
        first, last = self._row(rows[0]), self._row(rows[-1])
        count, step = len(rows), 4 * self._width
        if last == first + step * (count - 1):
            block = (ctypes.c_float * (self._width * count)).from_address(first)
            return np.ctypeslib.as_array(block).reshape(count, self._width)
        return np.stack([self._copy(row) for row in rows])

    def trim(self, slot: int, length: int) -> int:
        if llama_cpp.llama_memory_seq_rm(self._memory, slot, length, -1):
            return length
        # Recurrent models can't forget a part.
        llama_cpp.llama_memory_seq_rm(self._memory, slot, -1, -1)
        return 0

    def clear(self) -> None:
        # `False` leaves the old data in place: wiping it costs as much as all caches' size.
        llama_cpp.llama_memory_clear(self._memory, False)

    def warm(self) -> None:
        """Decode one token in every slot, so that the first utterance finds all memory in place.

        Raises EngineUnavailable when the model can't be run.
        """
        slots = np.arange(self.shape.slots, dtype=np.int32)
        zeros = np.zeros_like(slots)
        said = self.decode(Rows(zeros, zeros, slots, np.ones(len(slots), np.bool_)))
        self.clear()
        if said != DECODED:
            raise EngineUnavailable(
                f"llama.cpp can't run this model (error {said}); give it fewer slots or fetch it "
                "again."
            )

    def copy(self, source: int, target: int) -> None:
        """Give one slot what another one's whole cache holds."""
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def close(self) -> None:
        if self._handle:
            llama_cpp.llama_free(self._handle)
            self._handle = None

    def _row(self, row: int) -> int:
        found = llama_cpp.llama_get_logits_ith(self._handle, int(row))
        address = ctypes.cast(found, ctypes.c_void_p).value
        if address is None:
            raise RuntimeError(f"llama.cpp has no logits for row {row} of the last step.")
        return address

    def _copy(self, row: int) -> Logits:
        block = (ctypes.c_float * self._width).from_address(self._row(row))
        return np.ctypeslib.as_array(block).copy()


def _open(model: LanguageModel, shape: Shape, attention: Attention) -> Any:
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = shape.cells
    params.n_batch = params.n_ubatch = shape.rows
    params.n_seq_max = shape.slots
    params.n_outputs_max = shape.slots
    params.n_threads = params.n_threads_batch = shape.threads
    params.kv_unified = False
    params.flash_attn_type = attention.flash
    params.type_k, params.type_v = _GGML_TYPES[attention.keys], llama_cpp.GGML_TYPE_F16
    params.no_perf = True
    handle = llama_cpp.llama_init_from_model(model.handle, params)
    if not handle:
        raise EngineUnavailable(
            f"llama.cpp could not make caches for {shape.slots} slots of {shape.context} tokens; "
            "give the worker fewer slots or the model a smaller context."
        )
    return handle

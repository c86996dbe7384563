"""The working memory of a language model: one cache per slot, decoded together."""

import ctypes
from dataclasses import dataclass
from typing import Any

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import EngineUnavailable
from voicefarm.wording.counting import counted
from worker.engines.speechlm.batching.decoder import DecodeFailed, DecoderShape, Logits, RowsRefused
from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.llamacpp.batch import Batch
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.llamacpp.shape import Shape
from worker.engines.speechlm.settings import KeyKind

DECODED, NO_ROOM, BAD_BATCH = 0, 1, -1
"""What `llama_decode` returns when it worked, and when the rows themselves were at fault. Then,
and then alone, it leaves the caches as they were."""


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


class Context:
    """A llama.cpp context: a `Decoder`. Used by one thread alone.

    Each slot has its own cache (`kv_unified` off), which is what makes batches fast on CPU. Which
    attention is faster depends on the CPU: attention.py tries it out.
    """

    def __init__(self, model: LanguageModel, shape: Shape, attention: Attention = FLASH) -> None:
        self.size = shape
        self.shape: DecoderShape = shape.decoder
        self._batch = Batch(shape.rows)
        self._width = model.size
        self._handle = _open(model, shape, attention)
        self._memory = llama_cpp.llama_get_memory(self._handle)

    def decode(self, rows: Rows) -> Logits:
        """As `Decoder.decode`; the columns are the whole vocabulary."""
        status = self._decode(rows)
        if status in (NO_ROOM, BAD_BATCH):
            raise RowsRefused(f"llama.cpp refused this chunk (error {status}); shorten it.")
        if status != DECODED:
            raise DecodeFailed(f"llama.cpp failed with error {status}")
        return self._logits(np.flatnonzero(rows.logits))

    def _decode(self, rows: Rows) -> int:
        self._batch.fill(rows)
        status: int = llama_cpp.llama_decode(self._handle, self._batch.native)
        return status

    def _logits(self, rows: NDArray[np.intp]) -> Logits:
        """Zero-copy where llama.cpp keeps the rows side by side, which it does in their order.

        Only rows that want logits may be named: llama.cpp aborts the process on others.
        """
        if not len(rows):
            return np.zeros((0, self._width), np.float32)
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
        status = self._decode(Rows.one_each(self.shape.slots))
        self.clear()
        if status != DECODED:
            raise EngineUnavailable(
                f"llama.cpp can't run this model (error {status}); give it fewer slots or fetch it "
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
        pointer = llama_cpp.llama_get_logits_ith(self._handle, int(row))
        address = ctypes.cast(pointer, ctypes.c_void_p).value
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
            f"llama.cpp could not make caches for {counted(shape.slots, 'slot')} of "
            f"{shape.context} tokens; give the worker fewer slots or the model a smaller context."
        )
    return handle

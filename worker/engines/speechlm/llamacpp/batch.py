"""The rows of one decode step, in memory that llama.cpp reads directly."""

import llama_cpp
import numpy as np

from worker.engines.speechlm.batching.rows import Rows


class Batch:
    """A `llama_batch` over numpy arrays, filled anew at every step. Not thread-safe."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._tokens = np.zeros(capacity, np.int32)
        self._positions = np.zeros(capacity, np.int32)
        self._counts = np.ones(capacity, np.int32)
        self._slots = np.zeros(capacity, np.int32)
        self._logits = np.zeros(capacity, np.int8)
        # llama.cpp reads an array of pointers, one per row, each to that row's slot.
        self._pointers = self._slots.ctypes.data + 4 * np.arange(capacity, dtype=np.uintp)
        self.native = self._native()

    def fill(self, rows: Rows) -> None:
        """Take over `rows`. Raises ValueError when they are more than the capacity."""
        count = len(rows)
        if count > self.capacity:
            raise ValueError(f"{count} rows don't fit a batch of {self.capacity}.")
        self._tokens[:count] = rows.tokens
        self._positions[:count] = rows.positions
        self._slots[:count] = rows.slots
        self._logits[:count] = rows.logits
        self.native.n_tokens = count

    def _native(self) -> llama_cpp.llama_batch:
        batch = llama_cpp.llama_batch()
        fields = dict(llama_cpp.llama_batch._fields_)
        for name, array in (
            ("token", self._tokens),
            ("pos", self._positions),
            ("n_seq_id", self._counts),
            ("seq_id", self._pointers),
            ("logits", self._logits),
        ):
            setattr(batch, name, array.ctypes.data_as(fields[name]))
        return batch

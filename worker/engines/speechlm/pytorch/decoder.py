"""A step on PyTorch: rows in, logits of the speech codes and END out."""

from typing import Any

import numpy as np
import torch

from worker.engines.speechlm.batching.decoder import DecodeFailed, DecoderShape, Logits, RowsRefused
from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.pytorch.attention import SlotCaches, StepAttention
from worker.engines.speechlm.pytorch.network import CheckpointNetwork, short


class TorchDecoder:
    """A `Decoder` over a network and its caches: owns both. Used by one thread alone."""

    def __init__(
        self, network: CheckpointNetwork, caches: SlotCaches, shape: DecoderShape, device: str
    ) -> None:
        self.shape = shape
        self._network: CheckpointNetwork | None = network
        self._caches: SlotCaches | None = caches
        self._device = device
        self._filled = np.zeros(shape.slots, np.int64)

    def decode(self, rows: Rows) -> Logits:
        """As `Decoder.decode`; the columns are code 0, code 1, …, END."""
        longest = int(rows.positions.max()) + 1
        if longest > self.shape.context:
            raise RowsRefused(
                f"This chunk's {longest} tokens don't fit a context of {self.shape.context}; "
                "shorten it."
            )
        np.maximum.at(self._filled, rows.slots, rows.positions.astype(np.int64) + 1)
        try:
            with torch.inference_mode():
                return self._logits(rows)
        except RuntimeError as error:
            raise DecodeFailed(f"PyTorch failed ({short(error)})") from error

    def trim(self, slot: int, length: int) -> int:
        if self._caches and self._filled[slot] > length:
            with torch.inference_mode():
                self._caches.wipe(slot, length, int(self._filled[slot]))
            self._filled[slot] = length
        return length

    def clear(self) -> None:
        for slot in range(self.shape.slots):
            self.trim(slot, 0)

    def close(self) -> None:
        self._network = self._caches = None
        if self._device != "cpu":
            torch.cuda.empty_cache()

    def warm(self) -> None:
        """Decode one token in every slot. Raises DecodeFailed."""
        self.decode(Rows.one_each(self.shape.slots))
        self.clear()

    def _logits(self, rows: Rows) -> Logits:
        assert self._network
        assert self._caches
        tokens, positions, wanted = (
            self._there(array)
            for array in (rows.tokens, rows.positions, np.flatnonzero(rows.logits))
        )
        step = StepAttention(rows, self._caches, self._device)
        logits: Logits = self._network.logits(tokens, positions, wanted, step).cpu().numpy()
        return logits

    def _there(self, array: Any) -> Any:
        return torch.from_numpy(array.astype(np.int64)).to(self._device)

"""A step on OpenVINO: rows in, logits of the speech codes and END out."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.engines.speechlm.batching.decoder import DecodeFailed, DecoderShape, Logits, RowsRefused
from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.openvino.blocks import BlockPool
from worker.engines.speechlm.openvino.graph import CACHES, WANTED
from worker.engines.speechlm.openvino.library import openvino

Feeds = dict[str, NDArray[Any]]


class PagedDecoder:
    """A `Decoder` over a graph that was compiled for `threads` cores. Used by one thread alone.

    Sequences of any lengths share a step. What a sequence gets doesn't depend on its neighbours:

    - Attention sums up otherwise for one token of a sequence than for several. So prompts are fed
      by slices alone.
    - It also does for fewer sequences than threads, which then share out a sequence's cache. So a
      step has at least as many sequences: rows without meaning, in blocks of their own.
    """

    def __init__(self, compiled: Any, shape: DecoderShape, threads: int) -> None:
        self.shape = replace(shape, least_slice=2)
        self._least_sequences = threads
        self._ov = openvino()
        self._blocks = BlockPool(shape.slots, shape.context)
        self._request = compiled.create_infer_request()
        self._caches = [self._cache(port) for port in compiled.inputs if _is_cache(port)]

    def decode(self, rows: Rows) -> Logits:
        """As `Decoder.decode`; the columns are code 0, code 1, …, END."""
        wanted = np.flatnonzero(rows.logits)
        for name, array in self._feeds(rows, wanted).items():
            self._request.set_tensor(name, self._ov.Tensor(array))
        try:
            self._request.infer()
        except RuntimeError as error:
            raise DecodeFailed(f"OpenVINO failed ({error})") from error
        made = self._request.get_output_tensor(0).data
        logits: Logits = made.reshape(made.shape[0], -1)[: len(wanted)]
        return logits

    def trim(self, slot: int, length: int) -> int:
        self._blocks.trim(slot, length)
        return length

    def clear(self) -> None:
        self._blocks.clear()

    def close(self) -> None:
        self._request = None
        self._caches.clear()

    def warm(self) -> None:
        """Decode one token in every slot. Raises DecodeFailed."""
        self.decode(Rows.one_each(self.shape.slots))
        self.clear()

    def _feeds(self, rows: Rows, wanted: NDArray[np.intp]) -> Feeds:
        """The rows as paged attention wants them: tokens, and where each sequence's cache lies."""
        begins = np.flatnonzero(np.diff(rows.slots, prepend=-1))
        padding = max(0, self._least_sequences - len(begins))
        ends = np.append(begins[1:], len(rows))
        past = rows.positions[begins]
        lengths = past + (ends - begins)
        blocks = self._held(rows.slots[begins], lengths)
        blocks += [[self._blocks.count + index] for index in range(padding)]
        begins = np.append(begins, len(rows) + np.arange(padding + 1))
        return {
            "input_ids": _padded(rows.tokens, padding, np.int64),
            "position_ids": _padded(rows.positions, padding, np.int64),
            "past_lens": _padded(past, padding, np.int32),
            "subsequence_begins": begins.astype(np.int32),
            "block_indices": np.array([i for held in blocks for i in held], np.int32),
            "block_indices_begins": np.cumsum([0, *map(len, blocks)], dtype=np.int32),
            "max_context_len": np.array(lengths.max(), np.int32),
            # A step of prompts alone wants no logits; the graph computes one row all the same.
            WANTED: (wanted if len(wanted) else np.zeros(1)).astype(np.int64),
        }

    def _held(self, slots: NDArray[np.int32], lengths: NDArray[Any]) -> list[list[int]]:
        if lengths.max() > self.shape.context:
            raise RowsRefused(
                f"This chunk's {lengths.max()} tokens don't fit a context of "
                f"{self.shape.context}; shorten it."
            )
        pairs = zip(slots.tolist(), lengths.tolist(), strict=True)
        return [self._blocks.hold(slot, length) for slot, length in pairs]

    def _cache(self, port: Any) -> Any:
        """Room for all blocks of one layer's keys or values; untouched, it takes no memory."""
        sizes = [size.get_length() for size in list(port.partial_shape)[1:]]
        count = self._blocks.count + self._least_sequences - 1
        cache = self._ov.Tensor(port.element_type, self._ov.Shape([count, *sizes]))
        self._request.set_tensor(port.get_any_name(), cache)
        return cache


def _padded(array: NDArray[np.int32], count: int, dtype: type) -> NDArray[Any]:
    """`array` and `count` zeros after it."""
    return np.append(array, np.zeros(count)).astype(dtype)


def _is_cache(port: Any) -> bool:
    return bool(port.get_any_name().startswith(CACHES))

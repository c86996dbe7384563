"""Attention to the caches of many slots, as transformers' layers call it.

transformers lets a program bring an attention of its own, by name. The layers then hand over the
queries, keys and values of all rows of a step, and whatever the caller of the network passed on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.pytorch.layout import SlotGroup, cells, groups

NAME = "voicefarm_slots"
"""Under which transformers knows it."""


class SlotCaches:
    """Keys and values of every layer and slot: [layers, slots, context, heads, width].

    What lies behind a sequence's last token are finite numbers always. A masked figure counts for
    nothing, but NaN would spoil the sum.
    """

    def __init__(self, shape: tuple[int, int, int, int, int], dtype: Any, device: str) -> None:
        self.context = shape[2]
        self.keys, self.values = (torch.zeros(shape, dtype=dtype, device=device) for _ in "kv")

    def store(self, layer: int, places: Any, keys: Any, values: Any) -> None:
        """Write the keys and values of all rows, [rows, heads, width], to their cells."""
        for cache, new in ((self.keys, keys), (self.values, values)):
            cache[layer].flatten(0, 1).index_copy_(0, places, new)

    def wipe(self, slot: int, begin: int, end: int) -> None:
        """Put zeros over the tokens of a slot from `begin` to before `end`."""
        self.keys[:, slot, begin:end] = 0
        self.values[:, slot, begin:end] = 0


@dataclass(frozen=True, slots=True)
class _SlotGroup:
    """A group of slots, its arrays on the device."""

    group: SlotGroup
    rows: Any
    places: Any
    mask: Any


class StepAttention:
    """How the rows of one step attend. Passed to the network, which hands it to each layer."""

    def __init__(self, rows: Rows, caches: SlotCaches, device: str) -> None:
        self._caches = caches
        self._cells = torch.from_numpy(cells(rows, caches.context)).to(device)
        self._groups = [
            _SlotGroup(
                group,
                torch.from_numpy(group.rows).to(device),
                torch.from_numpy(group.places).to(device),
                torch.from_numpy(group.mask).to(device),
            )
            for group in groups(rows)
        ]

    def attend(self, layer: int, query: Any, key: Any, value: Any, scale: float) -> Any:
        """What each row finds: [rows, heads, width], as `query`; `key` has fewer heads."""
        self._caches.store(layer, self._cells, key, value)
        found = torch.empty_like(query)
        for group, attended in self._attended(layer, query, key.shape[1], scale):
            found[group.rows] = attended
        return found

    def _attended(
        self, layer: int, query: Any, kv_heads: int, scale: float
    ) -> Iterator[tuple[_SlotGroup, Any]]:
        shared = query.shape[1] // kv_heads
        for group in self._groups:
            slots, run = group.group, group.group.end - group.group.begin
            height, width = slots.rows.shape[1], query.shape[2]
            asking = query.new_zeros(run, height, *query.shape[1:])
            asking[group.places] = query[group.rows]
            # Heads that share keys stand as further rows, so that no key is copied for them.
            asking = asking.view(run, height, kv_heads, shared, width).permute(0, 2, 1, 3, 4)
            made = functional.scaled_dot_product_attention(
                asking.reshape(run, kv_heads, height * shared, width),
                self._seen(self._caches.keys, layer, slots),
                self._seen(self._caches.values, layer, slots),
                attn_mask=group.mask.repeat_interleave(shared, 1)[:, None],
                scale=scale,
            )
            made = made.view(run, kv_heads, height, shared, width).permute(0, 2, 1, 3, 4)
            yield group, made.reshape(run, height, *query.shape[1:])[group.places]

    @staticmethod
    def _seen(cache: Any, layer: int, slots: SlotGroup) -> Any:
        return cache[layer, slots.begin : slots.end, : slots.length].transpose(1, 2)


def slot_attention(
    module: Any,
    query: Any,
    key: Any,
    value: Any,
    attention_mask: Any,
    *,
    scaling: float,
    step: StepAttention,
    **_: Any,
) -> tuple[Any, None]:
    """As transformers calls it: [1, heads, rows, width] in, [1, rows, heads, width] out."""
    asked, keys, values = (part[0].transpose(0, 1) for part in (query, key, value))
    return step.attend(module.layer_idx, asked, keys, values, scaling)[None], None

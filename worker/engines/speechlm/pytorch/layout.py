"""Which rows of a step attend together.

The layers see all rows of a step as one matrix. Attention alone is by slot. Slots with equally many
rows are one group. A group is computed over a run of adjacent caches as they lie, without a copy.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.engines.speechlm.batching.rows import Rows

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SlotGroup:
    """Slots with equally many rows in a step."""

    rows: Indices
    """[slots, height]: where the rows of each slot stand in the step."""
    begin: int
    end: int
    """The run of slots that is computed; those in it that have no rows here come to nothing."""
    places: Indices
    """[slots]: which of the run each slot is."""
    length: int
    """Tokens of the caches that are looked at."""
    mask: NDArray[np.bool_]
    """[run, height, length]: what each row may look at: its own token, and those before it."""


def cells(rows: Rows, context: int) -> Indices:
    """Where each row's token lies when the caches of all slots are one list."""
    return rows.slots.astype(np.int64) * context + rows.positions


def groups(rows: Rows) -> Iterator[SlotGroup]:
    """The groups of a step, by rising height."""
    begins = np.flatnonzero(np.diff(rows.slots, prepend=-1))
    heights = np.diff(np.append(begins, len(rows)))
    for height in np.unique(heights):
        yield _group(rows, begins[heights == height], int(height))


def _group(rows: Rows, begins: NDArray[np.intp], height: int) -> SlotGroup:
    places = (begins[:, None] + np.arange(height)).astype(np.int64)
    slots, positions = rows.slots[begins], rows.positions[places]
    first, last, length = int(slots.min()), int(slots.max()), int(positions.max()) + 1
    mask = np.zeros((last + 1 - first, height, length), np.bool_)
    mask[..., 0] = True  # a slot without rows looks at something, or its figures were NaN
    mask[slots - first] = np.arange(length) <= positions[..., None]
    return SlotGroup(places, first, last + 1, (slots - first).astype(np.int64), length, mask)

"""What goes into one decode step: a row for every live sequence, and a slice of prompt on top."""

from collections.abc import Callable
from collections.abc import Sequence as Listed
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from worker.engines.speechlm.batching.decoder import DecoderShape
from worker.engines.speechlm.batching.rows import Rows, TokenIds
from worker.engines.speechlm.batching.sequence import Sequence

PADDING_TOKEN = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step's rows, and what they mean."""

    rows: Rows
    speaking: tuple[Sequence, ...]
    """Sequences that get a code from this step, in the order of the rows that want logits."""
    fed: dict[Sequence, int]
    """Prompt tokens that the step feeds, by sequence."""
    padded: tuple[int, ...]
    """Free slots that got a row without meaning, which their caches lose after the step."""

    @property
    def sequences(self) -> tuple[Sequence, ...]:
        """Those that have rows in it."""
        return tuple(dict.fromkeys((*self.fed, *self.speaking)))


class _SlotRows(NamedTuple):
    """The rows of one slot: tokens from position `start` on."""

    slot: int
    tokens: TokenIds
    start: int
    wants_logits: bool
    """Of its last row."""


def plan(
    live: Listed[Sequence], held: Callable[[int], int], shape: DecoderShape, first_speech: int
) -> Step:
    """Plan a step for `live`, sequences by rising slot; `held` gives a free slot's cache length.

    Every sequence has a row: its last code, or its prompt's next token, unless the decoder takes
    prompts by slices alone. The prompt that has waited longest gets a slice of more tokens, as the
    decoder's shape wants it.
    """
    oldest, extra = _slice(live, shape)
    by_slot = {
        sequence.slot: sequence
        for sequence in live
        if sequence is oldest or not _waits_for_slice(sequence, shape)
    }
    parts = [
        _own_rows(by_slot[slot], 1 + extra if by_slot[slot] is oldest else 1, first_speech)
        if slot in by_slot
        else _padding(slot, held(slot))
        for slot in (range(max(by_slot) + 1) if shape.adjacent_slots else by_slot)
    ]
    fed = {sequence.slot for sequence in live if sequence.unfed}
    return Step(
        rows=_rows(parts),
        speaking=tuple(by_slot[part.slot] for part in parts if part.wants_logits),
        fed={by_slot[part.slot]: len(part.tokens) for part in parts if part.slot in fed},
        padded=tuple(part.slot for part in parts if part.slot not in by_slot),
    )


def _waits_for_slice(sequence: Sequence, shape: DecoderShape) -> bool:
    """Whether its prompt gets nothing until it is the oldest one."""
    return shape.least_slice > 1 and sequence.unfed >= shape.least_slice


def _slice(live: Listed[Sequence], shape: DecoderShape) -> tuple[Sequence | None, int]:
    """The sequence whose prompt is cut in this step, and how many tokens it gets beyond one."""
    waiting = [sequence for sequence in live if sequence.unfed > 1]
    if not waiting:
        return None, 0
    oldest = min(waiting, key=lambda sequence: sequence.asked)
    left = oldest.unfed - 1
    if not shape.even_slices:
        rest = max(0, left - shape.slice_size)
        short = max(0, shape.least_slice - rest) if rest else 0
        return oldest, min(left, shape.slice_size - short)
    steps = -(-left // shape.slice_size)
    return oldest, -(-left // steps)


def _own_rows(sequence: Sequence, count: int, first_speech: int) -> _SlotRows:
    """The next `count` tokens of a prompt, or the last code."""
    if sequence.unfed:
        tokens = sequence.prompt[sequence.fed : sequence.fed + count]
    else:
        tokens = np.array([sequence.voicing.codes[-1] + first_speech], np.int32)
    return _SlotRows(sequence.slot, tokens, sequence.position, sequence.unfed <= count)


def _padding(slot: int, position: int) -> _SlotRows:
    """A row without meaning, behind what a free slot's cache holds."""
    return _SlotRows(slot, np.array([PADDING_TOKEN], np.int32), position, wants_logits=False)


def _rows(parts: list[_SlotRows]) -> Rows:
    heights = np.array([len(part.tokens) for part in parts])
    ends = heights.cumsum()
    within = np.arange(ends[-1]) - np.repeat(ends - heights, heights)
    starts = np.repeat(np.array([part.start for part in parts]), heights)
    logits = np.zeros(ends[-1], np.bool_)
    logits[ends[np.array([part.wants_logits for part in parts])] - 1] = True
    return Rows(
        tokens=np.concatenate([part.tokens for part in parts]).astype(np.int32),
        positions=(starts + within).astype(np.int32),
        slots=np.repeat(np.array([part.slot for part in parts], np.int32), heights),
        logits=logits,
    )

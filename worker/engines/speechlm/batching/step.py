"""What goes into one decode step: a row for every live sequence, and a slice of prompt on top."""

from collections.abc import Callable
from collections.abc import Sequence as Listed
from dataclasses import dataclass

import numpy as np

from worker.engines.speechlm.batching.sequence import Sequence
from worker.engines.speechlm.llamacpp.batch import Rows, Tokens

PADDING_TOKEN = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step's rows, and what they mean."""

    rows: Rows
    speaking: tuple[Sequence, ...]
    """Sequences that get a code from this step, in the order of the rows that asked for logits."""
    fed: dict[Sequence, int]
    """Prompt tokens that the step feeds, by sequence."""
    padded: tuple[int, ...]
    """Free slots that got a row without meaning, which their caches lose after the step."""


def plan(
    live: Listed[Sequence], held: Callable[[int], int], slice_size: int, first_speech: int
) -> Step:
    """Plan a step for `live`, sequences by rising slot; `held` tells a free slot's cache length.

    Every sequence has a row: its last code, or its prompt's next token. The prompt that has
    waited longest also gets a slice of `slice_size` more tokens at most; prompts are cut evenly,
    since each slice is a pass over the weights of its own, however short.

    A free slot below the highest live one gets a row without meaning. llama.cpp decodes slots
    that lie side by side as one matrix; a hole would cut it in two and cost a whole pass over the
    weights, which is as much as twenty rows.
    """
    oldest, extra = _slice(live, slice_size)
    by_slot = {sequence.slot: sequence for sequence in live}
    tokens: list[Tokens] = []
    starts, counts, wants = [], [], []
    for slot in range(max(by_slot) + 1):
        own = by_slot.get(slot)
        count = 1 + extra if own is oldest and own else 1
        tokens.append(_tokens(own, count, first_speech))
        starts.append(own.position if own else held(slot))
        counts.append(count)
        wants.append(own is not None and own.unfed - count <= 0)
    rows = _rows(tokens, starts, counts, wants)
    speaking = tuple(by_slot[slot] for slot, wanted in enumerate(wants) if wanted)
    fed = {own: counts[own.slot] for own in live if own.unfed}
    padded = tuple(slot for slot in range(len(counts)) if slot not in by_slot)
    return Step(rows, speaking, fed, padded)


def _slice(live: Listed[Sequence], slice_size: int) -> tuple[Sequence | None, int]:
    """The sequence whose prompt is cut in this step, and how many tokens it gets beyond one."""
    waiting = [sequence for sequence in live if sequence.unfed > 1]
    if not waiting:
        return None, 0
    oldest = min(waiting, key=lambda sequence: sequence.asked)
    left = oldest.unfed - 1
    steps = -(-left // slice_size)
    return oldest, -(-left // steps)


def _tokens(own: Sequence | None, count: int, first_speech: int) -> Tokens:
    if own is None:
        return np.array([PADDING_TOKEN], np.int32)
    if own.unfed:
        return own.prompt[own.fed : own.fed + count]
    return np.array([own.voicing.codes[-1] + first_speech], np.int32)


def _rows(tokens: list[Tokens], starts: list[int], counts: list[int], wants: list[bool]) -> Rows:
    heights = np.array(counts)
    ends = heights.cumsum()
    slots = np.repeat(np.arange(len(counts), dtype=np.int32), heights)
    within = np.arange(ends[-1]) - np.repeat(ends - heights, heights)
    positions = (np.repeat(np.array(starts), heights) + within).astype(np.int32)
    logits = np.zeros(ends[-1], np.bool_)
    logits[ends[np.array(wants)] - 1] = True
    return Rows(np.concatenate(tokens).astype(np.int32), positions, slots, logits)

"""What the decode loop asks of a library: rows in, logits out.

A decoder has slots, each with a cache of its own for one sequence. How large a step may be, and
which steps it computes fastest, it states in its shape.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from worker.engines.speechlm.batching.rows import Rows

Logits = NDArray[np.float32]


class RowsRefused(Exception):
    """The rows themselves were at fault, and all caches are as they were before the step.

    A sentence for the user, with the remedy: shown when the rows of one sequence alone are refused.
    """


class DecodeFailed(Exception):
    """A step failed as a whole, and what the caches hold is unknown.

    Says what failed as the beginning of a sentence, such as "llama.cpp failed with error -3".
    """


@dataclass(frozen=True, slots=True)
class DecoderShape:
    """How much a decoder takes, and what suits it."""

    slots: int
    """Sequences at once, each with a cache of its own."""
    context: int
    """Tokens that each sequence may have."""
    slice_size: int
    """Prompt tokens that one step carries at most, next to one row per slot."""
    even_slices: bool = False
    """A slice is a pass over the weights of its own, however short. So prompts are cut evenly,
    where otherwise a last slice may be short."""
    adjacent_slots: bool = False
    """Slots that lie side by side are computed as one matrix, from the lowest on. So a free slot
    among them gets a row without meaning, which its cache loses again."""
    least_slice: int = 1
    """Tokens of a prompt that one step carries at least, unless the prompt is shorter. With 2, a
    token is never fed by itself: it would get other figures than in a slice."""


class Decoder(Protocol):
    """A library that computes steps. Used by one thread alone."""

    shape: DecoderShape

    def decode(self, rows: Rows) -> Logits:
        """Decode the rows, and return the logits of those that asked, in their order.

        [rows, columns], valid until the next step, and the caller's to write to. The sampler knows
        which column is which code. Raises RowsRefused or DecodeFailed.
        """
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

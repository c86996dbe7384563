"""The tokens of one decode step."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TokenIds = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Tokens to decode together; row i of every array belongs to the same token.

    The rows of a slot follow one another, by rising positions. `logits` marks the rows whose
    logits are wanted.
    """

    tokens: TokenIds
    positions: NDArray[np.int32]
    slots: NDArray[np.int32]
    logits: NDArray[np.bool_]

    @classmethod
    def one_each(cls, slots: int) -> "Rows":
        """One token at the beginning of every slot, with its logits: a step that warms all."""
        every = np.arange(slots, dtype=np.int32)
        zeros = np.zeros_like(every)
        return cls(zeros, zeros, every, np.ones(slots, np.bool_))

    def __len__(self) -> int:
        return len(self.tokens)

    def of(self, slot: int) -> "Rows":
        """The rows of one slot alone."""
        own = self.slots == slot
        return Rows(self.tokens[own], self.positions[own], self.slots[own], self.logits[own])

"""Which blocks of the caches each slot has. A slot gets another one when it grows."""

import heapq

BLOCK = 32
"""Tokens in a block, as OpenVINO's attention on CPU wants it."""


def blocks_of(tokens: int) -> int:
    """How many blocks hold this many tokens."""
    return -(-tokens // BLOCK)


class BlockPool:
    """The blocks of all slots. There are enough for every slot's whole context.

    The lowest free block is given first. So those that were never needed are never written to, and
    take no memory.
    """

    def __init__(self, slots: int, context: int) -> None:
        self.count = slots * blocks_of(context)
        self._free = list(range(self.count))
        self._held: list[list[int]] = [[] for _ in range(slots)]

    def hold(self, slot: int, tokens: int) -> list[int]:
        """The blocks of a slot, in order, once it holds this many tokens."""
        held = self._held[slot]
        while len(held) < blocks_of(tokens):
            held.append(heapq.heappop(self._free))
        return held

    def trim(self, slot: int, tokens: int) -> None:
        """Take from a slot what lies beyond its first `tokens` tokens."""
        held = self._held[slot]
        while len(held) > blocks_of(tokens):
            heapq.heappush(self._free, held.pop())

    def clear(self) -> None:
        """Take all of them back."""
        for slot in range(len(self._held)):
            self.trim(slot, 0)

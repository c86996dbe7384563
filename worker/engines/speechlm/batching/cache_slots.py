"""Which slots are free, and what their caches still hold of the prompts before."""

import numpy as np

from worker.engines.speechlm.batching.rows import TokenIds

NOTHING: TokenIds = np.zeros(0, np.int32)


class CacheSlots:
    """Hands out slots. A free slot's cache keeps its last prompt until another one comes.

    Chunks of one voice begin with the same tokens, up to the reference's own words. What a slot's
    cache holds of them is not computed again.
    """

    def __init__(self, count: int, least_unfed: int = 1) -> None:
        """`least_unfed` tokens of a prompt always count as missing."""
        self._least_unfed = least_unfed
        self._held: list[TokenIds] = [NOTHING] * count
        self._free = set(range(count))

    def __len__(self) -> int:
        """How many are free."""
        return len(self._free)

    def take(self, prompt: TokenIds) -> tuple[int, int]:
        """The free slot that holds most of `prompt`, and how many tokens; the lowest of equals.

        The last token is missing at least: its logits must be computed.
        """
        begin = prompt[: max(0, len(prompt) - self._least_unfed)]
        slot = min(self._free, key=lambda free: (-_shared(self._held[free], begin), free))
        held = _shared(self._held[slot], begin)
        self._free.remove(slot)
        self._held[slot] = NOTHING
        return slot, held

    def give_back(self, slot: int, held: TokenIds) -> None:
        """Free a slot whose cache holds the tokens `held`, from position 0 on, and no more."""
        self._free.add(slot)
        self._held[slot] = held

    def held(self, slot: int) -> int:
        """Tokens that a free slot's cache holds."""
        return len(self._held[slot])

    def forget(self) -> None:
        """All caches were emptied."""
        self._held = [NOTHING] * len(self._held)


def _shared(held: TokenIds, begin: TokenIds) -> int:
    """Length of the common beginning."""
    length = min(len(held), len(begin))
    differing = np.flatnonzero(held[:length] != begin[:length])
    return int(differing[0]) if len(differing) else length

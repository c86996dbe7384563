"""How large a llama.cpp context is."""

from dataclasses import dataclass

from worker.engines.speechlm.batching.decoder import DecoderShape

MOST_SLOTS = 256
"""llama.cpp's own limit of sequences in one context."""
PAGE = 256
"""llama.cpp rounds a slot's cache up to whole pages of this many tokens."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a context is, and on how many threads it computes."""

    slots: int
    """Sequences at once, each with a cache of its own."""
    context: int
    """Tokens that each sequence may have."""
    slice_size: int
    """Prompt tokens that one step may carry next to one row per slot."""
    threads: int

    @property
    def rows(self) -> int:
        """Most rows of one step."""
        return self.slots + self.slice_size

    @property
    def cells(self) -> int:
        """Tokens that all caches hold together."""
        return self.slots * (-(-self.context // PAGE) * PAGE)

    @property
    def decoder(self) -> DecoderShape:
        """As the decode loop sees it.

        llama.cpp cuts a step into runs of adjacent slots with equally many rows. Each is a pass
        over the weights of its own, which costs as much as twenty rows.
        """
        return DecoderShape(
            self.slots, self.context, self.slice_size, even_slices=True, adjacent_slots=True
        )

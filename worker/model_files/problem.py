"""What a check of a model found: one thing that doesn't fit, as a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that doesn't fit, with its remedy."""

    text: str
    fatal: bool = True
    """A worker would not start or not speak with it; otherwise it is good to know."""

    def __str__(self) -> str:
        return self.text

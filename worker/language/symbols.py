"""A text as the ids that a network reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symbols:
    """A passage as ids."""

    ids: tuple[int, ...]
    """All that the network is given, with what it wants before the first character, between
    characters, and behind the last one."""
    places: tuple[int, ...]
    """For each character, where its ids begin. One more says where those of the last one end."""
    said: int
    """How many letters among the characters have ids; without one there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What a network speaks as one."""

    start: int
    """Its first character in `Pronunciation.ipa`."""
    symbols: Symbols

"""An utterance while it is spoken: its samples so far, and when each of its characters sounds.

For engines that speak an utterance passage by passage and know how long each sign sounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import SynthesisFailed
from voicefarm.models import Model
from voicefarm.spoken.phonemes import without_phonemes
from worker.engines import AudioSink, Samples, Speech

NOTHING_S = 0.2
"""How long the silence is that stands for a text without a word, such as "…"."""


@dataclass(slots=True)
class Recording:
    """Grows with every piece, which it hands on to a listener."""

    sink: AudioSink | None
    characters: int
    """Of the utterance's phonemes or letters."""
    length: int = 0
    """Samples so far."""
    times: NDArray[np.int64] = field(init=False)
    """[characters + 1]: the sample at which each begins, and where the last one ends. Characters
    that have not been spoken begin at 0."""
    _pieces: list[Samples] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.times = np.zeros(self.characters + 1, np.int64)

    def pause(self, samples: int) -> None:
        """Go on after a pause of this many samples, unless nothing has been said."""
        if self._pieces and samples:
            self.add(np.zeros(samples, np.float32))

    def note(self, first: int, places: Sequence[int], begin: int, ends: NDArray[np.int64]) -> None:
        """Keep when a passage's characters sound, of which the first is the utterance's `first`.

        The passage began at sample `begin`, and its ids end `ends` [ids] later. `places` says where
        the ids of each character begin, and where those of the last one end.
        """
        edges = np.concatenate([[0], ends])
        self.times[first : first + len(places)] = begin + edges[np.array(places)]

    def add(self, piece: Samples) -> None:
        """Append the next piece."""
        self._pieces.append(piece)
        self.length += len(piece)
        if self.sink is not None and self.sink.wanted():
            self.sink.write(piece)

    @property
    def samples(self) -> Samples:
        """All of it."""
        return np.concatenate(self._pieces)


def nothing_said(text: str, model: Model, sink: AudioSink | None) -> Speech:
    """Silence for a text of which nothing can be said, if it has no word. Raises SynthesisFailed
    if it has."""
    if any(character.isalnum() for character in without_phonemes(text)):
        raise SynthesisFailed(
            f"Model '{model.name}' knows none of the sounds or letters of this text; "
            "take it out, or choose a model that can read it."
        )
    recording = Recording(sink, 0)
    recording.add(np.zeros(round(NOTHING_S * model.sample_rate), np.float32))
    return Speech(recording.samples, is_speech=False, dice=False)


def samples_of(made: Mapping[str, Any]) -> Samples:
    """The sound that a network made, its first output. Raises SynthesisFailed if it is none."""
    samples: Samples = next(iter(made.values())).reshape(-1)
    if not np.isfinite(samples).all():
        raise SynthesisFailed(
            "The network's sound has values that are not numbers; fetch its file again."
        )
    return samples

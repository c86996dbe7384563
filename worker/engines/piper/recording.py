"""An utterance while it is spoken: its samples so far, and when each of its characters sounds."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from worker.engines import AudioSink, Samples
from worker.engines.piper.script import Passage


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

    def begin(self, passage: Passage, pause: int) -> None:
        """Go on with a passage after a pause of this many samples, unless it is the first one."""
        if self._pieces and pause:
            self.add(np.zeros(pause, np.float32))

    def note(self, passage: Passage, begin: int, ends: NDArray[np.int64]) -> None:
        """Keep when the passage's characters sound: it began at sample `begin`, and its ids end
        `ends` [ids] later."""
        edges = np.concatenate([[0], ends])
        places = np.array(passage.symbols.places)
        self.times[passage.start : passage.start + len(places)] = begin + edges[places]

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

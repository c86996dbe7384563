"""What a worker counts for its metrics. The rest is read from its parts when it is needed."""

import threading
from dataclasses import dataclass, field

from voicefarm.messages import Take


@dataclass(slots=True)
class Counters:
    """Totals since the worker started. Thread-safe."""

    made: int = 0
    """Takes synthesized."""
    reused: int = 0
    """Takes that existed already."""
    failed: int = 0
    """Attempts that ended in an error."""
    given_up: int = 0
    """Chunks quarantined after such an attempt."""
    requeued: int = 0
    """Abandoned chunks that this worker's sweeps sent out again."""
    stitched: int = 0
    """Programmes made."""
    missed_beats: int = 0
    """Heartbeats that didn't reach the ledger."""
    audio_s: float = 0.0
    """Audio synthesized, seconds."""
    synthesis_s: float = 0.0
    """Time that chunks spent in the engine, seconds; slots add up."""
    tokens: float = 0.0
    """Speech tokens decoded, from engines that report them."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def chunk(self, take: Take, *, reused: bool) -> None:
        """Count a finished chunk."""
        with self._lock:
            if reused:
                self.reused += 1
                return
            self.made += 1
            self.audio_s += take.samples / take.sample_rate
            self.synthesis_s += take.synthesis_s
            self.tokens += take.facts.get("tokens", 0)

    def failure(self, *, given_up: bool) -> None:
        """Count a failed attempt."""
        with self._lock:
            self.failed += 1
            self.given_up += given_up

    def sweep(self, requeued: int) -> None:
        """Count what a sweep requeued."""
        with self._lock:
            self.requeued += requeued

    def programme(self) -> None:
        """Count a programme."""
        with self._lock:
            self.stitched += 1

    def missed_beat(self) -> None:
        """Count a heartbeat that failed."""
        with self._lock:
            self.missed_beats += 1

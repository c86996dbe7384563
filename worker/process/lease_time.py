"""How long a worker's leases last: longer if its heartbeats come late."""

from collections import deque

BEATS_IN_A_LEASE = 3
"""A lease is at least this many times the longest of the last pauses between two beats."""
BEATS_REMEMBERED = 5
"""Long enough to bridge the calm moments of a busy machine."""
MOST_LEASES = 3
"""A lease grows to this multiple of the usual one at most: a worker's death must be noticed."""
STOPPED_LEASES = 5
"""A pause of more leases between two beats isn't slowness: the process was stopped. By then the
farm takes it for dead."""


class LeaseTime:
    """The length of this worker's leases, by its own last heartbeats. Written by one thread."""

    def __init__(self, usual_s: float) -> None:
        self.seconds = usual_s
        """What a lease that is taken or renewed now should have."""
        self._usual_s = usual_s
        self._pauses_s: deque[float] = deque(maxlen=BEATS_REMEMBERED)
        self._last_s: float | None = None

    def beat(self, now_s: float) -> None:
        """Count a heartbeat as it begins; `now_s` is a monotonic clock's."""
        if self._last_s is not None:
            self._pauses_s.append(now_s - self._last_s)
            wanted_s = BEATS_IN_A_LEASE * max(self._pauses_s)
            self.seconds = min(max(self._usual_s, wanted_s), MOST_LEASES * self._usual_s)
        self._last_s = now_s

    def was_stopped(self, now_s: float) -> bool:
        """Whether the process stood still, as in a container that is paused, in the last beats."""
        last_s = self._last_s
        pauses_s = [*self._pauses_s, now_s - last_s if last_s is not None else 0.0]
        return max(pauses_s) > STOPPED_LEASES * self._usual_s

    def missed(self) -> None:
        """A beat didn't reach the ledger: the pause that follows says nothing of this machine."""
        self._last_s = None

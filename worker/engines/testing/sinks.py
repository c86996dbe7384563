"""Audio sinks that keep what they get."""

from dataclasses import dataclass, field

from worker.engines import Samples


@dataclass(slots=True)
class KeepingSink:
    """Wants up to `most` pieces and keeps them."""

    most: int = 1_000_000
    pieces: list[Samples] = field(default_factory=list)

    def wanted(self) -> bool:
        """Until there are enough."""
        return len(self.pieces) < self.most

    def write(self, samples: Samples) -> None:
        """Keep it."""
        self.pieces.append(samples)

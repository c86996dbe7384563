"""What was measured at an audition, and whether it is enough."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_FAILED = 0.1
"""Share of a language's lines that may fail: one of ten."""
LEAST_MOS = 2.5
"""Of DNSMOS's overall rating. Speech that people find poor is below it; sound voices are near 3."""
LEAST_SPEED = 1.0
"""Times real time, below which nobody can listen while it is made."""


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line as it was spoken and heard."""

    language: str
    kind: str
    text: str
    """As it was spoken."""
    seconds: float
    times_real_time: float
    faults: tuple[str, ...] = ()
    """What the checks of takes found, and what the recognizer heard otherwise."""
    heard: str | None = None
    """None if no recognizer listened."""
    error_rate: float | None = None
    """Letters heard otherwise, as a share of the text's; accents and tones don't count."""
    mos: float | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class AuditionRow:
    """One line of the table."""

    what: str
    measured: str
    limit: str
    passed: bool | None
    """None for a figure that nobody judges."""


@dataclass(frozen=True, slots=True)
class Audition:
    """A whole audition of one model."""

    model: str
    lines: tuple[LineResult, ...]
    load_s: float
    memory_mb: int
    """Most resident memory while it spoke."""
    memory_bound_mb: int | None
    """What the engine says that it takes at most; None if it doesn't say."""
    recognizers: dict[str, str]
    """Who listened, by language; the judge's name or why there was none."""
    judged: frozenset[str]
    """The languages in which a fit recognizer listened."""

    @property
    def rows(self) -> list[AuditionRow]:
        """The table."""
        rows = []
        for language in dict.fromkeys(line.language for line in self.lines):
            rows += self._of_language(language)
        return [*rows, self._memory(), AuditionRow("loading", f"{self.load_s:.1f} s", "", None)]

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return all(row.passed is not False for row in self.rows)

    def _of_language(self, language: str) -> list[AuditionRow]:
        lines = [line for line in self.lines if line.language == language]
        rows = []
        for kind in dict.fromkeys(line.kind for line in lines):
            own = [line for line in lines if line.kind == kind]
            sound = sum(line.is_sound for line in own)
            errors = [line.error_rate for line in own if line.error_rate is not None]
            result = f"{sound} of {len(own)} sound"
            if errors:
                result += f", {mean(errors):.0%} of letters heard otherwise"
            rows.append(AuditionRow(f"{language}, {kind}", result, "", None))
        failed = sum(not line.is_sound for line in lines)
        most = int(MOST_FAILED * len(lines))
        rows.append(
            AuditionRow(
                f"{language}, all", f"{failed} of {len(lines)} faulty", f"≤ {most}", failed <= most
            )
        )
        if ratings := [line.mos for line in lines if line.mos is not None]:
            score = mean(ratings)
            rows.append(
                AuditionRow(
                    f"{language}, MOS", f"{score:.2f}", f"≥ {LEAST_MOS}", score >= LEAST_MOS
                )
            )
        pace = self._pace(lines)
        speed = AuditionRow(
            f"{language}, × real time", f"{pace:.1f}", f"≥ {LEAST_SPEED:g}", pace >= LEAST_SPEED
        )
        return [*rows, speed]

    @staticmethod
    def _pace(lines: Sequence[LineResult]) -> float:
        """Times real time, of what could be spoken."""
        spoken = [line for line in lines if line.times_real_time > 0]
        wall_s = sum(line.seconds / line.times_real_time for line in spoken)
        return sum(line.seconds for line in spoken) / wall_s if wall_s else 0.0

    def _memory(self) -> AuditionRow:
        if self.memory_bound_mb is None:
            return AuditionRow("memory", f"{self.memory_mb:,} MB", "", None)
        fits = self.memory_mb <= self.memory_bound_mb
        return AuditionRow(
            "memory", f"{self.memory_mb:,} MB", f"≤ {self.memory_bound_mb:,} MB", fits
        )


def mean(values: Sequence[float]) -> float:
    """Of at least one value."""
    return sum(values) / len(values)

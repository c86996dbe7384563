"""Checks: what can be wrong with a take, found in its sound. Pure functions.

Each check looks at one `Evidence` and gives a `Finding` or None. What depends on the voice (how
fast, how loud) is compared with the voice's own profile, which
`worker.quality.calibration` measures on a few fixed sentences. So a verdict depends on the take,
its text, its model and its voice, and not on what a worker happened to hear before: every worker
finds the same, and keeps the same takes.
"""

from collections.abc import Callable

from voicefarm.messages import Finding
from worker.quality.checks.edges import clicking_end, clicking_start, cut_off
from worker.quality.checks.evidence import Evidence
from worker.quality.checks.length import silent, too_long, too_short
from worker.quality.checks.level import level_jump, level_off
from worker.quality.checks.loops import loop
from worker.quality.checks.pauses import hole
from worker.quality.checks.voice import no_voice
from worker.quality.checks.waveform import clipped, offset

__all__ = ["CHECKS", "Evidence", "examine"]

CHECKS: tuple[Callable[[Evidence], Finding | None], ...] = (
    too_short,
    too_long,
    level_off,
    hole,
    cut_off,
    clicking_start,
    clicking_end,
    clipped,
    offset,
    level_jump,
    loop,
    no_voice,
)


def examine(evidence: Evidence) -> tuple[Finding, ...]:
    """Everything that is wrong with a take; silence is told alone, as all else follows from it."""
    nobody = silent(evidence)
    if nobody:
        return (nobody,)
    return tuple(found for check in CHECKS if (found := check(evidence)))

"""Checks: what can be wrong with a take, found in its sound. Pure functions.

Each check looks at one `Evidence` and gives a `Finding` or None. What depends on the voice (how
fast, how loud) is compared with the voice's own profile, which
`worker.quality.calibration` measures on a few fixed sentences. So a verdict depends on the take,
its text, its model and its voice, and not on what a worker heard before. Every worker finds the
same faults, and keeps the same takes.

- `evidence`: what a check looks at
- `voice_profile`: how a voice usually speaks
- `edges`, `length`, `level`, `loops`, `pauses`, `voice`, `waveform`: faults of the sound
- `words`, `transcript`: what a recognizer hears in a take, against its text
- `word_errors`: the same for a finished programme
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
    """All faults of a take. Silence is reported alone, as the other faults follow from it."""
    if silence := silent(evidence):
        return (silence,)
    return tuple(fault for check in CHECKS if (fault := check(evidence)))

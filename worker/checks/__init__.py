"""Checks: what can be wrong with a take, found in its sound. Pure functions.

Each check looks at one `Evidence` and gives a `Finding` or None. What depends on the voice (how
fast, how loud) is compared with the voice's own habits, which `worker.checks.habits` learns.

Habits are what one worker heard. So they only flag a take: whether it is made again is decided by
its faults, which are what any worker would find. Else two workers could make two takes of one key.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from voicefarm.messages import Finding
from worker.checks.edges import clicking_end, clicking_start, cut_off
from worker.checks.evidence import Evidence
from worker.checks.habits import Habit
from worker.checks.length import silent, too_long, too_short
from worker.checks.level import level_jump, level_off
from worker.checks.loops import loop
from worker.checks.pauses import hole
from worker.checks.waveform import clipped, offset

__all__ = ["BY_HABIT", "CHECKS", "Evidence", "Verdict", "examine"]

Check = Callable[[Evidence], Finding | None]

BY_HABIT: tuple[Check, ...] = (too_short, too_long, level_off)
"""What is judged by the voice's habits, as far as they are known."""
CHECKS: tuple[Check, ...] = (
    hole,
    cut_off,
    clicking_start,
    clicking_end,
    clipped,
    offset,
    level_jump,
    loop,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a take."""

    findings: tuple[Finding, ...] = ()
    """By all that this worker knows of the voice."""
    faults: tuple[Finding, ...] = ()
    """Without it: the same in every worker."""


def examine(evidence: Evidence) -> Verdict:
    """Everything that is wrong with a take; silence is told alone, as all else follows from it."""
    nobody = silent(evidence)
    if nobody:
        return Verdict((nobody,), (nobody,))
    stranger = replace(evidence, pace=Habit(), level=Habit())
    plain = _found(CHECKS, evidence)
    return Verdict(_found(BY_HABIT, evidence) + plain, _found(BY_HABIT, stranger) + plain)


def _found(checks: tuple[Check, ...], evidence: Evidence) -> tuple[Finding, ...]:
    return tuple(found for check in checks if (found := check(evidence)))

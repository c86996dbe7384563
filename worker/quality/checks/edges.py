"""How a take begins and ends: clicks, and speech that is cut off."""

import numpy as np

from voicefarm.messages import Finding
from voicefarm.messages.take import finding
from worker.quality.checks.evidence import Evidence
from worker.quality.checks.length import shortness
from worker.sound import Wave, decibels

EDGE_S = 0.015
CLICK_RATIO = 1.15
"""A step at an edge is a click if it is this many times the speech's own steps."""
QUIET_STEP = 0.02
"""Share of full scale below which no step is a click."""
ENDING_S = 0.004
CUT_OFF_DB = 26.0
"""Speech that is less than this under its level in its last milliseconds has no end."""
TAIL_RATIO = 2.0
TAIL_S = 0.05
"""How far from usual the quiet at the end may be: as a ratio, and longer by these seconds."""
RATHER_SHORT, SHORT = 0.2, 0.5
"""An unusual end accuses a take only if it lacks this share of what a take may lack. A voice has no
less quiet than usual after its last sound, but more of it after a closing quote or an ellipsis. So
more quiet accuses a take only if it is still shorter."""


def clicking_start(evidence: Evidence) -> Finding | None:
    """A click at the beginning."""
    edge = evidence.wave[: round(evidence.rate * EDGE_S)]
    return _click("click at the start", np.concatenate([[0.0], edge]), evidence)


def clicking_end(evidence: Evidence) -> Finding | None:
    """A click at the end."""
    edge = evidence.wave[-round(evidence.rate * EDGE_S) :]
    return _click("click at the end", np.concatenate([edge, [0.0]]), evidence)


def cut_off(evidence: Evidence) -> Finding | None:
    """The speech stops abruptly, or in a pause or a faint sound."""
    return _loud_end(evidence) or _early_end(evidence)


def _loud_end(evidence: Evidence) -> Finding | None:
    count = max(1, round(evidence.rate * ENDING_S))
    ending = evidence.wave[-count:].astype(np.float64)
    level = float(decibels(np.array([np.mean(ending * ending)]))[0])
    under = evidence.speech.level - level
    if under >= CUT_OFF_DB:
        return None
    return finding("cut off", f"ends {under:.0f} dB under its level", CUT_OFF_DB / max(under, 1.0))


def _early_end(evidence: Evidence) -> Finding | None:
    """A rather short take whose quiet end is another one than the voice's takes have."""
    if evidence.profile.tails is None:
        return None
    least, most = evidence.profile.tails
    if evidence.tail_s < least / TAIL_RATIO:
        tolerated = RATHER_SHORT
    elif evidence.tail_s > most * TAIL_RATIO + TAIL_S:
        tolerated = SHORT
    else:
        return None
    if (short := shortness(evidence)) <= tolerated:
        return None
    says = f"ends with {evidence.tail_s:.2f} s of quiet, and not {least:.2f} to {most:.2f} s"
    return finding("cut off", says, short / tolerated)


def _click(name: str, edge: Wave, evidence: Evidence) -> Finding | None:
    step = float(np.abs(np.diff(edge)).max())
    usual = max(QUIET_STEP, CLICK_RATIO * usual_step(evidence.wave))
    if step <= usual:
        return None
    return finding(name, f"a step of {step:.2f} of full scale", step / usual)


def usual_step(wave: Wave) -> float:
    """The 99.9th percentile of the steps between samples."""
    if len(wave) < 2:
        return 0.0
    return float(np.quantile(np.abs(np.diff(wave)), 0.999))

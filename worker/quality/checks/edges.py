"""How a take begins and ends: clicks, and speech that is cut off."""

import numpy as np

from voicefarm.messages import Finding
from voicefarm.messages.take import finding
from worker.quality.checks.evidence import Evidence
from worker.sound import Wave, decibels

EDGE_S = 0.015
CLICK_RATIO = 1.15
"""A step at an edge is a click if it is this many times the speech's own steps."""
QUIET_STEP = 0.02
"""Share of full scale below which no step is a click."""
ENDING_S = 0.004
CUT_OFF_DB = 26.0
"""Speech that is less than this under its level in its last milliseconds has no end."""


def clicking_start(evidence: Evidence) -> Finding | None:
    """A click at the beginning."""
    edge = evidence.wave[: round(evidence.rate * EDGE_S)]
    return _click("click at the start", np.concatenate([[0.0], edge]), evidence)


def clicking_end(evidence: Evidence) -> Finding | None:
    """A click at the end."""
    edge = evidence.wave[-round(evidence.rate * EDGE_S) :]
    return _click("click at the end", np.concatenate([edge, [0.0]]), evidence)


def cut_off(evidence: Evidence) -> Finding | None:
    """The speech stops abruptly."""
    count = max(1, round(evidence.rate * ENDING_S))
    ending = evidence.wave[-count:].astype(np.float64)
    level = float(decibels(np.array([np.mean(ending * ending)]))[0])
    under = evidence.speech.level - level
    if under >= CUT_OFF_DB:
        return None
    return finding("cut off", f"ends {under:.0f} dB under its level", CUT_OFF_DB / max(under, 1.0))


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

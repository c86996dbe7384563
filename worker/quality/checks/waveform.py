"""The wave itself: clipping, and an offset from zero."""

import numpy as np

from voicefarm.messages import Finding
from voicefarm.messages.take import finding
from worker.quality.checks.evidence import Evidence

FLAT = 0.999
"""Samples this near the largest are on its plateau."""
PLATEAU = 3
"""Neighbours on the plateau that make it flat."""
FLAT_PER_S = 1.5
"""Flat tops a second that are too many."""
LEAST_FLAT = 4
OFFSET = 0.02
"""Share of full scale."""


def clipped(evidence: Evidence) -> Finding | None:
    """The wave's tops are cut flat."""
    wave = evidence.wave
    tops = _flat_tops(wave) + _flat_tops(-wave)
    limit = max(LEAST_FLAT, FLAT_PER_S * evidence.speech.active_s)
    if tops <= limit:
        return None
    return finding("clipped", f"{tops} flat tops", tops / limit)


def _flat_tops(wave: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> int:
    on_top = (wave >= FLAT * wave.max()).astype(np.int8)
    run = np.convolve(on_top, np.ones(PLATEAU, np.int8), "valid") == PLATEAU
    return int(np.count_nonzero(run[1:] & ~run[:-1]) + run[0])


def offset(evidence: Evidence) -> Finding | None:
    """The wave's mean isn't zero."""
    mean = abs(float(evidence.wave.mean(dtype=np.float64)))
    if mean <= OFFSET:
        return None
    return finding("offset", f"{mean:.3f} of full scale off zero", mean / OFFSET)

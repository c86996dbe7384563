"""Pauses inside a take that the text doesn't have."""

import numpy as np

from voicefarm.messages import Finding
from voicefarm.messages.take import finding
from worker.quality.checks.evidence import Evidence
from worker.sound.speech import FRAME_S

LONGEST_S = 1.2
"""The longest pause inside a chunk that counts as sound."""


def hole(evidence: Evidence) -> Finding | None:
    """A long silence between two words."""
    speaking = np.flatnonzero(evidence.speech.active)
    longest = float(np.diff(speaking).max(initial=0)) * FRAME_S
    if longest <= LONGEST_S:
        return None
    return finding("hole", f"{longest:.1f} s of silence inside", longest / LONGEST_S)

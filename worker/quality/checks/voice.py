"""Whether the sound is a voice: hiss, hum and music are as loud as speech, but aren't speech."""

import numpy as np

from voicefarm.messages import Finding
from voicefarm.messages.take import finding
from worker.quality.checks.evidence import Evidence
from worker.sound.speech import FRAME_S

LEAST_SHARE = 0.55
"""Of a sound take's speaking time; espeak-ng's takes have 0.67 and more."""
LONGEST_S = 0.6
"""The longest stretch of sound without a voice in a sound take; espeak-ng's have 0.3 s and less."""


def no_voice(evidence: Evidence) -> Finding | None:
    """Something other than a voice is heard. Without voice activity detection nothing is judged."""
    share = evidence.voiced_share
    if share is None:
        return None
    longest = _longest(evidence.speech.active & ~evidence.voiced) * FRAME_S
    if share < LEAST_SHARE:
        return finding(
            "no voice", f"{share:.0%} of the sound is a voice", LEAST_SHARE / max(share, 0.01)
        )
    if longest > LONGEST_S:
        return finding("no voice", f"{longest:.1f} s of sound without a voice", longest / LONGEST_S)
    return None


def _longest(wanted: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> int:
    """Length of the longest run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], wanted.astype(np.int8), [0]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))

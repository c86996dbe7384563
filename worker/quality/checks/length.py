"""Whether a take is as long as its text, by its phonemes and the voice's own pace."""

import math

from voicefarm.messages import Finding
from voicefarm.messages.take import finding
from worker.quality.checks.evidence import Evidence
from worker.quality.checks.voice_profile import pace_spread

USUAL_PACE = math.log(0.055)
"""Log seconds of speech per phoneme of an unhurried reader, for a voice not yet known."""
UNKNOWN_VOICE = math.log(2.2)
"""How far from it any voice may be."""
SPREADS = 3.7
"""How many standard deviations of the voice's pace are tolerated."""
PHRASE = 74.0
"""Phonemes of a phrase of prose."""
PHRASE_END = 2.0
"""Phonemes that the end of each phrase beyond those of prose may take: its last syllable is drawn
out. So rows of tables, which are all ends, are slow in English. espeak-ng takes 3.5 for it, Piper's
joe 1.9. In Vietnamese it takes none."""
LEAST_SPEECH_S = 0.04


def pace_of(evidence: Evidence) -> float:
    """Log seconds of speech per phoneme."""
    return math.log(max(evidence.speech.active_s, LEAST_SPEECH_S) / evidence.phonemes)


def silent(evidence: Evidence) -> Finding | None:
    """Nobody speaks."""
    if evidence.speech.found and evidence.speech.active_s >= LEAST_SPEECH_S:
        return None
    return finding("silent", "nobody speaks", 1000)


def shortness(evidence: Evidence) -> float:
    """How much shorter than expected the speech is, as a share of what is tolerated."""
    away, tolerance = _away(evidence)
    return -away / tolerance


def too_short(evidence: Evidence) -> Finding | None:
    """Speech is missing."""
    if (short := shortness(evidence)) <= 1:
        return None
    away, _ = _away(evidence)
    return finding("too short", f"{math.exp(away):.0%} of the expected speech", short)


def too_long(evidence: Evidence) -> Finding | None:
    """There is more speech than text."""
    away, tolerance = _away(evidence)
    away -= math.log1p(PHRASE_END * max(0, evidence.phrases / evidence.phonemes - 1 / PHRASE))
    if away <= tolerance:
        return None
    return finding("too long", f"{math.exp(away):.0%} of the expected speech", away / tolerance)


def _away(evidence: Evidence) -> tuple[float, float]:
    """Log ratio to the expected length, and how much of it is tolerated."""
    tolerance = SPREADS * pace_spread(evidence.phonemes)
    trait = evidence.profile.pace
    if trait is None:
        return pace_of(evidence) - USUAL_PACE, UNKNOWN_VOICE + tolerance
    return pace_of(evidence) - trait.middle, tolerance * trait.unsteadiness

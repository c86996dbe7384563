"""What a stitcher needs to know of a take, measured once when it is made."""

from voicefarm.messages import TakeSound
from worker.sound import Wave
from worker.sound.loudness import block_loudness, in_tenths
from worker.sound.peaks import true_peak
from worker.sound.speech import SpeechSpan as Speaking
from worker.sound.speech import find_speech


def measured(wave: Wave, rate: int) -> TakeSound:
    """What a stitcher needs to know of a take."""
    return sound_of(wave, rate, find_speech(wave, rate))


def sound_of(wave: Wave, rate: int, speech: Speaking) -> TakeSound:
    """The same, for a take whose speech has been found."""
    if not speech.found:
        return TakeSound(start=speech.start, end=speech.end, level=speech.level, true_peak=0.0)
    loudness = in_tenths(block_loudness(wave, rate))
    return TakeSound(
        start=speech.start,
        end=speech.end,
        level=round(speech.level, 2),
        true_peak=round(true_peak(wave, rate), 5),
        loudness=tuple(loudness.tolist()),
    )

"""A quantized network on trial: the same lines by both, timed, listened to, and compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from voicefarm.languages import Language
from voicefarm.models import Model
from voicefarm.settings import Settings
from worker.sound import to_wave
from worker.voices.audition.audition import Ears, ears_for, letter_errors
from worker.voices.audition.lines import lines_for, usual_languages
from worker.voices.audition.verdicts import mean
from worker.voices.soloist import Solo, Soloist, soloist

LEAST_GAIN = 1.05
"""Times as fast as the original. Less is within the noise of a measurement."""
MOST_ERRORS = 0.02
"""How many more letters may be heard otherwise, as a share: the noise of a few hundred letters."""
MOST_DISTANCE_DB = 2.0
"""Between the average spectra. Two readings of one voice with other seeds are about 0.5 apart."""
ROUNDS = 2
"""Of each, by turns; the faster one counts, as other work on the machine only slows."""
BANDS = 24
FRAME = 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """All lines by one network."""

    core_s: float
    """CPU time per second of sound."""
    error_rate: float | None
    """Letters heard otherwise; None if nobody could listen."""
    spectrum: NDArray[np.float64]
    """The average spectrum in bands, dB."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a quantized network gained and cost."""

    gain: float
    """Times as fast as the original."""
    error_rate: float | None
    original_error_rate: float | None
    distance_db: float
    """Between the average spectra."""

    @property
    def refusal(self) -> str:
        """Why it is not kept; empty if it is."""
        if self.gain < LEAST_GAIN:
            return f"it is {self.gain:.2f} times as fast as the original, and must be {LEAST_GAIN}"
        if self.error_rate is not None and self.original_error_rate is not None:
            more = self.error_rate - self.original_error_rate
            if more > MOST_ERRORS:
                return f"{more:.1%} more of its letters are heard otherwise"
        if self.distance_db > MOST_DISTANCE_DB:
            return f"its spectrum is {self.distance_db:.1f} dB from the original's"
        return ""


def hold_trial(settings: Settings, original: Model, quantized: Model) -> Trial:
    """Have both speak the same lines. Raises EngineUnavailable, BadSetting, SynthesisFailed."""
    store = settings.open_store()
    language = usual_languages(original)[0]
    ears = ears_for(settings, original, language)
    with soloist(settings, original, store) as first, soloist(settings, quantized, store) as second:
        rounds = [(_round(first, language), _round(second, language)) for _ in range(ROUNDS)]
    old = _reading([pair[0] for pair in rounds], language, ears)
    new = _reading([pair[1] for pair in rounds], language, ears)
    return Trial(
        gain=old.core_s / new.core_s,
        error_rate=new.error_rate,
        original_error_rate=old.error_rate,
        distance_db=float(np.mean(np.abs(old.spectrum - new.spectrum))),
    )


def _round(solo: Soloist, language: Language) -> list[Solo]:
    voice = solo.model.voice_for(language, None)
    return [solo.speak(line.text, language, voice) for line in lines_for(language)]


def _reading(rounds: Sequence[list[Solo]], language: Language, ears: Ears) -> Reading:
    costs = [
        sum(one.core_s for one in solos) / sum(one.seconds for one in solos) for solos in rounds
    ]
    errors = [
        rate for solo in rounds[0] if (rate := letter_errors(solo, language, ears)) is not None
    ]
    waves = np.concatenate([to_wave(solo.pcm) for solo in rounds[0]])
    return Reading(min(costs), mean(errors) if errors else None, average_spectrum(waves))


def average_spectrum(wave: NDArray[np.float32]) -> NDArray[np.float64]:
    """The mean power of a sound in bands of equal ratio, dB; the sound has at least a frame."""
    frames = wave[: len(wave) // FRAME * FRAME].reshape(-1, FRAME) * np.hanning(FRAME)
    power = np.mean(np.abs(np.fft.rfft(frames)) ** 2, axis=0)
    edges = np.unique(np.geomspace(2, len(power), BANDS + 1).astype(int))
    bands = [power[low:high].mean() for low, high in pairwise(edges)]
    return 10 * np.log10(np.array(bands) + 1e-9)

"""Mastering: how loud each voice is made, decided from the takes' metadata before any is read.

A voice has one gain over the whole job, never one for each sentence. Voices are brought to the
same loudness, and all of them to the programme's. A take that would then pass the ceiling goes
through a limiter.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from voicefarm.messages import JobSpec, Mastering, TakeSound
from worker.sound import Wave
from worker.sound.loudness import Loudness, block_loudness, in_tenths
from worker.sound.peaks import PeakLimiter, limited

MOST_GAIN_DB = 30.0
"""No voice is made louder by more: a voice that faint is not meant to be heard."""
EXTRA_DB = (0.0, 1.0, 2.5, 4.0, 6.0)
"""Gains that are tried against the limiter's loss; with more, a voice sounds squeezed."""
ENCODED_DB = 1.0
"""Kept below the ceiling if a lossy form is wanted: decoded, its peaks are up to 0.9 dB higher
(Opus; AAC and MP3 0.2 dB)."""
ROUNDING_DB = 0.15
"""Kept below the ceiling, for the rounding to 16 bits and meters that look between the samples."""


def wanted_of(spec: JobSpec) -> Mastering:
    """What one channel must have for the programme to be as wanted.

    Two equal channels are twice the power of one, and encoders overshoot.
    """
    wanted = spec.mastering
    if any(form.traits.lossy for form in (*spec.outputs, *spec.chapter_outputs)):
        wanted = wanted.model_copy(update={"true_peak": wanted.true_peak - ENCODED_DB})
    if wanted.loudness is not None:
        loudness = wanted.loudness - 10 * math.log10(spec.channels)
        wanted = wanted.model_copy(update={"loudness": loudness})
    return wanted


def lossy_ceiling(spec: JobSpec) -> float | None:
    """The share of full scale that the peaks of a lossy form keep; None if nothing was levelled."""
    if spec.mastering.loudness is None:
        return None
    return _share(spec.mastering.true_peak - ENCODED_DB)


def limiter_of(spec: JobSpec) -> PeakLimiter | None:
    """A limiter for the whole programme; None if nothing is levelled."""
    if spec.mastering.loudness is None:
        return None
    return PeakLimiter(spec.sample_rate, _share(wanted_of(spec).true_peak))


def _share(true_peak: float) -> float:
    """A ceiling in dBTP as a share of full scale, less what rounding takes."""
    return float(10 ** ((true_peak - ROUNDING_DB) / 20))


@dataclass(slots=True)
class Levels:
    """Gathers the loudness of a job's voices, take by take, in constant memory."""

    wanted: Mastering
    _voices: dict[str, Loudness] = field(default_factory=lambda: defaultdict(Loudness))
    _levels_db: dict[str, float] = field(default_factory=dict)

    def add(self, voice: str, sound: TakeSound, level_db: float = 0.0) -> None:
        """Count one take of a voice that is to be so much louder than the others."""
        self._voices[voice].add(np.array(sound.loudness, np.int64))
        self._levels_db[voice] = level_db

    def gains(self) -> dict[str, float]:
        """Gain of each voice, dB. It brings the whole to the wanted loudness."""
        target = self.wanted.loudness
        if target is None:
            return dict(self._levels_db)
        gains = {
            name: _gain(voice.integrated(), target) + self._levels_db[name]
            for name, voice in self._voices.items()
        }
        if not any(self._levels_db.values()):
            return gains  # the whole has the loudness that each of its parts has
        whole = Loudness()
        for name, voice in self._voices.items():
            whole.add_all(voice, gains[name])
        off = _gain(whole.integrated(), target)
        return {name: gain + off for name, gain in gains.items()}


def _gain(loudness: float | None, target: float) -> float:
    return 0.0 if loudness is None else min(target - loudness, MOST_GAIN_DB)


def mastered(wave: Wave, sound: TakeSound, rate: int, gain_db: float, wanted: Mastering) -> Wave:
    """`wave` with its voice's gain, under the ceiling; unchanged if nobody speaks."""
    if not sound.speaks or (wanted.loudness is None and not gain_db):
        return wave
    gain = 10 ** (gain_db / 20)
    louder = (wave * np.float32(gain)).astype(np.float32)
    ceiling = _share(wanted.true_peak)
    if sound.true_peak * gain <= ceiling:
        return louder
    return limited(louder, rate, ceiling)


@dataclass(slots=True)
class LimiterTrial:
    """How much fainter the limiter makes a voice, measured on a few takes, and the gain against it.

    The loss is measured at some gains above the wanted one; between them it is interpolated.
    Memory: one take.
    """

    gain_db: float
    """Without a limiter this would bring the voice to the target."""
    rate: int
    wanted: Mastering
    _plain: Loudness = field(default_factory=Loudness)
    _limited: list[Loudness] = field(default_factory=lambda: [Loudness() for _ in EXTRA_DB])

    def hear(self, wave: Wave, sound: TakeSound) -> None:
        """Try the gains on one take."""
        self._plain.add(in_tenths(block_loudness(wave, self.rate)))
        for extra, loudness in zip(EXTRA_DB, self._limited, strict=True):
            tried = mastered(wave, sound, self.rate, self.gain_db + extra, self.wanted)
            loudness.add(in_tenths(block_loudness(tried, self.rate)))

    def corrected(self) -> float:
        """The gain whose result, limited, has the wanted loudness; at most the last one tried."""
        plain = self._plain.integrated()
        after = [loudness.integrated() for loudness in self._limited]
        if plain is None:
            return self.gain_db
        wanted = plain + self.gain_db
        reached = [wanted if lufs is None else lufs for lufs in after]
        return self.gain_db + float(np.interp(wanted, np.maximum.accumulate(reached), EXTRA_DB))

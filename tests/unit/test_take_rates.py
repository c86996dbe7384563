"""Takes of models that speak at different rates, in one programme."""

import io

import numpy as np
import pytest
import soundfile

from voicefarm.artifacts.takes import decode_audio, resampled
from voicefarm.messages import Recipe, Take, TakeSound

RECIPE = Recipe(model="m", fingerprint="f" * 16, voice="v", language="en")


def take(samples: int, rate: int) -> Take:
    return Take(
        key="k",
        recipe=RECIPE,
        text="one two",
        samples=samples,
        sample_rate=rate,
        synthesis_s=1.0,
        words=((0, samples // 2, 0, 3), (samples // 2, samples, 4, 3)),
        sound=TakeSound(start=rate // 10, end=samples - 5, level=-20.0, true_peak=0.5),
    )


@pytest.mark.parametrize(("rate", "wanted"), [(22_050, 24_000), (24_000, 48_000), (48_000, 8_000)])
@pytest.mark.parametrize("samples", [1, 999, 22_051])
def test_a_take_is_as_long_as_its_resampled_audio(samples: int, rate: int, wanted: int) -> None:
    pcm = np.zeros(samples, np.int16)
    assert len(resampled(pcm, rate, wanted)) == take(samples, rate).at_rate(wanted).samples


def test_places_in_a_take_stay_at_their_times() -> None:
    other = take(22_050, 22_050).at_rate(24_000)
    assert (other.samples, other.sample_rate) == (24_000, 24_000)
    assert other.sound is not None
    assert other.sound.start == 2_400
    assert [word[:2] for word in other.words] == [(0, 12_000), (12_000, 24_000)]


def test_a_take_at_its_own_rate_stays_as_it_is() -> None:
    own = take(100, 8_000)
    assert own.at_rate(8_000) is own


def test_audio_is_read_at_the_wanted_rate_and_keeps_its_pitch() -> None:
    times = np.arange(22_050) / 22_050
    pcm = np.rint(10_000 * np.sin(2 * np.pi * 441 * times)).astype(np.int16)
    flac = io.BytesIO()
    soundfile.write(flac, pcm, 22_050, format="FLAC")
    heard = decode_audio(flac.getvalue(), 24_000)
    assert len(heard) == 24_000
    assert int(np.argmax(np.abs(np.fft.rfft(heard)))) == 441
    assert (decode_audio(flac.getvalue(), 22_050) == pcm).all()

"""A recording becomes a voice, or a sentence that says what to record instead."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from voicefarm.artifacts.voices import checked_voice_name
from voicefarm.errors import BadInput, UnknownName
from worker.engines.speechlm.codecs.enrolment import (
    EnrolledVoice,
    enrol,
    enrolment_for,
    read_recording,
)
from worker.engines.speechlm.codecs.filterbank import log_mel, normalized
from worker.engines.speechlm.codecs.neucodec_encoder import model_inputs
from worker.engines.speechlm.codecs.reference_encoder import (
    Enrolment,
    Recording,
    ReferenceEncoder,
)

TEXT = "These are about the words that are said here."


class CountingEncoder:
    """Gives the codes 0, 1, 2, … and remembers what it heard."""

    def __init__(self, off_by: int = 0) -> None:
        self.off_by = off_by

    def encode(self, recording: Recording) -> NDArray[np.int64]:
        self.heard = recording
        return np.arange(len(recording) // 320 + 1 + self.off_by)


def by(open_encoder: Callable[[], ReferenceEncoder]) -> Enrolment:
    """NeuCodec's enrolment with another encoder."""
    return replace(enrolment_for("neucodec"), open_encoder=open_encoder)


def record(folder: Path, seconds: float, level: float = 0.3, rate: int = 44_100) -> Path:
    t = np.arange(int(seconds * rate)) / rate
    stereo = np.stack([np.sin(2 * np.pi * 200 * t), np.sin(2 * np.pi * 200 * t)], axis=1)
    path = folder / "reference.wav"
    soundfile.write(path, np.clip(level * stereo, -1, 1), rate, subtype="FLOAT")
    return path


def test_a_recording_is_heard_mono_at_16_kilohertz(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    voice = enrol(record(tmp_path, 5), f"  {TEXT}\n", by(lambda: encoder))
    assert encoder.heard.shape == (80_000,)
    assert encoder.heard.dtype == np.float32
    assert voice == EnrolledVoice(tuple(range(251)), TEXT, "Enrolled from reference.wav")


def test_a_voice_is_written_as_a_preset() -> None:
    assert json.loads(EnrolledVoice((1, 2), "Xin chào", "mẹ").to_json()) == {
        "codes": [1, 2],
        "text": "Xin chào",
        "description": "mẹ",
    }


@pytest.mark.parametrize(
    ("seconds", "level", "complaint"),
    [
        (2.9, 0.3, r"2\.9 s long; give 3 to 15 s"),
        (15.1, 0.3, r"15\.1 s long"),
        (5, 0.001, "nearly silent"),
        (5, 0.0, "nearly silent"),
        (5, 3.0, "clipped"),
    ],
)
def test_a_bad_recording_says_what_to_record(
    tmp_path: Path, seconds: float, level: float, complaint: str
) -> None:
    with pytest.raises(BadInput, match=complaint):
        enrol(record(tmp_path, seconds, level), TEXT, by(CountingEncoder))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "text: give the words"),
        ("123 !", "text: give the words"),
        ("Hi", "0 letters"),
        ("x" * 400, "80"),
    ],
)
def test_the_words_must_fit_the_recording(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        enrol(record(tmp_path, 5), text, by(CountingEncoder))


def test_a_file_that_is_no_audio_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(b"no audio")
    with pytest.raises(BadInput, match=r"x\.wav' can't be read as audio .* give a WAV"):
        read_recording(tmp_path / "x.wav", 16_000)
    with pytest.raises(BadInput, match="can't be read as audio"):
        read_recording(tmp_path / "none.wav", 16_000)


def test_a_name_can_not_leave_the_folder() -> None:
    with pytest.raises(BadInput, match="letters, digits"):
        checked_voice_name("../ana")


def test_an_encoder_of_another_kind_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="gave 301 codes where 250"):
        enrol(record(tmp_path, 5), TEXT, by(lambda: CountingEncoder(50)))


def test_the_encoder_is_not_loaded_for_a_bad_recording(tmp_path: Path) -> None:
    def never() -> CountingEncoder:
        raise AssertionError("loaded")

    with pytest.raises(BadInput, match="nearly silent"):
        enrol(record(tmp_path, 5, 0.0), TEXT, by(never))


def test_a_codec_that_can_not_enrol_and_an_unknown_one_name_those_that_can() -> None:
    with pytest.raises(BadInput, match=r"can't be enrolled for codec 'vieneu-codec'.*: .*neucodec"):
        enrolment_for("vieneu-codec")
    with pytest.raises(UnknownName, match="Did you mean 'neucodec'"):
        enrolment_for("neukodec")


def test_a_tone_is_loudest_in_its_own_mel_bin() -> None:
    t = np.arange(16_000) / 16_000
    features = log_mel(np.sin(2 * np.pi * 1_000 * t).astype(np.float32))
    assert features.shape == (98, 80)
    edges = np.linspace(1127 * np.log1p(20 / 700), 1127 * np.log1p(8_000 / 700), 82)
    centre = np.abs(edges[1:-1] - 1127 * np.log1p(1_000 / 700)).argmin()
    assert set(features.argmax(axis=1)) == {centre}


def test_normalized_features_have_mean_0_and_variance_1() -> None:
    features = log_mel(np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32))
    flat = normalized(features)
    np.testing.assert_allclose(flat.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(flat.var(axis=0, ddof=1), 1, atol=1e-3)


@pytest.mark.parametrize(("samples", "padded"), [(48_000, 48_320), (48_001, 48_320)])
def test_a_recording_is_padded_as_the_original_does(samples: int, padded: int) -> None:
    waveform, features = model_inputs(np.ones(samples, np.float32))
    assert waveform.shape == (1, 1, padded)
    assert features.shape == (1, (1 + (padded - 400) // 160) // 2, 160)

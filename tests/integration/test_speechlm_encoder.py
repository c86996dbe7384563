"""Enrolment on NeuCodec's real encoder with random weights: torch, so outside the normal run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

pytest.importorskip("torch", reason="torch is an extra for enrolment alone: enrol")
transformers = pytest.importorskip("transformers", reason="an extra: enrol")

from worker.engines.speechlm.codecs.enrolment import enrol, enrolment_for  # noqa: E402
from worker.engines.speechlm.codecs.filterbank import log_mel  # noqa: E402
from worker.engines.speechlm.codecs.neucodec_encoder import NeuCodecEncoder  # noqa: E402


def speech_like(seconds: float, rate: int) -> np.ndarray:
    """A buzz with a moving pitch and pauses."""
    t = np.arange(int(seconds * rate)) / rate
    pitch = 2 * np.pi * np.cumsum(120 + 20 * np.sin(3 * t)) / rate
    tone = sum(np.sin(pitch * k) / k for k in range(1, 20))
    return (0.2 * tone * (np.sin(2 * np.pi * 1.5 * t) > -0.7)).astype(np.float32)


def test_features_are_those_that_transformers_makes_with_numpy() -> None:
    from transformers.audio_utils import mel_filter_bank, spectrogram, window_function

    samples = speech_like(3, 16_000)
    filters = mel_filter_bank(
        257, 80, 20, 8_000, 16_000, norm=None, mel_scale="kaldi", triangularize_in_mel_space=True
    )
    theirs = spectrogram(
        samples * 2**15,
        window_function(400, "povey", periodic=False),
        frame_length=400,
        hop_length=160,
        fft_length=512,
        power=2.0,
        center=False,
        preemphasis=0.97,
        mel_filters=filters,
        log_mel="log",
        mel_floor=1.192092955078125e-07,
        remove_dc_offset=True,
    ).T
    ours = log_mel(samples)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, atol=2e-3)


@pytest.fixture(scope="module")
def encoder() -> NeuCodecEncoder:
    import torch

    torch.manual_seed(0)
    return NeuCodecEncoder(transformers.NeuCodecModel(transformers.NeuCodecConfig()))


@pytest.mark.parametrize("seconds", [3.0, 4.013])
def test_a_recording_becomes_a_voice(
    encoder: NeuCodecEncoder, tmp_path: Path, seconds: float
) -> None:
    path = tmp_path / "reference.wav"
    soundfile.write(path, speech_like(seconds, 44_100), 44_100)
    text = "These are the words that the recording says, more or less."
    enrolment = replace(enrolment_for("neucodec"), open_encoder=lambda: encoder)
    voice = enrol(path, text, enrolment)
    assert abs(len(voice.codes) - 50 * seconds) <= 2
    assert all(0 <= code < 65_536 for code in voice.codes)
    assert len(set(voice.codes)) > 20

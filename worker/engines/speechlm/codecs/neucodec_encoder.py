"""NeuCodec's encoder, by transformers on torch: a recording's codes. For enrolment alone.

transformers' own feature extractor wants torchaudio; `filterbank` stands in for it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import EngineUnavailable
from voicefarm.extras import install_advice
from worker.engines.speechlm.codecs.filterbank import log_mel, normalized
from worker.engines.speechlm.codecs.reference_encoder import Recording

CHECKPOINT = "neuphonic/neucodec"
HOP = 320
"""Samples at 16 kHz that one code hears."""
STRIDE = 2
"""Feature frames that the semantic encoder takes as one."""


class NeuCodecEncoder:
    """Turns recordings into codes. One call at a time."""

    def __init__(self, model: Any) -> None:
        """`model` is transformers' NeuCodecModel."""
        self._model = model.eval()

    def encode(self, recording: Recording) -> NDArray[np.int64]:
        """Codes [F] of a mono recording at 16 kHz, 50 a second."""
        import torch

        waveform, features = model_inputs(recording)
        with torch.inference_mode():
            made = self._model.encode(
                input_values=torch.from_numpy(waveform), input_features=torch.from_numpy(features)
            )
        codes: NDArray[np.int64] = made.audio_codes.reshape(-1).numpy()
        return codes


def open_encoder(checkpoint: str = CHECKPOINT) -> NeuCodecEncoder:
    """Load the encoder, from the hub's cache or the hub.

    Raises EngineUnavailable when torch or the weights are missing.
    """
    try:
        from transformers import NeuCodecModel
    except ImportError as error:
        raise EngineUnavailable(
            f"Enrolling a voice needs torch and transformers; {install_advice('enrol')}."
        ) from error
    try:
        return NeuCodecEncoder(NeuCodecModel.from_pretrained(checkpoint))
    except OSError as error:
        raise EngineUnavailable(
            f"NeuCodec's encoder {checkpoint} can't be fetched; check the network, or set "
            "HF_ENDPOINT to a mirror, and run the command again."
        ) from error


def model_inputs(recording: Recording) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Waveform [1,1,N] and features [1,T,160] of a recording.

    As the original pads: to whole codes, and by a whole one where they are whole already.
    """
    padded = np.pad(recording, (0, HOP - len(recording) % HOP)).astype(np.float32)
    features = normalized(log_mel(padded))
    whole = len(features) // STRIDE * STRIDE
    pairs = features[:whole].reshape(1, whole // STRIDE, -1)
    return padded[None, None, :], np.ascontiguousarray(pairs)

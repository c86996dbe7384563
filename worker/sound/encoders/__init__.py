"""Encoders: each form of a programme in the module of its name, found by that name.

wav, flac, mp3, opus    by libsndfile, with what it can't write itself
m4b, m4a                by FFmpeg's AAC encoder (PyAV, an extra)
libsndfile              the encoder of the first four, and how its errors are kept
ogg                     pages of an Opus file
id3                     tags and chapters of an MP3
mp4_boxes, mp4_samples, mp4_index, mp4_tags
                        what an M4B consists of in addition to its sound

An encoder writes at the end of its file, and changes what lies in the head and nothing behind it
(voicefarm/store/writing.py).
"""

from importlib import import_module
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import VoicefarmError
from voicefarm.extras import install_advice
from voicefarm.forms import Output
from voicefarm.store import StreamWriter
from worker.sound.programme_head import Programme


class Encoder(Protocol):
    """Takes the programme block by block."""

    def write(self, wave: NDArray[np.float32], /) -> None:
        """Append samples [N, channels]."""

    def close(self) -> None:
        """Write what is left."""


def open_encoder(file: StreamWriter, form: Output, rate: int, programme: Programme) -> Encoder:
    """Begin a form's file, of samples at `rate` Hz. Raises VoicefarmError if it needs an extra."""
    try:
        module = import_module(f"{__name__}.{form}")
    except ImportError as error:
        if not form.traits.extra:
            raise
        raise VoicefarmError(
            f"The worker that stitches can't write {form.upper()}; "
            f"{install_advice(form.traits.extra)} there, then resume the job."
        ) from error
    encoder: Encoder = module.encoder(file, rate, programme)
    return encoder

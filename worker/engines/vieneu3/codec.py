"""MOSS's decoder: frames int32 [1,T,16] → stereo, 48 kHz, 3,840 samples a frame."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from worker.engines import Samples
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.codecs.onnx_session import Session, open_decoder, run
from worker.engines.speechlm.codecs.signature import Signature
from worker.engines.vieneu3.settings import CODEBOOKS, CODES

SIGNATURE = Signature(
    {"audio_codes": ("int32", 3), "audio_code_lengths": ("int32", 1)}, output="audio"
)
MOST_FRAMES = 4096


class MossCodec:
    """A loaded decoder. Called from one thread at a time."""

    longest = MOST_FRAMES * CODEBOOKS
    together = 1

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def load(cls, path: Path, *, threads: int) -> "MossCodec":
        """Open and check. Raises EngineUnavailable or BadSetting."""
        return cls(open_decoder(path, SIGNATURE, threads=threads, device="cpu"))

    def decode(self, soundings: Sequence[Sounding]) -> list[Samples]:
        return [self._decode(sounding) for sounding in soundings]

    def _decode(self, sounding: Sounding) -> Samples:
        """Both channels' mean, float32 [N]."""
        codes = np.array(sounding.codes, np.int32).reshape(1, -1, CODEBOOKS) % CODES
        lengths = np.array([codes.shape[1]], np.int32)
        sound = run(self._session, {"audio_codes": codes, "audio_code_lengths": lengths})
        mono: Samples = sound.reshape(-1, sound.shape[-1]).mean(axis=0)
        return mono

"""NeuCodec's ONNX decoder: codes int32 [B,1,F] → audio float32 [B,1,480·F−480] at 24 kHz."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voicefarm.errors import SynthesisFailed
from worker.engines import Samples
from worker.engines.speechlm.codecs.codec import CodecKind, Sounding
from worker.engines.speechlm.codecs.neucodec_encoder import open_encoder
from worker.engines.speechlm.codecs.onnx_session import Session, open_decoder, run
from worker.engines.speechlm.codecs.reference_encoder import Enrolment
from worker.engines.speechlm.codecs.sharing import utterances_together
from worker.engines.speechlm.codecs.signature import Signature
from worker.engines.speechlm.settings import Device

SIGNATURE = Signature({"codes": ("int32", 3)}, output="audio")

HOP = 480
"""Samples of one code."""
MISSING = HOP // 2
"""Samples that the ONNX export cuts off at each end, where the torch decoder does not."""
MOST_FRAMES = 6000
"""The export's buffers end there."""
PROBES = (Sounding((7, 1234, 77, 3011)), Sounding((3456, 210, 2999, 5)))
"""Two utterances of codes that every codec of this kind has, and whose states differ much."""


class NeuCodec:
    """F codes → exactly 480·F samples, aligned with the codes.

    The export's sound begins half a frame late and ends half a frame early. So the first and the
    last code are given twice, which makes 480·(F+2)−480 samples. Of these, 240 before the first
    code's true begin and 240 after the last one's end are cut off. The doubled codes touch the
    sound otherwise only as two frames more of a steady beginning and end.
    """

    longest = MOST_FRAMES - 2

    def __init__(self, session: Session) -> None:
        self._session = session
        self.together = utterances_together(self.decode, *PROBES)

    @classmethod
    def load(cls, path: Path, *, threads: int, device: Device) -> "NeuCodec":
        """Open and check. Raises EngineUnavailable or BadSetting."""
        return cls(open_decoder(path, SIGNATURE, threads=threads, device=device))

    def decode(self, soundings: Sequence[Sounding]) -> list[Samples]:
        codes = np.array([sounding.codes for sounding in soundings], np.int32)
        padded = np.pad(codes, ((0, 0), (1, 1)), mode="edge")
        audio = run(self._session, {"codes": padded[:, None, :]})
        wanted = HOP * codes.shape[1]
        sounds = audio.reshape(len(soundings), -1)
        if sounds.shape[1] != wanted + 2 * MISSING:
            raise SynthesisFailed(
                f"The codec made {sounds.shape[1]} samples of {padded.shape[1]} codes instead of "
                f"{wanted + 2 * MISSING}; fetch the codec that belongs to the model."
            )
        return list(np.ascontiguousarray(sounds[:, MISSING : MISSING + wanted]))


NEUCODEC = CodecKind(
    SIGNATURE,
    NeuCodec.load,
    enrolment=Enrolment(rate=16_000, codes=65_536, frames_per_second=50, open_encoder=open_encoder),
)

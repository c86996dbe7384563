"""VieNeu-Codec's ONNX decoder: codes int64 [1,T] and a voice float32 [1,128] → audio, 24 kHz."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from voicefarm.errors import SynthesisFailed
from worker.engines import Samples
from worker.engines.speechlm.codecs.codec import Sounding, check_inputs, open_session, run
from worker.engines.speechlm.settings import Device

MOST_FRAMES = 6000


class VieneuCodec:
    """Codes and voice → sound, as long as the file makes it: samples per code are its own."""

    longest = MOST_FRAMES
    together = 1

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        check_inputs(session, {"content_ids": "tensor(int64)", "voice_embedding": "tensor(float)"})
        self._session = session

    @classmethod
    def load(cls, path: Path, *, threads: int, device: Device) -> "VieneuCodec":
        """Open and check. Raises EngineUnavailable or BadSetting."""
        return cls(open_session(path, threads=threads, device=device))

    def decode(self, soundings: Sequence[Sounding]) -> list[Samples]:
        return [self._decode(sounding) for sounding in soundings]

    def _decode(self, sounding: Sounding) -> Samples:
        if sounding.embedding is None:
            raise SynthesisFailed("This codec needs a voice with an embedding; choose another.")
        return run(
            self._session,
            {
                "content_ids": np.array([sounding.codes], np.int64),
                "voice_embedding": np.array([sounding.embedding], np.float32),
            },
        ).reshape(-1)

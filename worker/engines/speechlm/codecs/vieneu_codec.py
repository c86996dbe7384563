"""VieNeu-Codec's ONNX decoder: codes int64 [1,T] and a voice float32 [1,128] → audio, 24 kHz."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voicefarm.errors import SynthesisFailed
from worker.engines import Samples
from worker.engines.speechlm.codecs.codec import CodecKind, Sounding
from worker.engines.speechlm.codecs.onnx_session import Session, open_decoder, run
from worker.engines.speechlm.codecs.signature import Signature
from worker.engines.speechlm.settings import Device

SIGNATURE = Signature({"content_ids": ("int64", 2), "voice_embedding": ("float32", 2)})

MOST_FRAMES = 6000


class VieneuCodec:
    """Codes and voice → sound, as long as the file makes it: samples per code are its own."""

    longest = MOST_FRAMES
    together = 1

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def load(cls, path: Path, *, threads: int, device: Device) -> "VieneuCodec":
        """Open and check. Raises EngineUnavailable or BadSetting."""
        return cls(open_decoder(path, SIGNATURE, threads=threads, device=device))

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


VIENEU_CODEC = CodecKind(SIGNATURE, VieneuCodec.load, embedding_size=128)

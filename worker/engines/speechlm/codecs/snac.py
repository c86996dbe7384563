"""SNAC's ONNX decoder at 24 kHz: three levels of codes, as Orpheus speaks them in frames of seven.

Inputs int64 `audio_codes.0` [B,L], `audio_codes.1` [B,2L] and `audio_codes.2` [B,4L]; output
float32 [B,1,2048·L].
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import SynthesisFailed
from worker.engines import Samples
from worker.engines.speechlm.codecs.codec import CodecKind, Sounding
from worker.engines.speechlm.codecs.onnx_session import Session, open_decoder, run
from worker.engines.speechlm.codecs.sharing import utterances_together
from worker.engines.speechlm.codecs.signature import Signature
from worker.engines.speechlm.settings import Device

LEVELS = ((0,), (1, 4), (2, 3, 5, 6))
"""Which codes of a frame each level has, coarse to fine."""
SIGNATURE = Signature({f"audio_codes.{level}": ("int64", 2) for level in range(len(LEVELS))})

FRAME = 7
"""Codes of a frame."""
BOOK = 4096
"""Codes of a place in the frame; a code of place p is p times this higher than SNAC's own."""
HOP = 2048
"""Samples of a frame."""
MOST_FRAMES = 2000
PROBES = tuple(
    Sounding(tuple(BOOK * (place % FRAME) + step * (place + 1) for place in range(2 * FRAME)))
    for step in (17, 211)
)
"""Two utterances of two frames."""


class Snac:
    """Frames of seven codes → exactly 2048 samples each."""

    longest = MOST_FRAMES * FRAME

    def __init__(self, session: Session) -> None:
        self._session = session
        self.together = utterances_together(self.decode, *PROBES)

    @classmethod
    def load(cls, path: Path, *, threads: int, device: Device) -> "Snac":
        """Open and check. Raises EngineUnavailable or BadSetting."""
        return cls(open_decoder(path, SIGNATURE, threads=threads, device=device))

    def decode(self, soundings: Sequence[Sounding]) -> list[Samples]:
        frames = np.stack([_frames(sounding.codes) for sounding in soundings])
        made = run(self._session, _levels(frames))
        audio = made.reshape(len(soundings), -1)
        wanted = HOP * frames.shape[1]
        if len(made) != len(soundings) or audio.shape[1] != wanted:
            raise SynthesisFailed(
                f"The codec made {audio.shape[1]} samples of {frames.shape[1]} frames instead of "
                f"{wanted}; fetch the decoder at 24 kHz."
            )
        return list(audio)


def _frames(codes: Sequence[int]) -> NDArray[np.int64]:
    """SNAC's own codes, int64 [frames, 7]. Raises SynthesisFailed for one out of its place."""
    if len(codes) % FRAME:
        raise SynthesisFailed(
            f"{len(codes)} codes are no whole frames of {FRAME}; set 'tokens.frame' to {FRAME}."
        )
    frames = np.array(codes, np.int64).reshape(-1, FRAME) - BOOK * np.arange(FRAME)
    if ((frames < 0) | (frames >= BOOK)).any():
        raise SynthesisFailed(
            f"A code is out of its place in the frame; set 'tokens.frame' to {FRAME}."
        )
    return frames


def _levels(frames: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """The decoder's inputs for frames [B, L, 7]."""
    return {
        f"audio_codes.{level}": np.ascontiguousarray(
            frames[:, :, list(places)].reshape(len(frames), -1)
        )
        for level, places in enumerate(LEVELS)
    }


SNAC = CodecKind(SIGNATURE, Snac.load)

"""The four graphs of VieNeu v3 nano. Their signatures are those of the package vieneu 3.8.3.

- `text_encoder`: `ids` int64 [1, L], `style` [1, 50, 256] → the text's context [1, L, C]
- `duration_predictor`: `ctx`, `ctx_mask` bool [1, L], `spk` [1, 192] → the log of seconds [1]
- `vector_estimator`: `x` [1, 144, T], `t` [1], and these → where `x` goes, [1, 144, T]
- `codec_decoder`: `x` → samples [1, 1, N], 24 kHz, 1,536 a frame
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadSetting, SynthesisFailed
from worker.engines import Samples
from worker.engines.speechlm.codecs.onnx_session import Session, open_session
from worker.engines.vieneu3.nano.voices import NanoVoice
from worker.model_files.onnx_header import read_onnx_header

CONTEXT = frozenset({"ctx", "ctx_mask", "spk"})
INPUTS = {
    "text_encoder": frozenset({"ids", "style"}),
    "duration_predictor": CONTEXT,
    "vector_estimator": CONTEXT | {"x", "t", "style"},
    "codec_decoder": frozenset({"x"}),
}
"""What each graph takes, by its key in the settings."""
CHANNELS = 144
"""Rows of `x`."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NanoReading:
    """A text as the graphs read it, in a voice."""

    context: Floats
    mask: NDArray[np.bool_]
    voice: NanoVoice

    @property
    def feeds(self) -> dict[str, Any]:
        """The inputs that graphs have in common."""
        return {"ctx": self.context, "ctx_mask": self.mask, "spk": self.voice.vector}


@dataclass(frozen=True, slots=True)
class NanoGraphs:
    """The loaded graphs. Safe from any thread: each call has one core."""

    text_encoder: Session
    duration_predictor: Session
    vector_estimator: Session
    codec_decoder: Session

    @classmethod
    def open(cls, paths: Mapping[str, Path]) -> Self:
        """Open the files by their keys. Raises EngineUnavailable, or BadSetting for others."""
        for key in INPUTS:
            check_graph(paths[key], key)
        return cls(**{key: open_session(paths[key], threads=1, device="cpu") for key in INPUTS})

    def read(self, ids: list[int], padding: int, voice: NanoVoice) -> NanoReading:
        """Ids in a voice. Raises SynthesisFailed, as all calls here."""
        row = np.array([ids], np.int64)
        context = _first(self.text_encoder, {"ids": row, "style": voice.style})
        return NanoReading(context, row != padding, voice)

    def seconds(self, spoken: NanoReading) -> float:
        """How long it takes at speed 1.0."""
        logarithm = float(_first(self.duration_predictor, spoken.feeds).reshape(-1)[0])
        return math.exp(min(logarithm, 100.0))

    def direction(self, x: Floats, t: float, spoken: NanoReading) -> Floats:
        """Where `x` goes at the time `t`."""
        own = {"x": x, "t": np.array([t], np.float32), "style": spoken.voice.style}
        return _first(self.vector_estimator, own | spoken.feeds)

    def sound(self, x: Floats) -> Samples:
        """Samples, float32 [N]."""
        sound: Samples = np.clip(_first(self.codec_decoder, {"x": x}).reshape(-1), -1, 1)
        return sound


def check_graph(path: Path, key: str) -> None:
    """Raise BadSetting if the file is another than the graph of this key, by its header alone."""
    names = sorted(port.name for port in read_onnx_header(path).inputs)
    if set(names) != INPUTS[key]:
        raise BadSetting(
            f"{path.name} is not the {key} of VieNeu v3 nano (its inputs are "
            f"{', '.join(names) or 'none'}); correct 'settings.{key}'."
        )


def _first(session: Session, feeds: Mapping[str, Any]) -> Floats:
    try:
        made = np.asarray(session.run(None, dict(feeds))[0], np.float32)
    except Exception as error:
        raise SynthesisFailed(
            f"The network failed on this chunk ({str(error).splitlines()[0]}); change its text."
        ) from error
    if not np.isfinite(made).all():
        raise SynthesisFailed("The network's figures are not numbers (NaN): fetch its files again.")
    return made

"""The tables that go with the graphs: a row of ids as a vector, and a vector as odds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from worker.engines.vieneu3.prompt import REFERENCE, SPEECH
from worker.engines.vieneu3.settings import CODEBOOKS, CODES
from worker.engines.vieneu3.tables import Floats, check_shapes, read_tables
from worker.engines.vieneu3.voices import VECTOR

_PROJECTION = ("xvec_w", "xvec_b", "xvec_ln_w", "xvec_ln_b")


@dataclass(frozen=True, slots=True)
class Heads:
    """Tables that are read at the entrance and at the exit of the networks."""

    text: Floats
    """[ids, hidden]"""
    audio: Floats
    """[16, 1024, hidden]"""
    projection: tuple[Floats, ...]
    """Weights [hidden, 192] and bias [hidden] of a speaker's vector, those of its norm [hidden]."""
    epsilon: float

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open the file. Raises EngineUnavailable or BadSetting."""
        wanted = ("text_emb", "audio_emb", *_PROJECTION, "xvec_ln_eps")
        tables = read_tables(path, wanted, "heads")
        text, audio = tables["text_emb"], tables["audio_emb"]
        _check_shapes(tables, path)
        projection = tuple(tables[name] for name in _PROJECTION)
        return cls(text, audio, projection, float(tables["xvec_ln_eps"].reshape(-1)[0]))

    @property
    def hidden(self) -> int:
        """Numbers of a row."""
        return int(self.text.shape[1])

    def anchor(self, vector: Floats) -> Floats:
        """What a speaker adds to every row: projected and normalized, [hidden]."""
        weights, bias, scale, shift = self.projection
        projected = weights @ vector + bias
        spread = np.sqrt(projected.var() + self.epsilon)
        anchor: Floats = ((projected - projected.mean()) / spread * scale + shift).astype("f4")
        return anchor

    def prompt(self, ids: list[int], frames: NDArray[np.int64], anchor: Floats) -> Floats:
        """A prompt's rows: its ids, then the voice's frames; [rows, hidden]."""
        rows = [self.text[np.array(ids)]]
        if len(frames):
            rows.append(self.text[REFERENCE] + self._heard(frames))
        return np.concatenate(rows) + anchor

    def spoken(self, frames: NDArray[np.int64]) -> Floats:
        """Frames [n, 16] as the rows [n, hidden] that follow, without their speakers."""
        rows: Floats = self.text[SPEECH] + self._heard(frames)
        return rows

    def _heard(self, frames: NDArray[np.int64]) -> Floats:
        heard: Floats = self.audio[np.arange(CODEBOOKS), frames].sum(axis=1)
        return heard


def _check_shapes(tables: dict[str, Floats], path: Path) -> None:
    """Raise BadSetting for tables that don't go together."""
    hidden = tables["text_emb"].shape[-1]
    wanted = {
        "audio_emb": (CODEBOOKS, CODES, hidden),
        "xvec_w": (hidden, VECTOR),
        **{name: (hidden,) for name in _PROJECTION[1:]},
    }
    check_shapes(tables, wanted, path)

"""The tables that go with the graphs: a row of ids as a vector, and a vector as odds."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadSetting, EngineUnavailable
from worker.engines.vieneu3.prompt import REFERENCE, SPEECH
from worker.engines.vieneu3.settings import CODEBOOKS, CODES
from worker.engines.vieneu3.voices import VECTOR

Floats = NDArray[np.float32]
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
        try:
            with np.load(path, allow_pickle=False) as file:
                tables = {name: np.asarray(file[name], np.float32) for name in file.files}
        except OSError as error:
            raise EngineUnavailable(
                f"{path} can't be read ({error.strerror or error}); fetch it again."
            ) from error
        except (ValueError, EOFError, zipfile.BadZipFile) as error:
            raise BadSetting(f"{path} is no file of tables ({error}); fetch it again.") from error
        wanted = ("text_emb", "audio_emb", *_PROJECTION, "xvec_ln_eps")
        if missing := [name for name in wanted if name not in tables]:
            raise BadSetting(f"{path} has no table '{missing[0]}'; correct 'settings.heads'.")
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
    for name, shape in wanted.items():
        if tables[name].shape != shape:
            raise BadSetting(
                f"{path}: '{name}' is {list(tables[name].shape)} and must be {list(shape)}; fetch "
                "the tables that belong to this model."
            )

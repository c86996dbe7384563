"""The English teacher: Kokoro, and when each of its phonemes begins.

Kokoro-82M and its voices are hexgrad's (Apache-2.0). Its graph in 8 bits and the voices' styles are
files of packages; README.md tells which.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from training.house_voice.frames import HOP, STEP
from training.house_voice.pitch import continuous
from training.house_voice.torch_graph import TorchGraph

DURATIONS = "/encoder/Clip_output_0"
"""Of each token, in frames of 25 ms."""
PITCH = "/decoder/decoder/Unsqueeze_output_0"
"""Hz, every 12.5 ms; near 0 where there is no voice."""
_FRAME, _PITCH_STEP = 600, 300
_LONGEST = 500
_OWN = {"eɪ": "A", "aɪ": "I", "oʊ": "O", "aʊ": "W", "ɔɪ": "Y", "tʃ": "ʧ", "dʒ": "ʤ", "ɚ": "əɹ",
        "ɜː": "ɜɹ", "ɾ": "T", "ɐ": "ə", "ː": "", "n̩": "ᵊn", "l̩": "ᵊl"}  # fmt: skip
"""espeak-ng's sounds that Kokoro writes otherwise."""
_QUIET = 0.004
"""Root mean square of 10 ms below which nothing sounds."""
_BEFORE, _AFTER = 5, 7
"""Steps of 10 ms that are kept around what sounds."""
_LEAST_HZ = 40.0


@dataclass(frozen=True)
class Reading:
    """What a teacher said: int16 [480·F] at 24 kHz, its pitch [2·F], and its places [F]."""

    samples: NDArray[np.int16]
    pitch: NDArray[np.float16]
    """log2 of pitch / 100 Hz every 10 ms, continuous."""
    places: NDArray[np.int16]
    """Which character of the phonemes sounds in each frame."""


class Kokoro:
    """Reads phonemes with one of its voices. The same reading for the same phonemes."""

    def __init__(self, graph: Path, vocabulary: Path, style: Path, device: str) -> None:
        self._graph = TorchGraph(graph, device, [DURATIONS, PITCH])
        self._ids: dict[str, int] = json.loads(vocabulary.read_text("utf-8"))["vocab"]
        styles = np.fromfile(style, np.float32).reshape(-1, 1, 256)
        self._styles = torch.from_numpy(styles).to(device)
        self._speed = torch.ones(1, device=device)

    def read(self, phonemes: str) -> Reading | None:
        """espeak-ng's IPA, read; None where it is too long or nothing sounds."""
        ids, characters = self._tokens(phonemes)
        if len(ids) > _LONGEST:
            return None
        tokens = torch.tensor([ids], device=self._speed.device)
        style = self._styles[len(ids) - 3]
        sound, durations, hertz = (
            made.flatten().float().cpu().numpy()
            for made in self._graph.run({"tokens": tokens, "style": style, "speed": self._speed})
        )
        return _trimmed(sound, durations, hertz, np.array(characters))

    def _tokens(self, phonemes: str) -> tuple[list[int], list[int]]:
        """Ids, and the character that each comes from."""
        ids, characters, place = [0], [0], 0
        while place < len(phonemes):
            pair = phonemes[place : place + 2]
            piece = pair if pair in _OWN else pair[:1]
            for sign in _OWN.get(piece, piece):
                if sign in self._ids:
                    ids.append(self._ids[sign])
                    characters.append(place)
            place += len(piece)
        return [*ids, 0], [*characters, max(0, len(phonemes) - 1)]


def _trimmed(
    sound: NDArray[np.float32],
    durations: NDArray[np.float32],
    hertz: NDArray[np.float32],
    characters: NDArray[np.int64],
) -> Reading | None:
    """Cut the silence around, and bring pitch and places to the frames of what is left."""
    blocks = sound[: len(sound) // STEP * STEP].reshape(-1, STEP)
    loud = np.flatnonzero(np.sqrt((blocks**2).mean(1)) > _QUIET)
    voiced = hertz > _LEAST_HZ
    if not len(loud) or voiced.sum() < 3:
        return None
    start = max(0, loud[0] - _BEFORE) // 2 * HOP
    end = min(len(sound), (loud[-1] + _AFTER) * STEP)
    count = -(-(end - start) // HOP)
    kept = sound[start : start + count * HOP]
    samples = np.pad(kept, (0, count * HOP - len(kept)))
    middles = start + (np.arange(2 * count) + 0.5) * STEP
    pitch = continuous(np.clip(hertz, 60, 600), voiced, middles / _PITCH_STEP - 0.5)
    ends = np.cumsum(durations) * _FRAME
    middles = start + (np.arange(count) + 0.5) * HOP
    token = np.searchsorted(ends, middles, side="right").clip(0, len(characters) - 1)
    places = np.maximum.accumulate(characters[token]).astype(np.int16)
    return Reading((samples.clip(-1, 1) * 32767).astype(np.int16), pitch, places)

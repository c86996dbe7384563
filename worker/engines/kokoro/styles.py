"""The files of voices: how a voice sounds, for each number of signs."""

import threading
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadSetting, EngineUnavailable
from voicefarm.models import Model
from worker.engines.kokoro.settings import (
    MOST_SIGNS,
    KokoroVoiceSettings,
    StyleSettings,
    read_voice_settings,
)
from worker.model_files.local import verified

WIDTH = 256
Style = NDArray[np.float32]
"""float32 [510, 256]: row n - 1 is for n signs."""


class Styles:
    """The voices of a model, each read when it first speaks, 0.5 MB. Safe from any thread."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._read: dict[str, Style] = {}
        self._lock = threading.Lock()

    def of(self, name: str, settings: KokoroVoiceSettings) -> Style:
        """The style of the voice or blend `name`.

        Raises EngineUnavailable when a file is not here, BadSetting when it is none of a voice.
        """
        with self._lock:
            if name not in self._read:
                self._read[name] = self._blended(settings)
            return self._read[name]

    def _blended(self, settings: KokoroVoiceSettings) -> Style:
        blended = np.zeros((MOST_SIGNS, WIDTH), np.float32)
        for part in settings.parts:
            blended += np.float32(part.share) * self._file(part.settings)
        return blended

    def _file(self, settings: StyleSettings) -> Style:
        return read_style(verified(settings.style, self._model.name), settings.member)


def voice_settings(model: Model) -> dict[str, KokoroVoiceSettings]:
    """The settings of each voice of the model. Raises BadSetting."""
    return {name: read_voice_settings(model, name, one) for name, one in model.voices.items()}


def read_style(path: Path, member: str) -> Style:
    """Read a voice's file, or `member` of an `.npz`. Raises EngineUnavailable or BadSetting."""
    try:
        style = _member(path, member) if member else np.fromfile(path, "<f4")
    except OSError as error:
        raise EngineUnavailable(
            f"The voice file {path} can't be read ({error.strerror or error}); fetch it again."
        ) from error
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        what = f"{path} has no voice '{member}'" if member else f"{path} is no voice file"
        raise BadSetting(f"{what}; correct 'style' and 'member' in the model file.") from error
    if style.size != MOST_SIGNS * WIDTH:
        raise BadSetting(
            f"{path} has {style.size} numbers, and a voice has {MOST_SIGNS} times {WIDTH}; "
            "correct 'style' in the model file."
        )
    return style.reshape(MOST_SIGNS, WIDTH).astype(np.float32)


def _member(path: Path, member: str) -> Style:
    with np.load(path, allow_pickle=False) as voices:
        style: Style = voices[member]
        return style

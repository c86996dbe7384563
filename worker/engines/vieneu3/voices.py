"""The file of voices: a speaker's vector, and the frames of a reference to imitate."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StrictInt, TypeAdapter, ValidationError

from voicefarm.errors import BadSetting, UnknownName
from voicefarm.models import Model
from voicefarm.wording.validation import first_fault
from worker.engines.vieneu3.settings import (
    CODEBOOKS,
    CODES,
    Vieneu3Settings,
    Vieneu3VoiceSettings,
    read_voice_settings,
)
from worker.model_files.local import read_json, resolve

VECTOR = 192
"""Numbers of a speaker's vector."""
_Code = Annotated[StrictInt, Field(ge=0, lt=CODES)]
_Frame = Annotated[tuple[_Code, ...], Field(min_length=CODEBOOKS, max_length=CODEBOOKS)]
_Number = Annotated[float, Field(allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class SpeakerVoice:
    """A voice that can be given to the backbone."""

    vector: NDArray[np.float32]
    """[192]"""
    frames: NDArray[np.int64]
    """[frames, 16], of a recording in this voice; no frames if there is none to imitate."""
    style: int


class SpeakerPreset(BaseModel):
    """One voice in a file. Files come from others, so keys that are not read here are allowed."""

    model_config = ConfigDict(frozen=True)

    speaker_emb: Annotated[tuple[_Number, ...], Field(min_length=VECTOR, max_length=VECTOR)]
    codes: tuple[_Frame, ...] = ()
    aliases: tuple[str, ...] = ()


def load_speakers(settings: Vieneu3Settings, model: Model) -> dict[str, SpeakerVoice]:
    """All voices of `model` by the names of its model file.

    Raises EngineUnavailable when a file isn't here, UnknownName when the file of voices has no such
    voice, BadSetting when a voice doesn't fit this engine.
    """
    source = settings.voices_file
    path = resolve(source, model.name) if source else None
    presets = _VoicesOf(path, _json(path)) if path else None
    return {
        name: _speaker(settings, model, name, presets, read_voice_settings(model, name, voice))
        for name, voice in model.voices.items()
    }


class _VoicesOf:
    """A file with several voices."""

    def __init__(self, path: Path, content: Mapping[str, Any]) -> None:
        presets = content.get("presets")
        if not isinstance(presets, dict) or not presets:
            raise BadSetting(f"{path} has no 'presets'; give the voices_v3_turbo.json of VieNeu.")
        self._path, self._presets = path, presets
        self._default = content.get("default_voice") or next(iter(presets))

    def preset(self, name: str | None) -> SpeakerPreset:
        """The one of this name, or that had it once. Raises UnknownName or BadSetting."""
        wanted = name or self._default
        if wanted not in self._presets:
            renamed = [new for new, preset in self._presets.items() if wanted in _aliases(preset)]
            if not renamed:
                raise UnknownName.of("Voice", wanted, self._presets, f" in {self._path}")
            wanted = renamed[0]
        return _preset(self._presets[wanted], f"{self._path}: voice '{wanted}'")


def _speaker(
    settings: Vieneu3Settings,
    model: Model,
    name: str,
    presets: _VoicesOf | None,
    wanted: Vieneu3VoiceSettings,
) -> SpeakerVoice:
    if wanted.file is not None:
        preset = _preset(_json(wanted.file), str(wanted.file))
    elif presets is not None:
        preset = presets.preset(wanted.name)
    else:
        raise BadSetting(
            f"Model '{model.name}' has no 'voices_file', so its voice '{name}' needs 'file' in its "
            "settings."
        )
    frames = np.array(preset.codes if wanted.imitates else (), np.int64).reshape(-1, CODEBOOKS)
    vector = np.array(preset.speaker_emb, np.float32)
    if not vector.any():
        raise BadSetting(
            f"Voice '{name}' of model '{model.name}' has a vector of zeros; make it again."
        )
    return SpeakerVoice(vector, frames, settings.style if wanted.style is None else wanted.style)


def _preset(fields: Any, where: str) -> SpeakerPreset:
    try:
        return TypeAdapter(SpeakerPreset).validate_python(fields)
    except ValidationError as error:
        fault = first_fault(error, SpeakerPreset)
        raise BadSetting(f"{where}: {fault}; give a voice made for VieNeu v3 turbo.") from error


def _aliases(preset: Any) -> list[Any]:
    aliases = preset.get("aliases", []) if isinstance(preset, dict) else []
    return aliases if isinstance(aliases, list) else []


def _json(path: Path) -> dict[str, Any]:
    content = read_json(path, "voice file")
    if not isinstance(content, dict):
        raise BadSetting(f"{path} holds no JSON object; give a file of voices.")
    return content

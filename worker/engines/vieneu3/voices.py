"""The file of voices: a speaker's vector, and the frames of a reference to imitate."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StrictInt, TypeAdapter, ValidationError

from voicefarm.errors import BadSetting
from voicefarm.models import Model
from voicefarm.wording.validation import first_fault
from worker.engines.vieneu3.presets import PresetFile, read_fields
from worker.engines.vieneu3.settings import (
    CODEBOOKS,
    CODES,
    Vieneu3Settings,
    Vieneu3VoiceSettings,
    read_voice_settings,
)
from worker.model_files.local import resolve

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


def load_speakers(settings: Vieneu3Settings, model: Model) -> dict[str, SpeakerVoice]:
    """All voices of `model` by the names of its model file.

    Raises EngineUnavailable when a file isn't here, UnknownName when the file of voices has no such
    voice, BadSetting when a voice doesn't fit this engine.
    """
    source = settings.voices_file
    path = resolve(source, model.name) if source else None
    presets = PresetFile.read(path) if path else None
    return {
        name: _speaker(settings, model, name, presets, read_voice_settings(model, name, voice))
        for name, voice in model.voices.items()
    }


def _speaker(
    settings: Vieneu3Settings,
    model: Model,
    name: str,
    presets: PresetFile | None,
    wanted: Vieneu3VoiceSettings,
) -> SpeakerVoice:
    if wanted.file is not None:
        preset = _preset(read_fields(wanted.file), str(wanted.file))
    elif presets is not None:
        preset = _preset(*presets.fields(wanted.name))
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

"""The file of voices: a speaker's vector, and the style of a recording in 50 rows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voicefarm.errors import BadSetting
from voicefarm.models import Model
from voicefarm.wording.validation import first_fault
from worker.engines.vieneu3.nano.settings import NanoSettings, read_voice_settings
from worker.engines.vieneu3.presets import PresetFile
from worker.engines.vieneu3.tables import check_shapes, read_tables
from worker.engines.vieneu3.voices import VECTOR
from worker.model_files.local import resolve

STYLE = (50, 256)
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Row = Annotated[tuple[_Number, ...], Field(min_length=STYLE[1], max_length=STYLE[1])]


@dataclass(frozen=True, slots=True)
class NanoVoice:
    """A voice that can be given to the graphs."""

    vector: NDArray[np.float32]
    """[1, 192]"""
    style: NDArray[np.float32]
    """[1, 50, 256]"""

    @classmethod
    def nobody(cls, path: Path) -> Self:
        """The voice of no speaker, from the file of constants. Raises as `read_tables` does."""
        wanted = {"null_spk": (VECTOR,), "null_style": STYLE}
        tables = read_tables(path, wanted, "constants")
        check_shapes(tables, wanted, path)
        return cls(tables["null_spk"][None], tables["null_style"][None])


class NanoPreset(BaseModel):
    """One voice in a file. Files come from others, so keys that are not read here are allowed."""

    model_config = ConfigDict(frozen=True)

    speaker_emb: Annotated[tuple[_Number, ...], Field(min_length=VECTOR, max_length=VECTOR)]
    style: Annotated[tuple[_Row, ...], Field(min_length=STYLE[0], max_length=STYLE[0])]


def load_nano_voices(settings: NanoSettings, model: Model) -> dict[str, NanoVoice]:
    """All voices of `model` by the names of its model file.

    Raises EngineUnavailable when the file isn't here, UnknownName when it has no such voice,
    BadSetting when a voice doesn't fit this engine.
    """
    presets = PresetFile.read(resolve(settings.voices_file, model.name))
    wanted = {
        name: read_voice_settings(model, name, voice).name for name, voice in model.voices.items()
    }
    return {name: _voice(*presets.fields(known)) for name, known in wanted.items()}


def _voice(fields: Any, where: str) -> NanoVoice:
    try:
        preset = NanoPreset.model_validate(fields)
    except ValidationError as error:
        fault = first_fault(error, NanoPreset)
        raise BadSetting(f"{where}: {fault}; give a voice made for VieNeu v3 nano.") from error
    vector, style = (
        np.array(part, np.float32)[None] for part in (preset.speaker_emb, preset.style)
    )
    return NanoVoice(vector, style)

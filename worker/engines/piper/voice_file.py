"""The JSON file next to a Piper voice's network. It comes from others: other keys are allowed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from voicefarm.errors import BadSetting, UnknownName
from voicefarm.wording.validation import first_fault
from worker.model_files.local import read_json

PAD, BEGIN, END = "_", "^", "$"
"""The signs of the map that stand between phonemes, before the first and behind the last."""


class _VoiceTable(BaseModel):
    model_config = ConfigDict(frozen=True)


class Audio(_VoiceTable):
    """What the network's sound is."""

    sample_rate: int = Field(ge=8_000, le=192_000)


class Espeak(_VoiceTable):
    """Whose phonemes the network was trained on."""

    voice: str = Field(min_length=1)


class Inference(_VoiceTable):
    """How its maker wants it to speak."""

    noise_scale: float = Field(0.667, ge=0)
    length_scale: float = Field(1.0, gt=0)
    noise_w: float = Field(0.8, ge=0)


class VoiceFile(_VoiceTable):
    """What the JSON file says, as far as it is read here."""

    audio: Audio
    espeak: Espeak = Espeak(voice="en-us")
    inference: Inference = Inference()
    phoneme_type: Literal["espeak", "text"] = "espeak"
    phoneme_map: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Signs to be replaced by others before they are looked up."""
    phoneme_id_map: Mapping[str, tuple[int, ...]] = Field(min_length=1)
    num_symbols: int = Field(256, ge=1)
    num_speakers: int = Field(1, ge=1)
    speaker_id_map: Mapping[str, int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _ids_are_in_range(self) -> "VoiceFile":
        top = max((one for ids in self.phoneme_id_map.values() for one in ids), default=0)
        if top >= self.num_symbols:
            raise ValueError(f"'phoneme_id_map' has id {top}, of {self.num_symbols} symbols")
        if missing := [sign for sign in (PAD, BEGIN, END) if sign not in self.phoneme_id_map]:
            raise ValueError(f"'phoneme_id_map' lacks {' '.join(missing)}")
        return self

    def speaker(self, wanted: str | int | None, model: str) -> int:
        """The number of a speaker. Raises UnknownName, or BadSetting for a number too high."""
        if wanted is None:
            return 0
        if isinstance(wanted, str):
            if wanted not in self.speaker_id_map:
                where = f" to the network of model '{model}'"
                raise UnknownName.of("Speaker", wanted, self.speaker_id_map, where)
            return self.speaker_id_map[wanted]
        if not 0 <= wanted < self.num_speakers:
            raise BadSetting(
                f"Model '{model}' names speaker {wanted}, and its network has 0 to "
                f"{self.num_speakers - 1}; correct its file."
            )
        return wanted


def read_voice_file(path: Path) -> VoiceFile:
    """Read and check the file. Raises EngineUnavailable, or BadSetting with key and complaint."""
    try:
        return VoiceFile.model_validate(read_json(path, "voice file"))
    except ValidationError as error:
        fault = first_fault(error, VoiceFile)
        raise BadSetting(f"{path}: {fault}; give the JSON file of a Piper voice.") from error

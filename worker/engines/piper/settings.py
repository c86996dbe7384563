"""Settings of a Piper voice: the `[settings]` table of its model file, strict."""

from pydantic import Field, ValidationError

from voicefarm.errors import BadSetting
from voicefarm.models import Model
from voicefarm.models import Voice as ModelVoice
from voicefarm.wording.validation import first_fault
from worker import engines
from worker.model_files.source import Source, StrictTable


class PiperSettings(StrictTable):
    """The whole `[settings]` table of a model whose engine is `piper`."""

    network: Source
    """The ONNX file."""
    quantized: Source | None = None
    """The same network in 8 bits, which runs in its place where CoreML isn't there."""
    voice: Source
    """The JSON file that belongs to it: `….onnx.json`."""
    noise_scale: float | None = Field(default=None, ge=0, le=2)
    """How much the sound is left to chance. Left out: as the JSON file says."""
    noise_w: float | None = Field(default=None, ge=0, le=2)
    """How much the durations are left to chance. Left out: as the JSON file says."""
    length_scale: float | None = Field(default=None, gt=0, le=5)
    """How long phonemes are at speed 1.0; more is slower. Left out: as the JSON file says."""
    sentence_pause: float = Field(default=0.2, ge=0, le=5)
    """Seconds of silence between two sentences of a chunk, at speed 1.0. The voice's own pause
    comes on top: 0.15 s for the voice joe."""


class PiperVoiceSettings(StrictTable):
    """The `settings` of a voice of such a model."""

    speaker: str | int | None = None
    """Name or number of the speaker, for a file with many. Left out: the first one."""


def read_settings(model: Model) -> PiperSettings:
    """The settings of a model of this engine. Raises BadSetting with key and complaint."""
    return engines.read_settings(model, PiperSettings)


def read_voice_settings(model: Model, name: str, voice: ModelVoice) -> PiperVoiceSettings:
    """The settings of a voice. Raises BadSetting with voice, key and complaint."""
    try:
        return PiperVoiceSettings.model_validate(voice.settings)
    except ValidationError as error:
        fault = first_fault(error, PiperVoiceSettings).inside("voices", name, "settings")
        raise BadSetting(f"Model '{model.name}': {fault}; correct its file.") from error

"""Settings of VieNeu v3 nano: the `[settings]` of its model file and of its voices, strict."""

from pydantic import Field, ValidationError

from voicefarm.errors import BadSetting
from voicefarm.models import Model, Voice
from voicefarm.wording.validation import first_fault
from worker import engines
from worker.engines.vieneu3.settings import GraphSettings
from worker.model_files.source import Source, StrictTable

RATE = 24_000
"""Hz, of every voice."""


class NanoSettings(GraphSettings):
    """The whole `[settings]` table of a model whose engine is `vieneu3-nano`."""

    steps: int = Field(default=16, ge=1, le=100)
    """Steps from noise to speech. 8 are twice as fast and rougher; then `sway = -1` helps."""
    guidance: float = Field(default=3.0, ge=0, le=20)
    """How far the text drives the sound away from what is said without one. 0 takes half the work
    and is understood worse."""
    sway: float = Field(default=0.0, ge=-1, le=1)
    """Below 0 the first steps are shorter than the last ones."""
    longest_s: float = Field(default=20.0, gt=0, le=60)
    """Seconds of an utterance at most. The model was trained on 15."""
    text_encoder: Source
    """The ONNX file that reads ids."""
    duration_predictor: Source
    """The ONNX file that says how long they take."""
    vector_estimator: Source
    """The ONNX file that makes a step."""
    codec_decoder: Source
    """The ONNX file that makes samples."""
    symbols: Source
    """The `config.json`, with the ids of all signs."""
    constants: Source
    """An `.npz` with `null_spk` and `null_style`: the voice of no speaker."""
    voices_file: Source
    """The `voices_v3_nano.json`."""


class NanoVoiceSettings(StrictTable):
    """The `settings` of a voice."""

    name: str | None = None
    """How the file of voices calls it; without, its default voice."""


def read_settings(model: Model) -> NanoSettings:
    """The settings of a model of this engine. Raises BadSetting with key and complaint."""
    settings = engines.read_settings(model, NanoSettings)
    if model.sample_rate != RATE:
        raise BadSetting(
            f"Model '{model.name}' says {model.sample_rate} Hz but VieNeu v3 nano makes {RATE}; "
            "correct 'sample_rate' in its file."
        )
    return settings


def read_voice_settings(model: Model, name: str, voice: Voice) -> NanoVoiceSettings:
    """The settings of a voice. Raises BadSetting with voice, key and complaint."""
    try:
        return NanoVoiceSettings.model_validate(voice.settings)
    except ValidationError as error:
        fault = first_fault(error, NanoVoiceSettings).inside("voices", name, "settings")
        raise BadSetting(f"Model '{model.name}': {fault}; correct its file.") from error

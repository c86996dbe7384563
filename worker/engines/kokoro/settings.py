"""Settings of Kokoro: the `[settings]` table of its model file and of its voices, strict."""

from functools import cached_property

from pydantic import Field, ValidationError, model_validator

from voicefarm.errors import BadSetting
from voicefarm.models import Model, Voice
from voicefarm.wording.validation import first_fault
from worker import engines
from worker.model_files.source import Source, StrictTable

MOST_SIGNS = 510
"""What the network takes in one call, without the two ends."""


class KokoroSettings(StrictTable):
    """The whole `[settings]` table of a model whose engine is `kokoro`."""

    network: Source
    """The ONNX file."""
    vocabulary: Source
    """A JSON file with the ids of the signs: `config.json`, `tokenizer.json` or `vocab.json`."""
    together: int = Field(default=250, ge=0, le=MOST_SIGNS)
    """Signs up to which sentences are spoken as one. More sound more coherent, and take more
    memory: 510 signs are 30 s."""
    sentence_pause: float = Field(default=0.0, ge=0, le=5)
    """Seconds of silence between two passages of a chunk, at speed 1.0. It comes on top of the
    voices' own pause, 0.5 s."""


class StyleSettings(StrictTable):
    """The file of one voice."""

    style: Source
    """float32 [510, 256], a row for each number of signs: a `.bin`, or an `.npz` of several."""
    member: str = ""
    """Its name in an `.npz`."""
    espeak: str = ""
    """The voice of espeak-ng whose phonemes it speaks; left out, the language's usual one."""


class BlendPart(StrictTable):
    """One voice of a blend."""

    share: float = Field(gt=0, le=1)
    settings: StyleSettings


class KokoroVoiceSettings(StrictTable):
    """The `settings` of a voice: those of one file, or a blend."""

    style: Source | None = None
    member: str = ""
    espeak: str = ""
    blend: tuple[BlendPart, ...] = ()

    @model_validator(mode="after")
    def _is_one_or_a_blend(self) -> "KokoroVoiceSettings":
        if (self.style is None) != bool(self.blend):
            raise ValueError("give 'style', or 'blend'")
        return self

    @cached_property
    def parts(self) -> tuple[BlendPart, ...]:
        """The files that it is made of, with their shares; the first one's accent is its own."""
        if self.style is None:
            return self.blend
        one = StyleSettings(style=self.style, member=self.member, espeak=self.espeak)
        return (BlendPart(share=1, settings=one),)


def read_settings(model: Model) -> KokoroSettings:
    """The settings of a model of this engine. Raises BadSetting with key and complaint."""
    return engines.read_settings(model, KokoroSettings)


def read_voice_settings(model: Model, name: str, voice: Voice) -> KokoroVoiceSettings:
    """The settings of a voice. Raises BadSetting with voice, key and complaint."""
    try:
        return KokoroVoiceSettings.model_validate(voice.settings, context={"folder": model.folder})
    except ValidationError as error:
        fault = first_fault(error, KokoroVoiceSettings).inside("voices", name, "settings")
        raise BadSetting(f"Model '{model.name}': {fault}; correct its file.") from error

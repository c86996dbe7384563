"""Voices of speech language models: reference codes or an embedding, read from JSON and checked.

The formats are VieNeu-TTS's. Its `voices.json` holds codes and the words that they say; or, for a
codec that takes an embedding, the embedding's numbers. An enrolled voice is one preset in a file of
its own.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    ValidationError,
    model_validator,
)

from voicefarm.errors import BadSetting, EngineUnavailable, UnknownName
from voicefarm.models import Model
from voicefarm.models import Voice as ModelVoice
from voicefarm.wording.validation import first_fault
from worker.engines.speechlm.codecs.codec import codec_kind
from worker.engines.speechlm.prompts.prompt_format import Reference, check_takes_reference
from worker.engines.speechlm.settings import SpeechLMSettings
from worker.language.phonemizers import phonemizer
from worker.model_files.local import resolve
from worker.model_files.source import LocalFile, StrictTable

_FULL_STOP = re.compile(r"(?:\.+|…)(?=[\"'”’»)\]]*\s+\S)")


@dataclass(frozen=True, slots=True)
class Embedding:
    """A voice as a point in the codec's voice space."""

    values: tuple[float, ...]


class _Preset(BaseModel):
    """One voice in a file. Files come from others, so keys that are not read here are allowed."""

    model_config = ConfigDict(frozen=True)

    description: str = ""


class ReferencePreset(_Preset):
    """A voice to imitate, such as an enrolled one."""

    codes: tuple[Annotated[StrictInt, Field(ge=0)], ...] = Field(min_length=1)
    text: str = Field(min_length=1)


class EmbeddingPreset(_Preset):
    """A voice for a codec that takes an embedding."""

    codes: tuple[Annotated[float, Field(allow_inf_nan=False)], ...]
    """The embedding; the file calls it so."""


Preset = ReferencePreset | EmbeddingPreset


@dataclass(frozen=True, slots=True)
class VoicesFile:
    """What a `voices.json` holds."""

    presets: Mapping[str, Preset]
    default: str

    def preset(self, name: str) -> Preset:
        """The preset called `name`. Raises UnknownName that lists the known."""
        if name not in self.presets:
            raise UnknownName.of("Voice", name, self.presets, " in the model's voices.json")
        return self.presets[name]


class VoiceSettings(StrictTable):
    """What a model file may say of a voice, in its `settings`."""

    name: str | None = None
    """How the model's voices.json calls it; without, its default voice."""
    file: LocalFile | None = None
    """A JSON file with the voice, instead; relative to the folder of the model file."""
    reference: bool = True
    """False for a voice that the model speaks of itself, with nothing to imitate."""
    speaker: str | None = Field(default=None, min_length=1)
    """How prompts call the voice, where the format names it; without, as the model file does."""
    full_stop: Literal[".", "!", ";"] = "."
    """What the model reads for a full stop inside an utterance. Another mark helps where its
    training gave the full stop no pause."""

    @model_validator(mode="after")
    def _without_a_reference_there_is_none_to_name(self) -> "VoiceSettings":
        if not self.reference and (self.name or self.file):
            raise ValueError("a voice without a reference has neither 'name' nor 'file'")
        return self


def load_voices(
    settings: SpeechLMSettings, model: Model
) -> Mapping[str, Reference | Embedding | None]:
    """All voices of `model` by the names of its model file, checked and phonemized.

    None is a voice without a reference.

    Raises EngineUnavailable when a file isn't here, and UnknownName when voices.json has no such
    voice. Raises BadSetting when a file doesn't fit the model or its prompt takes no such voice.
    """
    reader = _VoiceReader(settings, model)
    return {name: reader.read(name, voice) for name, voice in model.voices.items()}


def read_enrolled_voice(
    content: bytes, settings: SpeechLMSettings, language: str
) -> Reference | Embedding:
    """An enrolled voice from its JSON. Raises BadSetting if it was made for another codec."""
    return _spoken(_read_preset(content, "The enrolled voice", settings), settings, language)


def load_voice_settings(model: Model) -> Mapping[str, VoiceSettings]:
    """What the model file says of each voice. Raises BadSetting."""
    return {name: _voice_settings(model, name, voice) for name, voice in model.voices.items()}


def with_full_stops(text: str, mark: str) -> str:
    """`text` with `mark` for each full stop that isn't its last, and for each ellipsis."""
    return text if mark == "." else _FULL_STOP.sub(mark, text)


class _VoiceReader:
    """Reads the voices of one model."""

    def __init__(self, settings: SpeechLMSettings, model: Model) -> None:
        self._settings, self._model = settings, model
        source = settings.voices_file
        self._presets = read_voices_file(resolve(source, model.name), settings) if source else None

    def read(self, name: str, voice: ModelVoice) -> Reference | Embedding | None:
        wanted = _voice_settings(self._model, name, voice)
        if not wanted.reference:
            return None
        return _spoken(self._preset(name, wanted), self._settings, voice.languages[0])

    def _preset(self, name: str, wanted: VoiceSettings) -> Preset:
        if wanted.file is not None:
            return _read_preset(_bytes(wanted.file), wanted.file, self._settings)
        if self._presets is None:
            raise BadSetting(
                f"Model '{self._model.name}' has no 'voices_file', so its voice '{name}' needs "
                "'file' in its settings, or 'reference = false' there."
            )
        return self._presets.preset(wanted.name or self._presets.default)


def _spoken(preset: Preset, settings: SpeechLMSettings, language: str) -> Reference | Embedding:
    if isinstance(preset, EmbeddingPreset):
        return Embedding(preset.codes)
    check_takes_reference(settings.prompt_format)
    phonemes = phonemizer(settings.phonemizer)(preset.text, language)
    return Reference(preset.codes, preset.text, phonemes)


def read_voices_file(path: Path, settings: SpeechLMSettings) -> VoicesFile:
    """Read and check a `voices.json`. Raises BadSetting that names the file, voice and fault."""
    fields = _json(_bytes(path), path)
    presets = fields.get("presets")
    if not isinstance(presets, dict) or not presets:
        raise BadSetting(f"{path} has no 'presets'; give a voices.json of VieNeu-TTS's format.")
    voices = {
        str(name): _preset(preset, f"{path}: voice '{name}'", settings)
        for name, preset in presets.items()
    }
    default = fields.get("default_voice") or next(iter(voices))
    if default not in voices:
        raise BadSetting(
            f"{path} names '{default}' as default_voice but has no such preset; correct it."
        )
    return VoicesFile(voices, default)


def _read_preset(content: bytes, where: Path | str, settings: SpeechLMSettings) -> Preset:
    return _preset(_json(content, where), str(where), settings)


def _preset(fields: Any, where: str, settings: SpeechLMSettings) -> Preset:
    """Check one voice against the codec and the block of codes of the model."""
    size = codec_kind(settings.codec.kind).embedding_size
    try:
        if size is None:
            reference = ReferencePreset.model_validate(fields)
            _check_codes(reference.codes, where, settings.tokens.codes)
            return reference
        embedding = EmbeddingPreset.model_validate(fields)
        _check_size(embedding.codes, where, size)
        return embedding
    except ValidationError as error:
        fault = first_fault(error, ReferencePreset if size is None else EmbeddingPreset)
        raise BadSetting(f"{where}: {fault}; give a voice made for this codec.") from error


def _check_codes(codes: tuple[int, ...], where: str, count: int) -> None:
    if (top := max(codes)) >= count:
        raise BadSetting(
            f"{where}: code {top} is out of range, the model has 0 to {count - 1}; "
            "give a voice made for this codec."
        )


def _check_size(values: tuple[float, ...], where: str, size: int) -> None:
    if len(values) != size:
        raise BadSetting(
            f"{where}: 'codes' has {len(values)} numbers, and voices of this codec have {size}; "
            "give a voice made for this codec."
        )


def _voice_settings(model: Model, name: str, voice: ModelVoice) -> VoiceSettings:
    try:
        return VoiceSettings.model_validate(voice.settings, context={"folder": model.folder})
    except ValidationError as error:
        fault = first_fault(error, VoiceSettings).inside("voices", name, "settings")
        raise BadSetting(f"Model '{model.name}': {fault}; correct its file.") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EngineUnavailable(
            f"The voice file {path} can't be read ({error.strerror}); correct its path."
        ) from error


def _json(content: bytes, where: Path | str) -> dict[str, Any]:
    try:
        fields = json.loads(content)
    except ValueError as error:
        raise BadSetting(f"{where} is not valid JSON ({error}); fetch or make it again.") from error
    if not isinstance(fields, dict):
        raise BadSetting(f"{where} holds no JSON object; give a voices.json or an enrolled voice.")
    return fields

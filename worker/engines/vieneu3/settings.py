"""Settings of VieNeu v3: the `[settings]` table of its model file and of its voices, strict."""

from pydantic import Field, ValidationError, field_validator

from voicefarm.errors import BadSetting
from voicefarm.models import Model, Voice
from voicefarm.wording.validation import first_fault
from worker import engines
from worker.engines.speechlm.settings import Streaming
from worker.language.phonemizers import PHONEMIZERS
from worker.model_files.source import LocalFile, Source, StrictTable

CODEBOOKS = 16
"""Codes of a frame."""
CODES = 1024
"""Of each codebook."""
RATE = 48_000
"""Hz, of every voice."""
FRAMES_PER_S = 12.5
STYLES = 10


class FrameSampling(StrictTable):
    """How a code is drawn. In this order: repetition penalty, temperature, top-k, top-p."""

    temperature: float = Field(default=0.8, ge=0, le=5)
    """0 takes the likeliest code always; the seed then has no effect."""
    top_k: int = Field(default=25, ge=0)
    """Keep the k likeliest codes; 0 keeps all."""
    top_p: float = Field(default=0.95, gt=0, le=1)
    """Keep the likeliest codes that together have this share."""
    repetition_penalty: float = Field(default=1.2, ge=1, le=3)
    """Divides the logit of codes that the same codebook had in the window; 1 is off."""
    repetition_window: int = Field(default=64, ge=0, le=256)
    """Frames that the penalty looks back."""


class FrameLimits(StrictTable):
    """How long an utterance may get before it counts as a runaway."""

    frames_per_character: float = Field(default=1.5, gt=0, le=100)
    """Most frames per spoken character: usual speech has about 0.9."""
    extra_frames: int = Field(default=25, ge=0, le=1000)
    """Frames on top, for pauses and very short texts."""

    def budget(self, characters: int) -> int:
        """The most frames that this many spoken characters may take."""
        return int(characters * self.frames_per_character) + self.extra_frames


class GraphSettings(StrictTable):
    """What the tables of turbo and nano have in common: a phonemizer, and files."""

    phonemizer: str = "sea-g2p"
    """What turns text into what the model was trained to read."""

    @field_validator("phonemizer")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in PHONEMIZERS:
            raise ValueError(f"give one of {', '.join(PHONEMIZERS)}")
        return name

    @property
    def files(self) -> dict[str, Source]:
        """All files by their keys."""
        named = {key: getattr(self, key) for key in type(self).model_fields}
        return {key: value for key, value in named.items() if isinstance(value, Source)}


class Vieneu3Settings(GraphSettings):
    """The whole `[settings]` table of a model whose engine is `vieneu3`."""

    context: int = Field(default=1024, ge=64, le=8192)
    """Rows that one utterance may have: its phonemes, its voice's frames and its own."""
    style: int = Field(default=0, ge=0, lt=STYLES)
    """The token before the text; 0 is natural. Makers of the model name no other any more: a voice
    has its style in its codes."""
    together: int = Field(default=8, ge=1, le=64)
    """Utterances at most that share a step, where the graphs take several. 1 gives each utterance
    the same samples whatever its neighbours are."""
    prefill: Source
    """The backbone over a whole prompt, an ONNX file."""
    decode_step: Source
    """The backbone over one more row."""
    backbone_data: Source | None = None
    """The weights that both name, if they lie in a file of their own."""
    acoustic: Source
    """The network that fills a frame."""
    heads: Source
    """An `.npz` with `text_emb`, `audio_emb` and the projection `xvec_*`."""
    tokenizer: Source
    """The `tokenizer.json` of the phonemes."""
    codec: Source
    """MOSS's `decode_full`."""
    codec_data: Source | None = None
    """Its weights, if they lie in a file of their own."""
    voices_file: Source | None = None
    """The `voices_v3_turbo.json`."""
    sampling: FrameSampling = FrameSampling()
    limits: FrameLimits = FrameLimits()
    streaming: Streaming = Streaming(piece=96, look_forward=32, look_back=384, overlap=16)
    """In codes, 16 a frame."""

    @field_validator("streaming")
    @classmethod
    def _pieces_are_whole_frames(cls, streaming: Streaming) -> Streaming:
        odd = [name for name, codes in streaming if codes % CODEBOOKS]
        if odd:
            raise ValueError(f"give '{odd[0]}' in whole frames of {CODEBOOKS} codes")
        return streaming


class Vieneu3VoiceSettings(StrictTable):
    """The `settings` of a voice."""

    name: str | None = None
    """How the file of voices calls it, or called it once; without, its default voice."""
    file: LocalFile | None = None
    """A JSON file with this one voice, instead; relative to the folder of the model file."""
    imitates: bool = True
    """Whether the model hears the voice's own codes, or has its vector alone."""
    style: int | None = Field(default=None, ge=0, lt=STYLES)
    """As in the model's settings, for this voice."""


def read_settings(model: Model) -> Vieneu3Settings:
    """The settings of a model of this engine. Raises BadSetting with key and complaint."""
    settings = engines.read_settings(model, Vieneu3Settings)
    if model.sample_rate != RATE:
        raise BadSetting(
            f"Model '{model.name}' says {model.sample_rate} Hz but VieNeu v3 makes {RATE}; "
            "correct 'sample_rate' in its file."
        )
    return settings


def read_voice_settings(model: Model, name: str, voice: Voice) -> Vieneu3VoiceSettings:
    """The settings of a voice. Raises BadSetting with voice, key and complaint."""
    try:
        return Vieneu3VoiceSettings.model_validate(voice.settings, context={"folder": model.folder})
    except ValidationError as error:
        fault = first_fault(error, Vieneu3VoiceSettings).inside("voices", name, "settings")
        raise BadSetting(f"Model '{model.name}': {fault}; correct its file.") from error

"""Settings of a speech-language-model voice: the `[settings]` table of its model file, strict."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from voicefarm.errors import BadSetting, UnknownName
from voicefarm.models import Model
from voicefarm.registry import Registry
from worker import engines
from worker.engines.speechlm.registries import (
    AUTOMATIC_BACKBONE,
    BACKBONES,
    CODECS,
    PROMPT_FORMATS,
    REMOTE_BACKBONE,
)
from worker.language.phonemizers import PHONEMIZERS
from worker.model_files.source import Source, StrictTable, WeightsSource

Device = Literal["cpu", "cuda"]
Precision = Literal["fp32", "fp16", "bf16"]
KeyKind = Literal["q8_0", "f16"]


def _known_in(registry: Registry) -> AfterValidator:
    """Holds a name against `registry`; the complaint names the nearest entry."""

    def check(name: str) -> str:
        try:
            return registry.check(name)
        except UnknownName as error:
            sentence = str(error).removesuffix(".")
            raise PydanticCustomError(
                "unknown_name", "{sentence}", {"sentence": sentence}
            ) from None

    return AfterValidator(check)


class CodecSource(Source):
    """The ONNX decoder that turns codes into sound."""

    kind: Annotated[str, _known_in(CODECS)]
    """Which signature the file has: the codec's inputs, their types, and its odd facts."""


class Tokens(StrictTable):
    """How the vocabulary names what the engine reads: speech codes and the end of speech."""

    speech: str = "<|speech_{}|>"
    """Token of a code; `{}` stands for its number."""
    first: int = Field(default=0, ge=0)
    """The number in the token of code 0."""
    codes: int = Field(default=65_536, ge=2, le=1 << 20)
    """Size of the block of speech tokens, whose ids are contiguous."""
    frame: int = Field(default=1, ge=1, le=64)
    """Codes of a frame. The block has as many equal parts, and the n-th code of a frame comes from
    the n-th of them. Speech ends between two frames."""
    end: str = "<|SPEECH_GENERATION_END|>"
    """Token with which the model says that the utterance is over."""

    @model_validator(mode="after")
    def _speech_has_one_place_for_the_code(self) -> "Tokens":
        if self.speech.count("{}") != 1:
            raise ValueError("'speech' needs '{}' once, where the code's number stands")
        return self

    @model_validator(mode="after")
    def _frames_share_the_block(self) -> "Tokens":
        if self.codes % self.frame:
            raise ValueError(f"give 'codes' that {self.frame} codes of a 'frame' can share evenly")
        return self

    def name(self, code: int) -> str:
        """How the vocabulary spells a code."""
        return self.speech.format(self.first + code)


class Sampling(StrictTable):
    """How the next token is drawn, over speech codes and END only. In this order: repetition
    penalty, top-k, top-p, min-p, temperature; as llama.cpp, and so the models' own settings."""

    temperature: float = Field(default=1.0, ge=0, le=5)
    """0 takes the likeliest token always; the seed then has no effect."""
    top_k: int = Field(default=50, ge=0)
    """Keep the k likeliest tokens; 0 keeps all."""
    top_p: float = Field(default=0.95, gt=0, le=1)
    """Keep the likeliest tokens that together have this share."""
    min_p: float = Field(default=0.05, ge=0, lt=1)
    """Drop tokens less likely than this share of the likeliest."""
    repetition_penalty: float = Field(default=1.0, ge=1, le=3)
    """Divides the logit of codes heard in the window (multiplies a negative one); 1 is off."""
    repetition_window: int = Field(default=64, ge=0, le=4096)
    """How many of the last codes the penalty looks at."""
    min_tokens: int = Field(default=0, ge=0)
    """END is forbidden before this many codes."""


class LengthLimits(StrictTable):
    """How long an utterance may get before it counts as a runaway."""

    tokens_per_character: float = Field(default=6.0, gt=0, le=100)
    """Most codes per spoken character: slow speech has about 4 at 50 a second."""
    extra_tokens: int = Field(default=100, ge=0, le=10_000)
    """Codes on top, for pauses and very short texts."""

    def budget(self, characters: int) -> int:
        """The most codes that this many spoken characters may take before it is a runaway."""
        return int(characters * self.tokens_per_character) + self.extra_tokens


class Streaming(StrictTable):
    """How an utterance is cut into pieces for a listener, in codes. Shapes no take."""

    piece: int = Field(default=25, ge=1, le=1000)
    """Codes of a piece at least: half a second at 50 a second."""
    look_forward: int = Field(default=10, ge=0, le=1000)
    """Codes behind a piece that its sound is decoded with."""
    look_back: int = Field(default=100, ge=0, le=2000)
    """Codes before a piece that its sound is decoded with."""
    overlap: int = Field(default=1, ge=1, le=100)
    """Codes over which two pieces are faded into each other."""


class CompletionsServerSettings(StrictTable):
    """Where a server of completions is, for `backbone = "openai"`. Shapes no take."""

    url: str | None = None
    """Its address up to the version: `http://gpu:8000/v1`."""
    url_variable: str = "SPEECH_SERVER_URL"
    """The environment variable with the address, if `url` is left out."""
    key_variable: str = "SPEECH_SERVER_KEY"
    """The environment variable with the server's key, if it wants one."""
    model: str | None = None
    """The model's name there; left out, the first one that the server lists."""
    timeout_s: float = Field(default=60, gt=0, le=3600)
    """A server that sends nothing for so long counts as dead."""


class SpeechLMSettings(StrictTable):
    """The whole `[settings]` table of a model whose engine is `speechlm`."""

    backbone: Annotated[str, _known_in(BACKBONES)] = AUTOMATIC_BACKBONE
    """What runs the language model's steps. `auto` takes what is fastest on the machine. One that
    is named here is part of the fingerprint; `VOICEFARM_BACKBONE` goes before it and is not."""
    prompt_format: Annotated[str, _known_in(PROMPT_FORMATS)]
    """How the prompt is written; data of the model, never guessed from its name."""
    phonemizer: Annotated[str, _known_in(PHONEMIZERS)]
    """What turns text into what the model was trained to read; `none` hands the text on."""
    context: int = Field(default=2048, ge=64, le=32_768)
    """Tokens that one utterance may have, prompt and speech together."""
    device: Device = "cpu"
    """`cuda` offloads all layers and runs the codec on the GPU too."""
    keys: KeyKind | None = None
    """How the caches hold keys, in 8 or 16 bits. Left out: in 8 on CPU if the model's heads
    allow it, which takes a quarter less memory and no more time (docs/performance.md)."""
    frames_per_second: int = Field(default=50, ge=1, le=1000)
    """Speech codes per second of audio."""
    emotion: str = ""
    """What stands before the text in the compact prompt, such as `<|emotion_0|>`."""
    precision: Precision = "fp32"
    """In how many bits the backbone `pytorch` computes; a GGUF file has its own."""
    weights: WeightsSource
    """The language model: a GGUF file, or for the backbone `pytorch` a checkpoint's folder."""
    codec: CodecSource
    aligner: Source | None = None
    """An ONNX file that hears which phoneme a code is: with it, takes that leave out a word or say
    one twice are made again."""
    server: CompletionsServerSettings = CompletionsServerSettings()
    voices_file: Source | None = None
    """The `voices.json` with reference codes or voice embeddings."""
    tokens: Tokens = Tokens()
    sampling: Sampling = Sampling()
    limits: LengthLimits = LengthLimits()
    streaming: Streaming = Streaming()

    @model_validator(mode="after")
    def _pieces_are_whole_frames(self) -> "SpeechLMSettings":
        frame = self.tokens.frame
        odd = [name for name, codes in self.streaming if codes % frame]
        if odd:
            raise ValueError(f"give 'streaming.{odd[0]}' in whole frames of {frame} codes")
        return self


def read_settings(model: Model) -> SpeechLMSettings:
    """The settings of a model of this engine. Raises BadSetting with key and complaint."""
    settings = engines.read_settings(model, SpeechLMSettings)
    if model.backbone and settings.backbone != REMOTE_BACKBONE:
        settings = settings.model_copy(update={"backbone": _set_backbone(model.backbone)})
    if model.enrols and model.enrols.codec != settings.codec.kind:
        raise BadSetting(
            f"Model '{model.name}' has 'enrols.codec' {model.enrols.codec!r} and "
            f"'settings.codec.kind' {settings.codec.kind!r}; it speaks in voices that were "
            "enrolled for its own codec, so make them equal."
        )
    return settings


def _set_backbone(name: str) -> str:
    """The backbone that the worker's own settings name. Raises BadSetting."""
    try:
        return BACKBONES.check(name)
    except UnknownName as error:
        raise BadSetting(f"'backbone' is wrong. {error} Change it in VOICEFARM_BACKBONE.") from None

"""The libraries that speak in a child, by name: an addition is an adapter and a line here."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from voicefarm.registry import Registry
from worker.model_files.source import LocalFile, StrictTable

ADAPTERS = Path(__file__).with_name("adapters")
_TURBO_SOUNDS = frozenset(
    ["clear throat", "sigh", "shush", "cough", "groan", "sniff", "gasp", "chuckle", "laugh"]
)


class LibraryOptions(StrictTable):
    """What all libraries have in common."""

    @property
    def sounds(self) -> frozenset[str]:
        """The emotion tags that it acts out; others never reach it."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a library without its environment."""

    adapter: str
    """File in `adapters/`."""
    requirements: str
    """File in `config/engines/`."""
    options: type[LibraryOptions]
    """For all voices."""
    voice_options: type[StrictTable]
    """For one voice."""

    @property
    def path(self) -> Path:
        """The adapter's file."""
        return ADAPTERS / self.adapter


class ReferenceVoice(StrictTable):
    """A voice to imitate."""

    reference: LocalFile | None = None
    """A recording of it; without, the library's own voice."""


class ChatterboxOptions(LibraryOptions):
    """What Chatterbox takes."""

    version: str = Field(default="original", pattern="^(original|multilingual|turbo)$")
    """Which of its models."""
    device: str = Field(default="cpu", pattern="^(cpu|cuda)$")
    folder: LocalFile | None = None
    """Its weights on this machine; without, it fetches them from the hub."""
    exaggeration: float = Field(default=0.5, ge=0, le=2)
    cfg_weight: float = Field(default=0.5, ge=0, le=2)
    temperature: float = Field(default=0.8, gt=0, le=5)

    @property
    def sounds(self) -> frozenset[str]:
        """Turbo's own tokens."""
        return _TURBO_SOUNDS if self.version == "turbo" else frozenset()


class TurboOptions(LibraryOptions):
    """What Chatterbox Turbo takes on onnxruntime."""

    folder: LocalFile | None = None
    """With `tokenizer.json` and `onnx/`; without, it fetches them from the hub."""
    precision: str = Field(default="q4", pattern="^(fp32|fp16|q8|q4|q4f16)$")
    """Which of the published files."""
    temperature: float = Field(default=0.8, ge=0, le=5)
    """0 takes the likeliest token always; the seed then has no effect."""

    @property
    def sounds(self) -> frozenset[str]:
        """Its own tokens."""
        return _TURBO_SOUNDS


class HiggsOptions(LibraryOptions):
    """What Higgs Audio V2 takes."""

    repository: str = "bosonai/higgs-audio-v2-generation-3B-base"
    """On the hub, or a folder."""
    device: str = Field(default="cpu", pattern="^(cpu|cuda)$")
    temperature: float = Field(default=0.7, ge=0, le=5)
    top_p: float = Field(default=0.95, gt=0, le=1)
    most_tokens: int = Field(default=1500, ge=10, le=8192)
    """25 are a second."""


class HiggsVoice(StrictTable):
    """A voice to imitate, with what it says."""

    reference: LocalFile | None = None
    reference_text: str | None = None


class StyleTTS2Options(LibraryOptions):
    """What StyleTTS2 takes."""

    checkpoint: LocalFile | None = None
    config: LocalFile | None = None
    alpha: float = Field(default=0.3, ge=0, le=1)
    """How much of the timbre comes from the text instead of the reference."""
    beta: float = Field(default=0.7, ge=0, le=1)
    """The same of the prosody."""
    diffusion_steps: int = Field(default=5, ge=1, le=100)
    embedding_scale: float = Field(default=1.0, ge=0, le=10)


CHATTERBOX = Kind("chatterbox_tts.py", "chatterbox.txt", ChatterboxOptions, ReferenceVoice)
TURBO = Kind("chatterbox_onnx.py", "chatterbox-onnx.txt", TurboOptions, ReferenceVoice)
HIGGS = Kind("higgs_audio.py", "higgs-audio.txt", HiggsOptions, HiggsVoice)
STYLETTS2 = Kind("styletts2_tts.py", "styletts2.txt", StyleTTS2Options, ReferenceVoice)

KINDS = Registry(
    "Isolated engine",
    {
        "chatterbox": "worker.engines.isolated.kinds:CHATTERBOX",
        "chatterbox-onnx": "worker.engines.isolated.kinds:TURBO",
        "higgs-audio": "worker.engines.isolated.kinds:HIGGS",
        "styletts2": "worker.engines.isolated.kinds:STYLETTS2",
    },
)

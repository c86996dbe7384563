"""The libraries that speak in a child, by name: an addition is an adapter and a line here."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from voicefarm.registry import Registry
from worker.model_files.source import LocalFile, StrictTable

ADAPTERS = Path(__file__).with_name("adapters")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a library without its environment."""

    adapter: str
    """File in `adapters/`."""
    requirements: str
    """File in `config/engines/`."""
    options: type[StrictTable]
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


class ChatterboxOptions(StrictTable):
    """What Chatterbox takes."""

    version: str = Field(default="original", pattern="^(original|multilingual|turbo)$")
    """Which of its models."""
    device: str = Field(default="cpu", pattern="^(cpu|cuda)$")
    folder: LocalFile | None = None
    """Its weights on this machine; without, it fetches them from the hub."""
    exaggeration: float = Field(default=0.5, ge=0, le=2)
    cfg_weight: float = Field(default=0.5, ge=0, le=2)
    temperature: float = Field(default=0.8, gt=0, le=5)


class HiggsOptions(StrictTable):
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


class StyleTTS2Options(StrictTable):
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
HIGGS = Kind("higgs_audio.py", "higgs-audio.txt", HiggsOptions, HiggsVoice)
STYLETTS2 = Kind("styletts2_tts.py", "styletts2.txt", StyleTTS2Options, ReferenceVoice)

KINDS = Registry(
    "Isolated engine",
    {
        "chatterbox": "worker.engines.isolated.kinds:CHATTERBOX",
        "higgs-audio": "worker.engines.isolated.kinds:HIGGS",
        "styletts2": "worker.engines.isolated.kinds:STYLETTS2",
    },
)

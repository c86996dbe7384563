"""Takes of espeak-ng's voices from the examples' text, for what is tested on real speech."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from producer.chunking import chunk_document
from producer.documents.formats import read_document
from voicefarm.artifacts.takes import to_pcm
from voicefarm.languages import Language
from voicefarm.models import read_model, shipped_config
from worker.engines import Speech, Utterance
from worker.engines.espeak import EspeakEngine
from worker.slots.watch import Watch
from worker.sound import Wave, to_wave

RATE = 22_050
EXAMPLES = Path(__file__).parents[2] / "examples"
VOICES: dict[Language, tuple[str, ...]] = {
    "en": ("en-us", "en-gb"),
    "vi": ("vi", "vi-central", "vi-south"),
}


@dataclass(frozen=True)
class Spoken:
    """One take, and what it was asked to say."""

    utterance: Utterance
    speech: Speech

    @property
    def wave(self) -> Wave:
        """As a take keeps it: in 16 bits."""
        return to_wave(to_pcm(self.speech.samples))


@cache
def engine() -> EspeakEngine:
    """The engine, loaded once."""
    model = read_model(shipped_config() / "models" / "espeak.toml")
    return EspeakEngine.load(model, slots=1, threads=1)


def utterances(language: Language, budget: int = 256, speed: float = 1.0) -> Iterator[Utterance]:
    """The example in that language, chunk by chunk, by each of its voices in turn."""
    document = read_document(EXAMPLES / f"article_{language}.md")
    for chunk in chunk_document(document, language, budget):
        for voice in VOICES[language]:
            yield Utterance(chunk.text, language, voice, speed)


def spoken(utterance: Utterance) -> Spoken:
    """Have it spoken."""
    return Spoken(utterance, engine().synthesize(utterance, Watch()))

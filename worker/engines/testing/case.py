"""What the conformance suite needs to know of an engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from voicefarm.languages import Language
from voicefarm.languages.tags import primary
from voicefarm.models import Model
from worker.engines import Engine, Utterance, engine_class
from worker.engines.testing.texts import ODD_TEXTS, TEXTS

MB = 1_000_000


@dataclass(frozen=True)
class EngineCase:
    """A model whose engine is tested. The engine is found by its name, as a worker finds it."""

    model: Model
    slots: int = 4
    """Utterances at once."""
    threads: int = 1
    """Cores that the engine may use."""
    texts: Mapping[Language, Sequence[str]] = field(default_factory=lambda: TEXTS)
    """What it says in each language: two texts or more of unequal lengths, the longest one last."""
    odd_texts: Mapping[str, str] = field(default_factory=lambda: ODD_TEXTS)
    """Cut to the model's budget. The engine speaks them or refuses them in a sentence."""
    repeatable: bool = True
    """False for an engine whose arithmetic depends on the other utterances in its batch. Takes of
    one seed are then compared by their length alone: one may be half as long as the other."""
    steps_to_stop: int = 2
    """`Watch.advance` calls that may follow a cancellation, or a deadline that passed."""
    memory_texts: Sequence[str] = ()
    """What it says while its memory is measured, if that needs longer texts than the rest."""
    chunks: int = 200
    """Chunks after which its memory is measured."""
    leak_bytes: int = 8 * MB
    """Memory that these chunks may leave behind, in a process that has spoken before."""

    @property
    def engine(self) -> type[Engine]:
        """The engine's class. Raises UnknownName or EngineUnavailable."""
        return engine_class(self.model.engine)

    def load(self) -> Engine:
        """Load the model."""
        return self.engine.load(self.model, slots=self.slots, threads=self.threads)

    @property
    def languages(self) -> list[Language]:
        """The languages in which it has both texts and a voice."""
        spoken = {one for voice in self.model.voices.values() for one in voice.languages}
        return [language for language in self.texts if language in spoken]

    def utterance(
        self, text: str, language: Language, *, voice: str | None = None, seed: int = 0
    ) -> Utterance:
        """`text` by the voice, or by the first one of the language."""
        name = voice or self._first_voice(language)
        return Utterance(text, language, name, seed=seed)

    def utterances(self, *, seed: int = 0) -> list[Utterance]:
        """All texts in all languages."""
        return [
            self.utterance(text, language, seed=seed)
            for language in self.languages
            for text in self.texts[language]
        ]

    def shortest(self) -> Utterance:
        """The first text of the first language."""
        return self.utterances()[0]

    def longest(self) -> Utterance:
        """The last text of the first language."""
        language = self.languages[0]
        return self.utterance(self.texts[language][-1], language)

    def short_text(self, language: Language) -> str:
        """The first text of the language, or of the first one if it has none."""
        texts = self.texts.get(language) or self.texts.get(primary(language))
        return (texts or self.texts[self.languages[0]])[0]

    def _first_voice(self, language: Language) -> str:
        voices = self.model.voices.items()
        return next(name for name, voice in voices if language in voice.languages)

"""The espeak-ng engine: a formant synthesizer that speaks at once and needs no download."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from voicefarm.artifacts.takes import from_pcm
from voicefarm.errors import BadSetting
from voicefarm.models import Model
from voicefarm.spoken.phonemes import word_spans
from worker.engines import Speech, Utterance, check_voice, closed_error, read_settings
from worker.language.espeak_library import EspeakLibrary
from worker.language.espeak_phonemes import spoken
from worker.language.espeak_words import words_of
from worker.language.phoneme_counts import counted_phonemes
from worker.slots.watch import Watch


class EspeakSettings(BaseModel):
    """The `settings` of a model of this engine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words_per_minute: int = Field(175, ge=80, le=450)
    """Speaking rate at speed 1.0; espeak-ng's own default."""


class EspeakEngine:
    """Speaks through the espeak-ng library in this process.

    The library's state is global to the process, so its own lock lets one utterance speak at a
    time. With a real time factor below 0.002 more would gain little.
    """

    def __init__(self, library: EspeakLibrary, model: Model, settings: EspeakSettings) -> None:
        self._library = library
        self._model = model
        self._voices = {name: voice.settings["name"] for name, voice in model.voices.items()}
        self._settings = settings
        self._closed = False

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """One more than cores: it speaks while the others write their takes."""
        return threads + 1

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        """Open the library. Raises EngineUnavailable if it isn't installed, or BadSetting."""
        settings = read_settings(model, EspeakSettings)
        library = EspeakLibrary.open()
        if library.sample_rate != model.sample_rate:
            raise BadSetting(
                f"Model '{model.name}' says {model.sample_rate} Hz but espeak-ng makes "
                f"{library.sample_rate}; correct 'sample_rate' in its file."
            )
        return cls(library, model, settings)

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        """Speak one utterance. Raises as `Engine.synthesize` does."""
        if self._closed:
            raise closed_error()
        check_voice(self._model, utterance)
        watch.check()
        rate = round(self._settings.words_per_minute * utterance.speed)
        voice = self._voices[utterance.voice]
        script = spoken(utterance.text, utterance.language)
        with self._library.lock:  # kept together, the voice is loaded once for both
            pcm, events = self._library.speak(
                script.text, voice, rate, has_phonemes=script.has_phonemes
            )
            phonemes = self._library.phonemes(script.text, voice)
        watch.advance()
        return Speech(
            from_pcm(pcm),
            facts={"phonemes": counted_phonemes(phonemes)},
            words=words_of(word_spans(utterance.text), events, script.spelled_at, pcm),
            dice=False,
        )

    def close(self) -> None:
        """Refuse further calls. The library stays with the process."""
        self._closed = True

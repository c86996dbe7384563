"""The engine for Kokoro."""

import time
from collections.abc import Mapping
from functools import partial
from typing import Self

import numpy as np

from voicefarm.errors import BadSetting, SynthesisFailed, UnknownName
from voicefarm.models import Model
from voicefarm.models.blends import with_blend
from voicefarm.spoken.phonemes import word_spans
from worker.engines import AudioSink, Samples, Speech, Utterance, check_voice, closed_error
from worker.engines.kokoro import fitness
from worker.engines.kokoro.accents import Accent, accent_of
from worker.engines.kokoro.network import KokoroGraph, rounded
from worker.engines.kokoro.settings import (
    MOST_SIGNS,
    KokoroSettings,
    read_settings,
    read_voice_settings,
)
from worker.engines.kokoro.styles import WIDTH, Style, Styles, voice_settings
from worker.engines.kokoro.vocabulary import KnownSigns, read_vocabulary
from worker.engines.recording import Recording, nothing_said
from worker.language.durations import whole_frames, word_times
from worker.language.espeak_library import EspeakLibrary
from worker.language.phoneme_counts import counted_phonemes
from worker.language.pronunciation import pronounce
from worker.language.symbols import Passage
from worker.model_files.local import verified
from worker.model_files.problem import Problem
from worker.model_files.source import Source
from worker.slots.watch import Watch

JOINT_S = 0.05
"""Silence that is left before a passage behind another. The network makes 0.3 s there and 0.45 s
behind a passage, and a full stop inside of one has 0.5 s."""
QUIET = 0.003
"""Full scale, below which the beginning of a passage is silence."""


def spare_silence(samples: Samples, first_id: int, rate: int) -> int:
    """How many samples at the beginning can be left out; its first id lasts `first_id` samples."""
    loud = np.flatnonzero(np.abs(samples[:first_id]) > QUIET)
    quiet = int(loud[0]) if len(loud) else first_id
    return max(0, quiet - round(JOINT_S * rate))


class KokoroEngine:
    """Speaks each utterance on one core. Safe from any thread.

    The slots share one network. What one of them says depends on nothing but its utterance, and
    not on the seed: nothing is left to chance.
    """

    def __init__(
        self, model: Model, settings: KokoroSettings, vocabulary: KnownSigns, network: KokoroGraph
    ) -> None:
        self._model, self._settings, self._vocabulary = model, settings, vocabulary
        self._network: KokoroGraph | None = network
        self._styles = Styles(model)

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """As many as cores: each slot keeps one busy, and the network takes no batch."""
        return threads

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        """Open the network and speak a first sound; the files of voices wait for their first text.

        Raises EngineUnavailable when a file or a library is missing, BadSetting when the settings
        or the files don't fit each other.
        """
        settings = read_settings(model)
        fitness.check_model(model)
        EspeakLibrary.open()
        vocabulary = read_vocabulary(verified(settings.vocabulary, model.name))
        network = KokoroGraph.load(verified(settings.network, model.name), slots)
        engine = cls(model, settings, vocabulary, network)
        engine._warm(network)
        return engine

    @classmethod
    def files(cls, model: Model) -> Mapping[str, Source]:
        """As `EngineWithFiles.files`."""
        settings = read_settings(model)
        styles = {
            f"voices.{name}": voice.parts[0].settings.style
            for name, voice in voice_settings(model).items()
        }
        return {"network": settings.network, "vocabulary": settings.vocabulary, **styles}

    @classmethod
    def check(cls, model: Model, *, slots: int) -> list[Problem]:
        """As `EngineWithFiles.check`; see fitness.py."""
        return fitness.check(model)

    @classmethod
    def memory(cls, model: Model, *, slots: int) -> int:
        """As `EngineWithFiles.memory`; see fitness.py."""
        return fitness.memory(model, slots)

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        """Speak one utterance. Raises as `Engine.synthesize` does.

        Facts: `phonemes`, and in seconds `decode_s`.
        """
        return self._speak(utterance, watch, None)

    def stream(self, utterance: Utterance, watch: Watch, sink: AudioSink) -> Speech:
        """The same, and `sink` gets each passage, which is the speech itself."""
        return self._speak(utterance, watch, sink)

    def close(self) -> None:
        """Free the network."""
        if self._network is not None:
            self._network.close()
        self._network = None

    def _speak(self, utterance: Utterance, watch: Watch, sink: AudioSink | None) -> Speech:
        network = self._network
        if network is None:
            raise closed_error()
        model = with_blend(self._model, utterance.voice)
        check_voice(model, utterance)
        watch.check()
        style, accent = self._manner(model, utterance)
        said = pronounce(utterance.text, accent.espeak)
        watch.advance()
        watch.check()
        recording = Recording(sink, len(said.ipa))
        began = time.monotonic()
        for passage in self._passages(said.ipa, accent):
            self._add(network, passage, style, utterance.speed, recording, watch)
        if not recording.length:
            return nothing_said(utterance.text, self._model, sink)
        words = word_times(said.words, recording.times, word_spans(utterance.text))
        facts = {
            "phonemes": counted_phonemes(said.ipa),
            "decode_s": time.monotonic() - began,
        }
        return Speech(recording.samples, facts, tuple(words), dice=False)

    def _manner(self, model: Model, utterance: Utterance) -> tuple[Style, Accent]:
        """How the voice sounds and whose phonemes it speaks. Raises as `Styles.of` does."""
        name = utterance.voice
        settings = read_voice_settings(model, name, model.voices[name])
        accent = accent_of(utterance.language, settings.parts[0].settings.espeak)
        if accent is None:
            raise UnknownName.of("Language", utterance.language, model.languages)
        return self._styles.of(name, settings), accent

    def _passages(self, ipa: str, accent: Accent) -> list[Passage]:
        return list(self._vocabulary.passages(ipa, accent.signs, self._settings.together))

    def _add(
        self,
        network: KokoroGraph,
        passage: Passage,
        style: Style,
        speed: float,
        recording: Recording,
        watch: Watch,
    ) -> None:
        """Speak a passage. Raises SynthesisFailed, and what the watch raises."""

        def check(went_on: bool) -> None:
            if went_on:
                watch.advance()
            watch.check()

        ids = passage.symbols.ids
        rounding = partial(whole_frames, speed=speed, rounded=rounded)
        sound = network.speak(ids, style[len(ids) - 3], rounding, check)
        ends = np.cumsum(sound.frames) * (len(sound.samples) // int(sound.frames.sum()))
        rate, spare = self._model.sample_rate, 0
        if recording.length:
            recording.pause(round(self._settings.sentence_pause / speed * rate))
            spare = spare_silence(sound.samples, int(ends[0]), rate)
        begin = recording.length - spare
        recording.add(sound.samples[spare:])
        recording.note(passage.start, passage.symbols.places, begin, ends)

    def _warm(self, network: KokoroGraph) -> None:
        """Speak every sign once: a vocabulary that isn't the network's fails now."""
        signs = "".join(self._vocabulary.ids)[:MOST_SIGNS]
        ids = self._vocabulary.encode(signs, {}).ids
        try:
            network.speak(ids, np.zeros(WIDTH, np.float32), np.ones_like, lambda _: None)
        except SynthesisFailed as error:
            raise BadSetting(
                f"Model '{self._model.name}' can't speak: {error} Check that "
                "'settings.network' and 'settings.vocabulary' belong together."
            ) from error

"""The engine for Piper's voices."""

import time
from collections.abc import Mapping
from typing import Self

import numpy as np

from voicefarm.errors import BadSetting, SynthesisFailed
from voicefarm.models import Model
from voicefarm.spoken.phonemes import word_spans
from worker.engines import AudioSink, Speech, Utterance, check_voice, closed_error
from worker.engines.piper import fitness
from worker.engines.piper.choice import choose_network
from worker.engines.piper.network import Network, Scales
from worker.engines.piper.script import passages_of, read
from worker.engines.piper.settings import PiperSettings, read_settings, read_voice_settings
from worker.engines.piper.symbols import encode
from worker.engines.piper.voice_file import VoiceFile, read_voice_file
from worker.engines.piper.windows import decoded
from worker.engines.recording import Recording, nothing_said
from worker.language.durations import whole_frames, word_times
from worker.language.espeak_library import EspeakLibrary
from worker.language.phoneme_counts import counted_phonemes
from worker.language.pronunciation import Pronunciation
from worker.language.symbols import Passage
from worker.model_files.local import verified
from worker.model_files.problem import Problem
from worker.model_files.source import Source
from worker.slots.watch import Watch


class PiperEngine:
    """Speaks each utterance in its slot's own thread, on one core. Safe from any thread.

    The slots share one network. What one of them says depends on nothing but its utterance.
    """

    def __init__(
        self,
        model: Model,
        settings: PiperSettings,
        voice: VoiceFile,
        network: Network,
        speakers: Mapping[str, int],
    ) -> None:
        self._model, self._settings, self._voice = model, settings, voice
        self._network: Network | None = network
        self._scales = scales_of(settings, voice)
        self._speakers = speakers

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """As many as cores: each slot keeps one busy, and a batch would gain nothing."""
        return threads

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        """Open the files, check that they belong together, and speak a first sound.

        Raises EngineUnavailable when a file or a library is missing, BadSetting when the settings
        or the files don't fit each other.
        """
        settings = read_settings(model)
        voice = read_voice_file(verified(settings.voice, model.name))
        fitness.check_model(model, voice)
        speakers = speakers_of(model, voice)
        if voice.phoneme_type == "espeak":
            EspeakLibrary.open()
        chosen = choose_network(settings, model.name)
        network = Network.load(chosen.path, chosen.providers)
        fitness.check_network(network.inputs, voice, model)
        engine = cls(model, settings, voice, network, speakers)
        engine._warm(network)
        return engine

    @classmethod
    def files(cls, model: Model) -> Mapping[str, Source]:
        """As `EngineWithFiles.files`."""
        settings = read_settings(model)
        further = {"quantized": settings.quantized} if settings.quantized else {}
        return {"network": settings.network, **further, "voice": settings.voice}

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

        Facts: `phonemes` unless the voice reads letters, and in seconds `latent_s` for all before
        the decoder, `decode_s`.
        """
        return self._speak(utterance, watch, None)

    def stream(self, utterance: Utterance, watch: Watch, sink: AudioSink) -> Speech:
        """The same, and `sink` gets each window of the decoder, which is the speech itself."""
        return self._speak(utterance, watch, sink)

    def close(self) -> None:
        """Free the network."""
        self._network = None

    def _speak(self, utterance: Utterance, watch: Watch, sink: AudioSink | None) -> Speech:
        if self._network is None:
            raise closed_error()
        check_voice(self._model, utterance)
        watch.check()
        said = read(utterance.text, self._voice)
        passages = list(passages_of(said, self._voice))
        if not passages:
            return nothing_said(utterance.text, self._model, sink)
        take = _Take(self, self._network, utterance, watch, Recording(sink, len(said.ipa)))
        for passage in passages:
            take.speak(passage)
        words = word_times(said.words, take.recording.times, word_spans(utterance.text))
        facts = {"latent_s": take.latent_s, "decode_s": take.decode_s, **self._count(said)}
        chance = self._scales.noise > 0 or self._scales.noise_w > 0
        return Speech(take.recording.samples, facts, tuple(words), dice=chance)

    def _count(self, said: Pronunciation) -> dict[str, float]:
        """The fact `phonemes`; letters don't tell how many there are."""
        if self._voice.phoneme_type == "text":
            return {}
        return {"phonemes": counted_phonemes(said.ipa)}

    def _warm(self, network: Network) -> None:
        """Speak every sound once: a network that doesn't fit its JSON file fails now."""
        signs = "".join(self._voice.phoneme_id_map)
        utterance = Utterance("", "", next(iter(self._speakers)))
        take = _Take(self, network, utterance, Watch(), Recording(None, len(signs)))
        try:
            take.speak(Passage(0, encode(signs, self._voice)))
        except SynthesisFailed as error:
            raise BadSetting(
                f"Model '{self._model.name}' can't speak: {error} Check that "
                "'settings.network' and 'settings.voice' are of one voice."
            ) from error


class _Take:
    """One utterance in work."""

    def __init__(
        self,
        engine: PiperEngine,
        network: Network,
        utterance: Utterance,
        watch: Watch,
        recording: Recording,
    ) -> None:
        self._engine, self._network, self._watch = engine, network, watch
        self._utterance = utterance
        self._speaker = engine._speakers[utterance.voice]
        self._noise = np.random.Generator(np.random.PCG64(utterance.seed))
        self.recording = recording
        self.latent_s = self.decode_s = 0.0

    def speak(self, passage: Passage) -> None:
        """Add a passage. Raises SynthesisFailed, and what the watch raises."""
        engine, speed = self._engine, self._utterance.speed
        began = time.monotonic()
        latent = self._network.latent(
            passage.symbols.ids,
            engine._scales,
            self._speaker,
            lambda shape: self._noise.standard_normal(shape, np.float32),
            lambda durations: whole_frames(durations, speed),
            self._go_on,
        )
        self.latent_s += time.monotonic() - began
        pause = engine._settings.sentence_pause / speed * engine._voice.audio.sample_rate
        self.recording.pause(round(pause))
        begin, began = self.recording.length, time.monotonic()
        for piece in decoded(latent.sound, self._network.decode):
            self._go_on()
            self.recording.add(piece)
        self.decode_s += time.monotonic() - began
        per_frame = (self.recording.length - begin) // latent.sound.shape[-1]
        ends = np.cumsum(latent.frames).astype(np.int64) * per_frame
        self.recording.note(passage.start, passage.symbols.places, begin, ends)

    def _go_on(self) -> None:
        self._watch.advance()
        self._watch.check()


def speakers_of(model: Model, voice: VoiceFile) -> dict[str, int]:
    """The speaker's number of each voice of the model. Raises BadSetting or UnknownName."""
    return {
        name: voice.speaker(read_voice_settings(model, name, one).speaker, model.name)
        for name, one in model.voices.items()
    }


def scales_of(settings: PiperSettings, voice: VoiceFile) -> Scales:
    """How the voice speaks: the model file's figures go over those of the JSON file."""
    own = voice.inference
    return Scales(
        noise=own.noise_scale if settings.noise_scale is None else settings.noise_scale,
        length=own.length_scale if settings.length_scale is None else settings.length_scale,
        noise_w=own.noise_w if settings.noise_w is None else settings.noise_w,
    )

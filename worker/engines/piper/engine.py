"""The engine for Piper's voices."""

from typing import Self

import numpy as np

from voicefarm.models import Model
from voicefarm.spoken.phonemes import word_spans
from worker.engines import AudioSink, Speech, Utterance, check_voice, closed_error
from worker.engines.piper.network import Network, Scales
from worker.engines.piper.settings import PiperSettings, read_settings, read_voice_settings
from worker.engines.piper.symbols import encode
from worker.engines.piper.timing import whole_frames, word_times
from worker.engines.piper.voice_file import VoiceFile, read_voice_file
from worker.engines.piper.windows import decoded, joined
from worker.language.phoneme_counts import counted_phonemes
from worker.language.pronunciation import pronounce
from worker.model_files.local import verified
from worker.slots.watch import Watch


class PiperEngine:
    """Speaks each utterance in its slot's own thread, on one core. Safe from any thread."""

    def __init__(self, model: Model, network: Network, voice: VoiceFile, scales: Scales) -> None:
        self._model, self._voice, self._scales = model, voice, scales
        self._network: Network | None = network
        self._speakers = {
            name: voice.speaker(read_voice_settings(model, name, one).speaker, model.name)
            for name, one in model.voices.items()
        }

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """As many as cores: each slot keeps one busy, and a batch would gain nothing."""
        return threads

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        settings = read_settings(model)
        voice = read_voice_file(verified(settings.voice, model.name))
        network = Network.load(verified(settings.network, model.name))
        return cls(model, network, voice, scales_of(settings, voice))

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        return self._speak(utterance, watch, None)

    def stream(self, utterance: Utterance, watch: Watch, sink: AudioSink) -> Speech:
        return self._speak(utterance, watch, sink)

    def _speak(self, utterance: Utterance, watch: Watch, sink: AudioSink | None) -> Speech:
        network = self._network
        if network is None:
            raise closed_error()
        check_voice(self._model, utterance)
        watch.check()
        said = pronounce(utterance.text, self._voice.espeak.voice)
        symbols = encode(said.ipa, self._voice)
        generator = np.random.default_rng(utterance.seed)

        def went_on() -> None:
            watch.advance()
            watch.check()

        latent = network.latent(
            symbols.ids,
            self._scales,
            self._speakers[utterance.voice],
            lambda shape: generator.standard_normal(shape, dtype=np.float32),
            lambda durations: whole_frames(durations, utterance.speed),
            went_on,
        )
        pieces = []
        for piece in decoded(latent.sound, network.decode):
            went_on()
            pieces.append(piece)
            if sink and sink.wanted():
                sink.write(piece)
        samples = joined(pieces)
        hop = len(samples) // latent.sound.shape[-1]
        ends = np.concatenate([[0], np.cumsum(latent.frames)]).astype(np.int64) * hop
        words = word_times(said.words, symbols.places, ends, word_spans(utterance.text))
        return Speech(samples, facts={"phonemes": counted_phonemes(said.ipa)}, words=tuple(words))

    def close(self) -> None:
        self._network = None


def scales_of(settings: PiperSettings, voice: VoiceFile) -> Scales:
    """How the voice speaks: the model file's figures go over those of the JSON file."""
    own = voice.inference
    return Scales(
        noise=own.noise_scale if settings.noise_scale is None else settings.noise_scale,
        length=own.length_scale if settings.length_scale is None else settings.length_scale,
        noise_w=own.noise_w if settings.noise_w is None else settings.noise_w,
    )

"""The engine for VieNeu v3 nano."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from voicefarm.errors import BadSetting, SynthesisFailed
from voicefarm.models import Model
from worker.engines import Speech, Utterance, check_voice, closed_error
from worker.engines.recording import nothing_said
from worker.engines.vieneu3.nano import fitness
from worker.engines.vieneu3.nano.flow import flow, times
from worker.engines.vieneu3.nano.graphs import NanoGraphs, NanoReading
from worker.engines.vieneu3.nano.settings import NanoSettings, read_settings
from worker.engines.vieneu3.nano.symbols import NanoSymbols
from worker.engines.vieneu3.nano.voices import NanoVoice, load_nano_voices
from worker.language.phoneme_counts import counted_phonemes
from worker.language.phonemizers import phonemizer
from worker.model_files.problem import Problem
from worker.model_files.source import Source
from worker.slots.watch import Watch

FEWEST_FRAMES = 2


@dataclass(frozen=True, slots=True)
class _NanoParts:
    """What a loaded engine is made of."""

    graphs: NanoGraphs
    symbols: NanoSymbols
    nothing: NanoReading
    voices: Mapping[str, NanoVoice]
    phonemize: Callable[[str, str], str]


class Vieneu3NanoEngine:
    """Speaks each utterance on one core. Safe from any thread.

    The slots share the graphs. A seed gives the same samples whatever its neighbours are.
    """

    def __init__(self, model: Model, settings: NanoSettings, parts: _NanoParts) -> None:
        self._model, self._settings = model, settings
        self._parts: _NanoParts | None = parts

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """As many as cores: each slot keeps one busy."""
        return threads

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        """Open graphs and voices, and speak a first sound.

        Raises EngineUnavailable when a file or a library is missing, BadSetting when the settings
        or the files don't fit each other.
        """
        settings = read_settings(model)
        phonemize = phonemizer(settings.phonemizer)
        paths = fitness.files(settings, model)
        symbols = NanoSymbols.read(paths["symbols"])
        voices = load_nano_voices(settings, model)
        graphs, nobody = NanoGraphs.open(paths), NanoVoice.nobody(paths["constants"])
        try:
            nothing = graphs.read([symbols.bos_id, symbols.eos_id], symbols.pad_id, nobody)
            graphs.seconds(nothing)
            at = times(1, 0)
            x = flow(graphs, nothing, nothing, frames=FEWEST_FRAMES, at=at, guidance=0, seed=0,
                     went_on=lambda: None)  # fmt: skip
            graphs.sound(x)
        except SynthesisFailed as error:
            raise BadSetting(
                f"Model '{model.name}' can't speak: {error} Check that its files belong together."
            ) from error
        return cls(model, settings, _NanoParts(graphs, symbols, nothing, voices, phonemize))

    @classmethod
    def files(cls, model: Model) -> Mapping[str, Source]:
        """As `EngineWithFiles.files`."""
        return read_settings(model).files

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

        Facts: `phonemes`, `frames`, and in seconds `decode_s`.
        """
        parts = self._parts
        if parts is None:
            raise closed_error()
        check_voice(self._model, utterance)
        watch.check()
        phonemes = parts.phonemize(utterance.text, utterance.language)
        if not parts.symbols.knows(phonemes):
            return nothing_said(utterance.text, self._model, None)
        began = time.monotonic()
        symbols = parts.symbols
        ids, voice = symbols.encode(phonemes), parts.voices[utterance.voice]
        spoken = parts.graphs.read(ids, symbols.pad_id, voice)
        seconds = parts.graphs.seconds(spoken) / utterance.speed
        frames = self._frames(seconds, symbols.flow_fps)

        def went_on() -> None:
            watch.advance()
            watch.check()

        settings = self._settings
        x = flow(
            parts.graphs,
            spoken,
            parts.nothing,
            frames=frames,
            at=times(settings.steps, settings.sway),
            guidance=settings.guidance,
            seed=utterance.seed,
            went_on=went_on,
        )
        samples = parts.graphs.sound(x)
        facts = {
            "phonemes": counted_phonemes(phonemes),
            "frames": frames,
            "decode_s": time.monotonic() - began,
        }
        return Speech(samples, facts)

    def close(self) -> None:
        """Free the graphs."""
        self._parts = None

    def _frames(self, seconds: float, frames_per_s: float) -> int:
        """How many frames are made. Raises SynthesisFailed for more than the model can speak."""
        if seconds > self._settings.longest_s:
            raise SynthesisFailed(
                f"This chunk takes {seconds:.0f} s, and the model speaks "
                f"{self._settings.longest_s:.0f} s at once; write a shorter sentence, or speak "
                "faster."
            )
        return max(FEWEST_FRAMES, round(seconds * frames_per_s))

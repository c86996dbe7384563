"""The engine for VieNeu v3 turbo."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from voicefarm.errors import BadSetting, Runaway, SynthesisFailed
from voicefarm.models import Model
from worker.engines import AudioSink, Samples, Speech, Utterance, check_voice, closed_error
from worker.engines.recording import nothing_said
from worker.engines.speechlm.backbone import Generation
from worker.engines.speechlm.batching.sampler import Voicing
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.codecs.codec_thread import CodecThread
from worker.engines.speechlm.length import characters_to_say
from worker.engines.speechlm.streaming import CHARACTERS_PER_S, Pieces
from worker.engines.speechlm.tape import Tape
from worker.engines.vieneu3 import fitness
from worker.engines.vieneu3.codec import MossCodec
from worker.engines.vieneu3.frames import FrameMaker
from worker.engines.vieneu3.heads import Heads
from worker.engines.vieneu3.loop import FrameBackbone, FrameLoop, SpokenFrames
from worker.engines.vieneu3.networks import CachedNetwork
from worker.engines.vieneu3.prompt import Encode, prompt_ids, read_tokenizer
from worker.engines.vieneu3.settings import (
    CODEBOOKS,
    FRAMES_PER_S,
    Vieneu3Settings,
    read_settings,
)
from worker.engines.vieneu3.tables import Floats
from worker.engines.vieneu3.voices import SpeakerVoice, load_speakers
from worker.language.phoneme_counts import counted_phonemes
from worker.language.phonemizers import phonemizer
from worker.model_files.local import verified
from worker.model_files.problem import Problem
from worker.model_files.source import Source
from worker.slots.watch import Watch

SLOTS_PER_CORE = 4
"""Not measured on the true weights; set 'slots' where it was."""


@dataclass(frozen=True, slots=True)
class _FrameParts:
    """What a loaded engine is made of."""

    loop: FrameLoop
    heads: Heads
    codec: CodecThread
    encode: Encode
    phonemize: Callable[[str, str], str]
    speakers: Mapping[str, SpeakerVoice]
    anchors: Mapping[str, Floats]


class Vieneu3Engine:
    """Speaks up to `slots` utterances at once. Safe from any thread.

    Utterances that share a step round otherwise than alone. So a seed may give other codes among
    other neighbours, most of all in graphs of 8 bits. With `together = 1` it does not.
    """

    def __init__(self, model: Model, settings: Vieneu3Settings, parts: _FrameParts) -> None:
        self._model, self._settings, self._parts = model, settings, parts
        self._closed = False

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """Several a core, since they share their steps."""
        return SLOTS_PER_CORE * threads

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        """Open graphs, tables and voices, check that they belong together, and warm them.

        Raises EngineUnavailable when a file or a library is missing, BadSetting when the settings
        or the files don't fit each other.
        """
        settings = read_settings(model)
        phonemize = phonemizer(settings.phonemizer)
        files = fitness.graph_files(settings, model)
        heads = Heads.read(verified(settings.heads, model.name))
        speakers = load_speakers(settings, model)
        encode = read_tokenizer(verified(settings.tokenizer, model.name))
        codec = MossCodec.load(files["codec"], threads=threads)
        prefill, step, acoustic = (
            CachedNetwork.open(files[key], rows, threads=threads)
            for key, rows in fitness.ROWS.items()
        )
        _warm(model, heads, codec, prefill, step, acoustic)
        backbone = FrameBackbone(
            heads,
            prefill,
            step,
            FrameMaker(acoustic, heads, settings.sampling),
            frames_together=_together(settings, acoustic, heads),
            rows_together=_together(settings, step, heads),
        )
        anchors = {name: heads.anchor(speaker.vector) for name, speaker in speakers.items()}
        loop = FrameLoop(backbone, slots)
        parts = _FrameParts(loop, heads, CodecThread(codec), encode, phonemize, speakers, anchors)
        return cls(model, settings, parts)

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

        Facts: `phonemes`, `frames`, `prompt_rows`, and in seconds `waited_s` for a slot,
        `decode_s`, `codec_s` with the wait for the codec.
        """
        return self._speak(utterance, watch, None)

    def stream(self, utterance: Utterance, watch: Watch, sink: AudioSink) -> Speech:
        """Speak as `synthesize` does and let `sink` hear it meanwhile."""
        return self._speak(utterance, watch, sink)

    def close(self) -> None:
        """Free the model; what is in flight fails."""
        if not self._closed:
            self._closed = True
            self._parts.loop.close()
            self._parts.codec.close()

    def _speak(self, utterance: Utterance, watch: Watch, sink: AudioSink | None) -> Speech:
        if self._closed:
            raise closed_error()
        check_voice(self._model, utterance)
        watch.check()
        phonemes = self._parts.phonemize(utterance.text, utterance.language)
        if not any(sign.isalnum() for sign in phonemes):
            return nothing_said(utterance.text, self._model, sink)
        spoken = self._spoken(utterance, phonemes, watch, Tape() if sink else None)

        def sound(codes: tuple[int, ...]) -> Samples:
            return self._parts.codec.sound(Sounding(codes), watch)

        pieces = self._pieces(utterance, phonemes, sink, sound) if sink else None
        generation = self._generate(spoken, pieces)
        watch.check()
        began = time.monotonic()
        samples = sound(generation.codes)
        codec_s = time.monotonic() - began
        if pieces:
            pieces.end(samples)
        facts = {
            "phonemes": counted_phonemes(phonemes),
            "frames": len(generation.codes) // CODEBOOKS,
            "prompt_rows": len(spoken.prompt),
            "waited_s": generation.waited_s,
            "decode_s": generation.decode_s,
            "codec_s": codec_s,
        }
        return Speech(samples, facts, dice=self._dice)

    @property
    def _dice(self) -> bool:
        """Whether the seed has a say."""
        return self._settings.sampling.temperature > 0

    def _spoken(
        self, utterance: Utterance, phonemes: str, watch: Watch, tape: Tape | None
    ) -> SpokenFrames:
        """What to decode. Raises SynthesisFailed for a text that leaves no room for its speech."""
        parts, settings = self._parts, self._settings
        speaker, anchor = parts.speakers[utterance.voice], parts.anchors[utterance.voice]
        ids = prompt_ids(phonemes, speaker.style, parts.encode)
        if (top := max(ids)) >= len(parts.heads.text):
            raise BadSetting(
                f"Model '{self._model.name}' has a tokenizer with id {top} and a table of "
                f"{len(parts.heads.text)} ids; fetch the files that belong together."
            )
        prompt = parts.heads.prompt(ids, speaker.frames, anchor)
        budget = settings.limits.budget(characters_to_say(utterance, phonemes))
        room = settings.context - len(prompt)
        if room < 1:
            raise SynthesisFailed(
                f"The prompt has {len(prompt)} rows and the model's context {settings.context}; "
                "write a shorter sentence."
            )
        voicing = Voicing(utterance.seed)
        return SpokenFrames(prompt, anchor, min(budget, room), voicing, watch, tape)

    def _generate(self, spoken: SpokenFrames, pieces: Pieces | None) -> Generation:
        """Frames for the prompt. Raises Runaway for speech without an end."""
        future = self._parts.loop.submit(spoken)
        tape = spoken.tape
        if pieces and tape:
            future.add_done_callback(lambda _: tape.end())
            pieces.follow(tape)
        generation = future.result()
        if not generation.ended:
            raise Runaway(
                f"The model did not end its speech within {spoken.most} frames (a runaway): try "
                "another seed, or write a shorter sentence.",
                dice=self._dice,
            )
        return generation

    def _pieces(
        self,
        utterance: Utterance,
        phonemes: str,
        sink: AudioSink,
        sound: Callable[[tuple[int, ...]], Samples],
    ) -> Pieces:
        expected_s = characters_to_say(utterance, phonemes) / CHARACTERS_PER_S
        per_s = round(FRAMES_PER_S * CODEBOOKS)
        return Pieces(self._settings.streaming, sink, sound, expected_s, per_s, CODEBOOKS)


def _warm(
    model: Model,
    heads: Heads,
    codec: MossCodec,
    prefill: CachedNetwork,
    step: CachedNetwork,
    acoustic: CachedNetwork,
) -> None:
    """Run each graph once. Files that don't go together fail now. Raises BadSetting."""
    rows = heads.text[None, :3]
    try:
        _, cache = prefill.run(rows, 0, ())
        step.run(rows[:, :1], 3, cache)
        acoustic.run(rows[:, :2], 0, acoustic.empty)
        codec.decode([Sounding((0,) * CODEBOOKS)])
    except (SynthesisFailed, ValueError) as error:
        raise BadSetting(
            f"Model '{model.name}' can't speak: {error} Check that its graphs and its 'heads' "
            "belong together."
        ) from error


def _together(settings: Vieneu3Settings, network: CachedNetwork, heads: Heads) -> int:
    """How many utterances share a call of the graph."""
    several = settings.together > 1 and network.takes_several(heads.hidden, behind=4)
    return settings.together if several else 1

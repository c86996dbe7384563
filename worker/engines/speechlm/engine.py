"""The engine for voices made of a language model over speech codes and a neural codec."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from voicefarm.errors import BadSetting, Runaway
from voicefarm.languages import Language
from voicefarm.languages.tags import primary
from voicefarm.messages import Finding
from voicefarm.models import Model
from worker.engines import AudioSink, Samples, Speech, Utterance, check_voice, closed_error
from worker.engines.speechlm import fitness, memory
from worker.engines.speechlm.aligner import LIMITS, USUAL_LIMITS, Aligner
from worker.engines.speechlm.automatic.choice import fastest
from worker.engines.speechlm.backbone import Generation, LoadedModel, Request, backbone_library
from worker.engines.speechlm.codecs.codec import Sounding, codec_kind
from worker.engines.speechlm.codecs.codec_thread import CodecThread
from worker.engines.speechlm.length import characters_to_say
from worker.engines.speechlm.prompts.prompt_format import PromptContent, Reference, build_prompt
from worker.engines.speechlm.prompts.prompt_tokens import PromptTokenizer
from worker.engines.speechlm.settings import SpeechLMSettings, read_settings
from worker.engines.speechlm.streaming import CHARACTERS_PER_S, Pieces, Sound
from worker.engines.speechlm.tape import Tape
from worker.engines.speechlm.voices import (
    Embedding,
    VoiceSettings,
    load_voice_settings,
    load_voices,
    read_enrolled_voice,
    with_full_stops,
)
from worker.engines.speechlm.weights import sources
from worker.language.phoneme_counts import counted_phonemes
from worker.language.phonemizers import phonemizer, reads_letters
from worker.model_files.local import resolve, verified
from worker.model_files.problem import Problem
from worker.model_files.source import Source
from worker.slots.watch import Watch

VOICES_KEPT = 64
"""Enrolled voices that an engine remembers, some kilobytes each."""
AUTO_SLOTS_ON_GPU = 64
"""Not measured for want of a GPU; set 'slots' where there is one and it was tried."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a loaded engine is made of."""

    language_model: LoadedModel
    codec: CodecThread
    tokenizer: PromptTokenizer
    phonemize: Callable[[str, str], str]
    voices: Mapping[str, Reference | Embedding | None]
    voice_settings: Mapping[str, VoiceSettings]
    """Of voices in the model file; enrolled ones have none."""
    aligner: Aligner | None


class SpeechLMEngine:
    """Speaks up to `slots` utterances at once, decoded as one batch. Safe from any thread.

    On llama.cpp with flash attention, and on OpenVINO from some eight sequences on, rounding
    depends on the others in the batch. So a seed may give other codes among other neighbours.
    """

    def __init__(self, model: Model, settings: SpeechLMSettings, parts: _Parts) -> None:
        self._model = model
        self._settings = settings
        self._parts = parts
        self._closed = False
        self._enrolled = lru_cache(maxsize=VOICES_KEPT)(
            lambda content, language: read_enrolled_voice(content, settings, language)
        )

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        """Open weights, codec and voices, check that they belong together, and warm them.

        Raises EngineUnavailable when a file is missing or memory would not suffice, BadSetting
        when the settings or the files don't fit each other.
        """
        settings = read_settings(model)
        library = backbone_library(settings.backbone)
        _check_slots(slots, library.most_slots)
        _check_phonemes(model, settings)
        weights, codec_file = (verified(s, model.name) for s in (settings.weights, settings.codec))
        if settings.device == "cpu":
            memory.check(settings, weights, codec_file, slots)
        voices = load_voices(settings, model)
        phonemize = phonemizer(settings.phonemizer)
        codec = codec_kind(settings.codec.kind).load(
            codec_file, threads=threads, device=settings.device
        )
        aligner = Aligner.of(settings, model)
        loaded = library.load(weights, settings, slots=slots, threads=threads)
        parts = _Parts(
            language_model=loaded,
            codec=CodecThread(codec),
            tokenizer=PromptTokenizer(loaded.weights, settings.tokens, loaded.tokens),
            phonemize=phonemize,
            voices=voices,
            voice_settings=load_voice_settings(model),
            aligner=aligner,
        )
        return cls(model, settings, parts)

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """The slots that suit `threads` cores and the free memory. Raises as `load` does."""
        settings = read_settings(model)
        if settings.device == "cuda":
            return AUTO_SLOTS_ON_GPU
        weights, codec = (resolve(s, model.name) for s in (settings.weights, settings.codec))
        return memory.auto_slots(settings, weights, codec, threads)

    @classmethod
    def prepare(cls, model: Model, *, threads: int) -> Mapping[str, str]:
        """As `PreparedEngine.prepare`: choose a backbone, and make its files."""
        settings = read_settings(model)
        weights = verified(settings.weights, model.name)
        slots = cls.suggest_slots(model, threads=threads)
        name = fastest(weights, settings, slots=slots, threads=threads)
        backbone_library(name).load(weights, settings, slots=1, threads=threads).close()
        return {"backbone": name, "slots": str(slots)}

    @classmethod
    def files(cls, model: Model) -> Mapping[str, Source]:
        """As `EngineWithFiles.files`."""
        return sources(read_settings(model))

    @classmethod
    def check(cls, model: Model, *, slots: int) -> list[Problem]:
        """As `EngineWithFiles.check`; see fitness.py."""
        return fitness.check(model, slots=slots)

    @classmethod
    def memory(cls, model: Model, *, slots: int) -> int:
        """As `EngineWithFiles.memory`; see memory.py."""
        settings = read_settings(model)
        weights, codec = (resolve(s, model.name) for s in (settings.weights, settings.codec))
        return memory.memory_need(settings, weights, slots, codec).total

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        """Speak one utterance. Raises SynthesisFailed or, by `watch`, SynthesisCancelled.

        Facts: `phonemes` unless the model reads letters, `tokens`, `prompt_tokens`, and in seconds
        `waited_s` for a slot, `decode_s`, `codec_s` with the wait for the codec. A fact such as
        `backbone_llamacpp`, which is 1, says what computed it.
        """
        return self._speak(utterance, watch)

    def stream(self, utterance: Utterance, watch: Watch, sink: AudioSink) -> Speech:
        """Speak as `synthesize` does and let `sink` hear it meanwhile; see streaming.py."""
        return self._speak(utterance, watch, sink)

    def _speak(self, utterance: Utterance, watch: Watch, sink: AudioSink | None = None) -> Speech:
        if self._closed:  # a tokenizer without its model would crash the process
            raise closed_error()
        check_voice(self._model, utterance)
        watch.check()
        voice = self._voice(utterance)
        told = self._parts.voice_settings.get(utterance.voice, VoiceSettings())
        text = with_full_stops(utterance.text, told.full_stop)
        phonemes = self._parts.phonemize(text, utterance.language)
        prompt = self._prompt(phonemes, voice, told.speaker or utterance.voice)
        embedding = voice.values if isinstance(voice, Embedding) else None

        def sound(codes: tuple[int, ...]) -> Samples:
            return self._parts.codec.sound(Sounding(codes, embedding), watch)

        characters = characters_to_say(utterance, phonemes)
        pieces = self._pieces(characters, sink, sound) if sink else None
        generation = self._generate(prompt, characters, utterance.seed, watch, pieces)
        watch.check()
        began = time.monotonic()
        samples = sound(generation.codes)
        codec_s = time.monotonic() - began
        if pieces:
            pieces.end(samples)
        return Speech(
            samples,
            {
                **self._count(phonemes),
                "tokens": len(generation.codes),
                "prompt_tokens": len(prompt),
                "waited_s": generation.waited_s,
                "decode_s": generation.decode_s,
                "codec_s": codec_s,
                f"backbone_{self._parts.language_model.library}": 1,
            },
            findings=self._findings(generation.codes, phonemes, utterance.language),
            dice=self._dice,
        )

    def close(self) -> None:
        """Free the model; what is in flight fails."""
        self._closed = True
        self._parts.language_model.close()
        self._parts.codec.close()

    def _count(self, phonemes: str) -> dict[str, float]:
        """The fact `phonemes`; letters that the model reads don't tell how many there are."""
        if self._settings.phonemizer == "none":
            return {}
        return {"phonemes": counted_phonemes(phonemes)}

    @property
    def _dice(self) -> bool:
        """Whether the seed has a say."""
        return self._settings.sampling.temperature > 0

    def _findings(
        self, codes: Sequence[int], phonemes: str, language: Language
    ) -> tuple[Finding, ...]:
        aligner = self._parts.aligner
        limits = LIMITS.get(primary(language), USUAL_LIMITS)
        return aligner.findings(codes, phonemes, limits) if aligner else ()

    def _voice(self, utterance: Utterance) -> Reference | Embedding | None:
        if utterance.enrolled is not None:
            return self._enrolled(utterance.enrolled, utterance.language)
        return self._parts.voices[utterance.voice]

    def _prompt(
        self, phonemes: str, voice: Reference | Embedding | None, speaker: str
    ) -> tuple[int, ...]:
        settings = self._settings
        content = PromptContent(
            phonemes,
            voice if isinstance(voice, Reference) else None,
            settings.emotion,
            speaker,
            settings.tokens,
        )
        return self._parts.tokenizer.tokenize(build_prompt(settings.prompt_format, content))

    def _pieces(self, characters: int, sink: AudioSink, sound: Sound) -> Pieces:
        settings = self._settings
        expected_s = characters / CHARACTERS_PER_S
        return Pieces(
            settings.streaming,
            sink,
            sound,
            expected_s,
            settings.frames_per_second,
            settings.tokens.frame,
        )

    def _generate(
        self,
        prompt: tuple[int, ...],
        characters: int,
        seed: int,
        watch: Watch,
        pieces: Pieces | None = None,
    ) -> Generation:
        """Codes for the prompt, which says this many characters. Raises Runaway, also for none."""
        room = self._settings.context - len(prompt)
        budget = self._settings.limits.budget(characters)
        most = min(budget, room) if room > 0 else budget
        tape = Tape() if pieces else None
        request = Request(prompt, most, seed, tape=tape)
        future = self._parts.language_model.backbone.submit(request, watch)
        if pieces and tape:
            future.add_done_callback(lambda _: tape.end())
            pieces.follow(tape)
        generation = future.result()
        if not generation.ended:
            raise Runaway(self._unended(request, characters, budget), dice=self._dice)
        if not generation.codes:
            raise Runaway(
                "The model ended before it said anything: try another seed.", dice=self._dice
            )
        return generation

    def _unended(self, request: Request, characters: int, budget: int) -> str:
        """What to say of speech without an end: was it too long, or had it too little room?"""
        if request.most < budget:
            return (
                f"The model did not end its speech within the {request.most} tokens that its "
                f"context of {self._settings.context} leaves behind a prompt of "
                f"{len(request.prompt)} (a runaway, or {characters} spoken characters are too "
                "many): write a shorter sentence, or raise 'context' in the model file."
            )
        return (
            f"The model did not end its speech within {request.most} tokens for {characters} "
            "spoken characters (a runaway): try another seed, or raise 'limits' in the model file "
            "if its voice is this slow."
        )


def _check_slots(slots: int, most: int) -> None:
    if not 1 <= slots <= most:
        raise BadSetting(f"'slots' is {slots}; a speech model takes 1 to {most}.")


def _check_phonemes(model: Model, settings: SpeechLMSettings) -> None:
    if model.phonemes and reads_letters(settings.phonemizer):
        raise BadSetting(
            f"Model '{model.name}' lists 'phonemes', and its phonemizer '{settings.phonemizer}' "
            "reads letters; take one of them out of its file."
        )

"""The engine for voices made of a language model over speech codes and a neural codec."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from voicefarm.errors import BadSetting, Runaway
from voicefarm.messages import Finding
from voicefarm.models import Model
from worker import heap
from worker.engines import AudioSink, Samples, Speech, Utterance, check_voice, closed_error
from worker.engines.speechlm.aligner import Aligner
from worker.engines.speechlm.batching.loop import Backbone
from worker.engines.speechlm.batching.sampler import Sampler
from worker.engines.speechlm.batching.sequence import Generation, Request
from worker.engines.speechlm.codecs.codec import Codec, Sounding
from worker.engines.speechlm.codecs.codec_thread import CodecThread
from worker.engines.speechlm.codecs.neucodec import NeuCodec
from worker.engines.speechlm.codecs.vieneu_codec import VieneuCodec
from worker.engines.speechlm.llamacpp import memory
from worker.engines.speechlm.llamacpp.attention import fastest
from worker.engines.speechlm.llamacpp.caches import key_kind
from worker.engines.speechlm.llamacpp.context import FLASH, MOST_SLOTS, Context, Shape
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.prompts.prompt_tokens import PromptTokenizer
from worker.engines.speechlm.prompts.prompts import build_prompt
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import SpeechLMSettings, read_settings
from worker.engines.speechlm.streaming import CHARACTERS_PER_S, Pieces, Sound, Tape
from worker.engines.speechlm.voices import (
    Embedding,
    Reference,
    load_voices,
    read_enrolled_voice,
)
from worker.language.phoneme_counts import counted_phonemes
from worker.language.phonemizers import phonemizer
from worker.model_files.local import resolve, verified
from worker.slots.watch import Watch

SLICE = {"cpu": 128, "cuda": 512}
"""Prompt tokens that a step carries at most beside one row per slot, by device. On CPU 128
are fed at the speed of 512 (docs/performance.md) and delay the others a quarter as long; the
figure for the GPU is a guess."""
LOOK_S = 1.0
"""How often a slot that waits for the codec looks at its watch."""
CODEC_PATIENCE_S = 60.0
"""One call of the codec may take so long before its chunks count as standing still."""
VOICES_KEPT = 64
"""Enrolled voices that an engine remembers, some kilobytes each."""
AUTO_SLOTS_ON_GPU = 64
"""Not measured for want of a GPU; set 'slots' where there is one and it was tried."""
CODECS: Mapping[str, type[NeuCodec] | type[VieneuCodec]] = {
    "neucodec": NeuCodec,
    "vieneu-codec": VieneuCodec,
}


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a loaded engine is made of."""

    language_model: LanguageModel
    backbone: Backbone
    codec: CodecThread
    tokenizer: PromptTokenizer
    phonemize: Callable[[str, str], str]
    voices: Mapping[str, Reference | Embedding | None]
    aligner: Aligner | None


class SpeechLMEngine:
    """Speaks up to `slots` utterances at once, decoded as one batch. Safe from any thread.

    With flash attention, rounding depends on the other sequences in the batch, so a seed may give
    other codes among other neighbours. With the plain product it did not in trials.
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
        _check_slots(slots)
        _check_phonemes(model, settings)
        weights, codec_file = (verified(s, model.name) for s in (settings.weights, settings.codec))
        if settings.device == "cpu":
            memory.check(settings, weights, codec_file, slots)
        voices = load_voices(settings, model)
        codec = CODECS[settings.codec.kind].load(
            codec_file, threads=threads, device=settings.device
        )
        language_model = LanguageModel.load(weights, offload=settings.device == "cuda")
        aligner = Aligner.of(settings, model)
        parts = _parts(
            settings, language_model, codec, voices, aligner, slots=slots, threads=threads
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
    def memory_bytes(cls, model: Model, *, slots: int) -> int:
        """Most memory of a process on CPU, see memory.py. Raises as `load` does."""
        settings = read_settings(model)
        weights, codec = (resolve(s, model.name) for s in (settings.weights, settings.codec))
        return memory.memory_need(settings, weights, slots, codec).total

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        """Speak one utterance. Raises SynthesisFailed or, by `watch`, SynthesisCancelled.

        Facts: `phonemes`, `tokens`, `prompt_tokens`, and in seconds `waited_s` for a slot,
        `decode_s`, `codec_s` with the wait for the codec.
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
        phonemes = self._parts.phonemize(utterance.text, utterance.language)
        prompt = self._prompt(phonemes, voice)
        embedding = voice.values if isinstance(voice, Embedding) else None

        def sound(codes: tuple[int, ...]) -> Samples:
            return self._sound(Sounding(codes, embedding), watch)

        pieces = self._pieces(utterance, sink, sound) if sink else None
        generation = self._generate(prompt, utterance, watch, pieces)
        watch.check()
        began = time.monotonic()
        samples = sound(generation.codes)
        codec_s = time.monotonic() - began
        if pieces:
            pieces.end(samples)
        return Speech(
            samples,
            {
                "phonemes": counted_phonemes(phonemes),
                "tokens": len(generation.codes),
                "prompt_tokens": len(prompt),
                "waited_s": generation.waited_s,
                "decode_s": generation.decode_s,
                "codec_s": codec_s,
            },
            findings=self._findings(generation.codes, phonemes),
            dice=self._dice,
        )

    def close(self) -> None:
        """Free the model; what is in flight fails."""
        self._closed = True
        self._parts.backbone.close()
        self._parts.codec.close()
        self._parts.language_model.close()

    @property
    def _dice(self) -> bool:
        """Whether the seed has a say."""
        return self._settings.sampling.temperature > 0

    def _findings(self, codes: Sequence[int], phonemes: str) -> tuple[Finding, ...]:
        aligner = self._parts.aligner
        return aligner.findings(codes, phonemes) if aligner else ()

    def _sound(self, sounding: Sounding, watch: Watch) -> Samples:
        """The codec's sound. The wait counts as going on while the codec itself does."""
        codec = self._parts.codec
        future = codec.submit(sounding)
        while True:
            try:
                return future.result(timeout=LOOK_S)
            except FutureTimeout:
                watch.check()
                if codec.still_s() < CODEC_PATIENCE_S:
                    watch.advance()

    def _voice(self, utterance: Utterance) -> Reference | Embedding | None:
        if utterance.enrolled is not None:
            return self._enrolled(utterance.enrolled, utterance.language)
        return self._parts.voices[utterance.voice]

    def _prompt(self, phonemes: str, voice: Reference | Embedding | None) -> tuple[int, ...]:
        settings = self._settings
        text = build_prompt(
            settings.prompt_format,
            phonemes,
            voice if isinstance(voice, Reference) else None,
            settings.emotion,
            speech_token=settings.tokens.speech,
        )
        return self._parts.tokenizer.tokenize(text)

    def _pieces(self, utterance: Utterance, sink: AudioSink, sound: Sound) -> Pieces:
        settings = self._settings
        expected_s = len(utterance.text) / CHARACTERS_PER_S
        return Pieces(settings.streaming, sink, sound, expected_s, settings.frames_per_second)

    def _generate(
        self,
        prompt: tuple[int, ...],
        utterance: Utterance,
        watch: Watch,
        pieces: Pieces | None = None,
    ) -> Generation:
        """Codes for the prompt. Raises Runaway, also where nothing was said."""
        room = self._settings.context - len(prompt)
        budget = self._settings.limits.budget(utterance.text)
        most = min(budget, room) if room > 0 else budget
        tape = Tape() if pieces else None
        request = Request(prompt, most, utterance.seed, tape=tape)
        future = self._parts.backbone.submit(request, watch)
        if pieces and tape:
            future.add_done_callback(lambda _: tape.end())
            pieces.follow(tape)
        generation = future.result()
        if not generation.ended:
            raise Runaway(
                f"The model did not end its speech within {request.most} tokens for "
                f"{len(utterance.text)} characters (a runaway): try another seed, or raise "
                "'limits' or 'context' in the model file if its voice is this slow.",
                dice=self._dice,
            )
        if not generation.codes:
            raise Runaway(
                "The model ended before it said anything: try another seed.", dice=self._dice
            )
        return generation


def _parts(
    settings: SpeechLMSettings,
    language_model: LanguageModel,
    codec: Codec,
    voices: Mapping[str, Reference | Embedding | None],
    aligner: Aligner | None,
    *,
    slots: int,
    threads: int,
) -> _Parts:
    tokens = SpeechTokens.of(language_model, settings.tokens)
    _check_context(settings, language_model)
    shape = Shape(slots, settings.context, SLICE[settings.device], threads)
    keys = key_kind(settings, language_model.dimensions)
    attention = fastest(language_model, threads, keys) if settings.device == "cpu" else FLASH
    heap.trim()
    context = Context(language_model, shape, attention)
    context.warm()
    return _Parts(
        language_model=language_model,
        backbone=Backbone(context, Sampler(settings.sampling, tokens), tokens),
        codec=CodecThread(codec),
        tokenizer=PromptTokenizer(language_model, settings.tokens, tokens),
        phonemize=phonemizer(settings.phonemizer),
        voices=voices,
        aligner=aligner,
    )


def _check_slots(slots: int) -> None:
    if not 1 <= slots <= MOST_SLOTS:
        raise BadSetting(f"'slots' is {slots}; a speech model takes 1 to {MOST_SLOTS}.")


def _check_phonemes(model: Model, settings: SpeechLMSettings) -> None:
    if model.phonemes and settings.phonemizer == "none":
        raise BadSetting(
            f"Model '{model.name}' lists 'phonemes', and its phonemizer 'none' reads letters; "
            "take one of them out of its file."
        )


def _check_context(settings: SpeechLMSettings, language_model: LanguageModel) -> None:
    trained = language_model.trained_context
    if settings.context > trained:
        raise BadSetting(
            f"'settings.context' is {settings.context}, but the model was trained for {trained} "
            "tokens; set it to that or less."
        )

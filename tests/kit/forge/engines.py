"""Forged models as the engine sees them: loaded backbones, model files, voices."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.kit.forge.codecs import NeuCodec, forge_codec
from tests.kit.forge.gguf_models import LETTERS, Recipe, forge
from tests.kit.forge.letters import NEUTRAL
from voicefarm.models import Model
from worker.engines.speechlm.backbone import Generation, Request
from worker.engines.speechlm.batching.decoder import Decoder, DecoderShape
from worker.engines.speechlm.batching.loop import DecodeLoop
from worker.engines.speechlm.batching.sampler import Sampler
from worker.engines.speechlm.llamacpp.context import FLASH, Attention, Context
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.llamacpp.shape import Shape
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens, columns_alone
from worker.engines.speechlm.settings import Sampling, Tokens
from worker.slots.watch import Watch

GREEDY = Sampling(temperature=0)


@dataclass(frozen=True)
class Bench:
    """A running backbone over a forged model, and shorthands to ask it."""

    model: LanguageModel
    tokens: SpeechTokens
    backbone: DecodeLoop

    def prompt(self, text: str) -> tuple[int, ...]:
        """The ids of a compact prompt without a reference."""
        return tuple(
            self.model.tokenize(
                f"<|TEXT_PROMPT_START|>{text}<|TEXT_PROMPT_END|><|SPEECH_GENERATION_START|>"
            )
        )

    def say(self, text: str, most: int = 300, seed: int = 0) -> Generation:
        """Generate for a text and wait."""
        request = Request(self.prompt(text), most, seed)
        return self.backbone.submit(request, Watch()).result()


@contextmanager
def running(
    recipe: Recipe = LETTERS,
    *,
    slots: int = 4,
    context: int = 512,
    slice_size: int = 64,
    sampling: Sampling = GREEDY,
    attention: Attention = FLASH,
    wrap: Callable[[Context], Decoder] = lambda context: context,
) -> Iterator[Bench]:
    """A backbone over the forged model, closed at the end; `wrap` may put a fault before it."""
    model = LanguageModel.load(forge(recipe))
    tokens = SpeechTokens.of(model, Tokens(codes=recipe.codes))
    shape = Shape(slots, context, slice_size, threads=1)
    decoder = wrap(Context(model, shape, attention))
    backbone = DecodeLoop(decoder, Sampler(sampling, tokens), tokens)
    try:
        yield Bench(model, tokens, backbone)
    finally:
        backbone.close()
        model.close()


@contextmanager
def running_on_openvino(
    recipe: Recipe,
    *,
    slots: int = 4,
    context: int = 512,
    slice_size: int = 64,
    threads: int = 1,
    sampling: Sampling = GREEDY,
) -> Iterator[Bench]:
    """The same on OpenVINO, which reads no weights of 32 bits."""
    from worker.engines.speechlm.openvino.loading import open_decoder

    path = forge(recipe)
    model = LanguageModel.load(path, vocabulary_only=True)
    tokens = SpeechTokens.of(model, Tokens(codes=recipe.codes))
    decoder = open_decoder(path, tokens, DecoderShape(slots, context, slice_size), threads)
    backbone = DecodeLoop(decoder, Sampler(sampling, columns_alone(tokens)), tokens)
    try:
        yield Bench(model, tokens, backbone)
    finally:
        backbone.close()
        model.close()


def model_file(
    folder: Path, recipe: Recipe = LETTERS, decoder: Path | None = None, **settings: Any
) -> Model:
    """A model file for forged weights, with a voice whose reference ends with a neutral code."""
    voice = folder / "voice.json"
    voice.write_text(json.dumps({"codes": [11, 12, NEUTRAL], "text": "a short reference"}))
    table: dict[str, Any] = {
        "backbone": "llamacpp",
        "prompt_format": "compact",
        "phonemizer": "none",
        "context": 512,
        "weights": {"path": str(forge(recipe))},
        "codec": {"kind": "neucodec", "path": str(decoder or forge_codec(NeuCodec()))},
        "tokens": {"codes": recipe.codes},
        "sampling": {"temperature": 0},
    }
    return Model.model_validate(
        {
            "name": "forged",
            "engine": "speechlm",
            "description": "made by the tests",
            "licence": "Apache-2.0",
            "sample_rate": 24_000,
            "budget": 256,
            "voices": {"forged": {"languages": ["en"], "settings": {"file": str(voice)}}},
            "default_voices": {"en": "forged"},
            "settings": table | settings,
        }
    )

"""A small speech language model for chaos, whose every code is known ahead.

It takes its likeliest code, so a text sounds the same in every worker, whoever speaks next to it.
The capital letter of a text decides all codes (tests/kit/forge/letters.py).
"""

from dataclasses import replace

from tests.kit.forge.codecs import NeuCodec, forge_codec
from tests.kit.forge.gguf_models import LETTERS, forge

SMALL = replace(LETTERS, codes=7168, quantization="F16")
"""Every backbone reads 16 bits."""
MODEL = """
engine = "speechlm"
description = "A forged speech language model"
licence = "Apache-2.0"
sample_rate = 24000
budget = 100
default_voices = {{ en = "nobody" }}
voices = {{ nobody = {{ languages = ["en"], settings = {{ reference = false }} }} }}

[settings]
backbone = "{backbone}"
prompt_format = "compact"
phonemizer = "none"
context = 1024
weights = {{ path = "{weights}" }}
codec = {{ kind = "neucodec", path = "{codec}" }}
tokens = {{ codes = {codes} }}
sampling = {{ temperature = 0 }}
"""


def speech_model(backbone: str) -> str:
    """Its model file. The weights are forged where they aren't there yet."""
    weights, codec = forge(SMALL), forge_codec(NeuCodec())
    return MODEL.format(backbone=backbone, weights=weights, codec=codec, codes=SMALL.codes)

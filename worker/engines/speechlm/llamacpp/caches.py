"""How the caches hold what a sequence has seen: values in 16 bits, keys in 8 or 16."""

from voicefarm.errors import BadSetting
from worker.engines.speechlm.llamacpp.dimensions import Dimensions
from worker.engines.speechlm.settings import KeyKind, SpeechLMSettings

BLOCK = 32
"""GGML's Q8_0 holds 32 values in 34 bytes: 8 bits each, and a scale of 16."""
_KEY_BYTES: dict[KeyKind, float] = {"q8_0": 34 / BLOCK, "f16": 2.0}
_VALUE_BYTES = 2.0


def key_kind(settings: SpeechLMSettings, dimensions: Dimensions) -> KeyKind:
    """What the keys are held in: as the settings say, or 8 bits on a CPU if the heads divide.

    On CPU the shorter keys cost no time and a quarter less memory; the attention kernels for GPUs
    want keys and values alike. Raises BadSetting where the settings ask for what can't be.
    """
    fits = settings.device == "cpu" and dimensions.head_width % BLOCK == 0
    if settings.keys == "q8_0" and not fits:
        raise BadSetting(
            f"'settings.keys' is q8_0, which needs device = 'cpu' and heads of a multiple of "
            f"{BLOCK} values (this model's have {dimensions.head_width}); leave it out."
        )
    return settings.keys or ("q8_0" if fits else "f16")


def token_bytes(dimensions: Dimensions, keys: KeyKind) -> int:
    """Bytes that one token takes in a cache, all layers together."""
    width = dimensions.layers * dimensions.kv_heads * dimensions.head_width
    return round(width * (_KEY_BYTES[keys] + _VALUE_BYTES))

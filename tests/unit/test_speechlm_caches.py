"""What the caches hold, and what a token of it takes."""

import pytest

pytest.importorskip("llama_cpp", reason="an extra: speechlm")

from voicefarm.errors import BadSetting
from worker.engines.speechlm.llamacpp.caches import key_kind, token_bytes
from worker.engines.speechlm.llamacpp.dimensions import Dimensions
from worker.engines.speechlm.settings import CodecSource, SpeechLMSettings
from worker.model_files.source import WeightsSource

TRUE_SHAPE = Dimensions(layers=24, head_width=64, kv_heads=4, vocabulary=97_544)
ODD_HEADS = Dimensions(layers=24, head_width=80, kv_heads=4, vocabulary=97_544)
FILE = {"path": "a.gguf"}


def settings(**said: object) -> SpeechLMSettings:
    return SpeechLMSettings.model_validate(
        {
            "prompt_format": "compact",
            "phonemizer": "none",
            "weights": WeightsSource.model_validate(FILE),
            "codec": CodecSource.model_validate(FILE | {"kind": "neucodec"}),
            **said,
        }
    )


def test_keys_take_8_bits_on_cpu_where_the_heads_allow_it() -> None:
    assert key_kind(settings(), TRUE_SHAPE) == "q8_0"
    assert key_kind(settings(), ODD_HEADS) == "f16"
    assert key_kind(settings(device="cuda"), TRUE_SHAPE) == "f16"


def test_what_is_asked_for_is_what_is_held() -> None:
    assert key_kind(settings(keys="f16"), TRUE_SHAPE) == "f16"
    assert key_kind(settings(keys="q8_0"), TRUE_SHAPE) == "q8_0"


@pytest.mark.parametrize(
    ("device", "dimensions"), [("cpu", ODD_HEADS), ("cuda", TRUE_SHAPE)], ids=["heads", "gpu"]
)
def test_8_bits_where_they_cannot_be_are_refused(device: str, dimensions: Dimensions) -> None:
    with pytest.raises(BadSetting, match="leave it out"):
        key_kind(settings(keys="q8_0", device=device), dimensions)


def test_8_bit_keys_save_a_quarter_of_a_token() -> None:
    assert token_bytes(TRUE_SHAPE, "f16") == 24_576
    assert token_bytes(TRUE_SHAPE, "q8_0") == 18_816

"""What a CPU worker loads carries neither torch nor the hub's client."""

import subprocess
import sys

import pytest

LOADED = ["prompts", "phonemes", "normalization", "voices", "hub", "gguf_check", "codec_check"]
UNWANTED = ["torch", "transformers", "neucodec", "huggingface_hub", "soxr", "gguf", "onnx"]


@pytest.mark.parametrize("module", LOADED)
def test_a_module_of_the_worker_stays_light(module: str) -> None:
    program = (
        f"import sys, worker.engines.speechlm.{module}\n"
        f"print(*sorted(set({UNWANTED!r}) & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == ""

"""What a CPU worker loads carries neither torch nor the hub's client."""

import subprocess
import sys

import pytest

LOADED = [
    "engines.speechlm.engine",
    "engines.speechlm.prompts.prompt_format",
    "language.phonemizers",
    "language.word_times",
    "engines.speechlm.voices",
    "model_files.hub",
    "engines.speechlm.gguf_check",
    "engines.speechlm.automatic.choice",
    "engines.speechlm.pytorch.backbone",
    "engines.speechlm.codecs.signature",
]
UNWANTED = ["torch", "transformers", "neucodec", "huggingface_hub", "soxr", "gguf", "onnx"]


@pytest.mark.parametrize("module", LOADED)
def test_a_module_of_the_worker_stays_light(module: str) -> None:
    program = f"import sys, worker.{module}\nprint(*sorted(set({UNWANTED!r}) & set(sys.modules)))"
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == ""

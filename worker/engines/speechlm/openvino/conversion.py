"""Makes the graph of a GGUF file: `python -m worker.engines.speechlm.openvino.conversion TASK`.

The reader of GGUF files is openvino-genai's. It writes the graph into the file's folder, so it
gets a link in a folder of its own. The finished graph appears whole, by rename.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from worker.engines.speechlm.openvino.groups import widen_groups
from worker.engines.speechlm.openvino.head import cut_head, output_head
from worker.engines.speechlm.openvino.library import openvino
from worker.engines.speechlm.openvino.offsets import Offsets, restore_offsets
from worker.engines.speechlm.openvino.rotation import restore_frequencies
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens

READ = "openvino_model.xml"
"""What the reader calls the graph."""


def convert(weights: Path, folder: Path, tokens: SpeechTokens) -> None:
    """Put the graph of `weights` into `folder`, its head cut down to `tokens`."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as made:
        graph, finished = _read(weights, Path(made) / "read"), Path(made) / "finished"
        ov = openvino()
        model = ov.Core().read_model(graph)
        restore_frequencies(model, weights)
        offsets = Offsets(weights)
        cut_head(model, tokens, offsets)
        restore_offsets(model, offsets, output_head(model))
        widen_groups(model)
        finished.mkdir()
        ov.save_model(model, finished / "model.xml", compress_to_fp16=False)
        finished.rename(folder)


def _read(weights: Path, folder: Path) -> Path:
    openvino()  # first, so that its telemetry is shut out
    import openvino_genai

    folder.mkdir()
    link = folder / f"{weights.stem}.gguf"
    link.symlink_to(weights)
    openvino_genai.LLMPipeline(str(link), "CPU", enable_save_ov_model=True)
    return folder / READ


def main() -> None:
    task: dict[str, Any] = json.loads(sys.argv[1])
    convert(Path(task["weights"]), Path(task["folder"]), SpeechTokens(**task["tokens"]))


if __name__ == "__main__":
    main()

"""The graph of a language model, made ready for steps of many sequences."""

from pathlib import Path
from typing import Any

import numpy as np

from voicefarm.errors import EngineUnavailable
from worker.engines.speechlm.openvino.head import output_head
from worker.engines.speechlm.openvino.library import openvino

WANTED = "wanted"
"""The input that names the rows whose logits are computed."""
CACHES = ("key_cache.", "value_cache.")
"""How the names of the caches' inputs begin."""


def compiled_graph(path: Path, threads: int) -> Any:
    """The graph at `path` with paged attention, compiled for `threads` cores.

    Raises EngineUnavailable when OpenVINO can't do that.
    """
    ov = openvino()
    try:
        core = ov.Core()
        model = core.read_model(path)
        _page(model)
        _choose_rows(model)
        return core.compile_model(model, "CPU", _options(threads))
    except RuntimeError as error:
        raise EngineUnavailable(
            f"OpenVINO can't run the graph in {path.parent} ({_first_line(error)}); delete that "
            "folder and start again, or set backbone = 'llamacpp'."
        ) from error


def _page(model: Any) -> None:
    """Let attention read caches in blocks, and sequences of any lengths in one step."""
    from openvino._offline_transformations import paged_attention_transformation

    paged_attention_transformation(model)


def _choose_rows(model: Any) -> None:
    """Compute the head for the rows that `wanted` names, and for no others."""
    op = openvino().opset13
    head = output_head(model)
    wanted = op.parameter([-1], np.int64, name=WANTED)
    wanted.output(0).get_tensor().set_names({WANTED})
    chosen = op.gather(head.input_value(0), wanted, op.constant(np.int64(0)))
    head.input(0).replace_source_output(chosen.output(0))
    model.add_parameters([wanted])
    model.validate_nodes_and_infer_types()


def _options(threads: int) -> dict[str, Any]:
    return {
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
        # Other workers and the codec share the cores, so the system places the threads.
        "ENABLE_CPU_PINNING": False,
        # As fast as bf16 in trials, because the weights are in fewer bits.
        "INFERENCE_PRECISION_HINT": "f32",
        "KV_CACHE_PRECISION": "f16",
    }


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__

"""How an ONNX file is opened and run, on the CPU or the GPU.

onnxruntime is imported when a session is opened: what only asks about codecs does without it.
"""

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voicefarm.errors import BadSetting, EngineUnavailable, SynthesisFailed
from worker.engines import Samples
from worker.engines.speechlm.codecs.signature import Signature
from worker.engines.speechlm.settings import Device
from worker.model_files.problem import MissingLibrary, Problem

MISSING = MissingLibrary("onnxruntime", extra="speechlm")
Session = Any
"""An `onnxruntime.InferenceSession`."""
_OWN_TYPE_NAMES = {"float32": "float", "float64": "double"}
"""Types that onnxruntime calls otherwise than numpy does."""


def check_onnxruntime() -> list[Problem]:
    """Whether onnxruntime is missing."""
    return [] if importlib.util.find_spec("onnxruntime") else [MISSING]


def open_session(path: Path, *, threads: int, device: Device) -> Session:
    """Open an ONNX file on `threads` cores or the GPU. Raises EngineUnavailable."""
    try:
        import onnxruntime
    except ModuleNotFoundError as error:
        raise EngineUnavailable(str(MISSING)) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what fails is raised with the same text, and logged once
    # Idle threads that spin would take the decode loop's cores between two codec calls.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Lengths differ from call to call: the arena would keep the largest of every size for good.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    chosen = providers(device, onnxruntime.get_available_providers())
    try:
        return onnxruntime.InferenceSession(path, options, providers=chosen)
    except Exception as error:
        raise EngineUnavailable(
            f"onnxruntime can't read {path} ({error}); fetch it again."
        ) from error


def open_decoder(path: Path, signature: Signature, *, threads: int, device: Device) -> Session:
    """Open a codec's file and check that it has the inputs of `signature`.

    Raises EngineUnavailable or BadSetting.
    """
    session = open_session(path, threads=threads, device=device)
    present = {entry.name: entry.type for entry in session.get_inputs()}
    wanted = {name: _own_type(type_) for name, (type_, _) in signature.inputs.items()}
    if present != wanted:
        raise BadSetting(
            f"The codec takes {_listed(present)}, where this kind takes {_listed(wanted)}; "
            "correct 'codec.kind' or fetch the right file."
        )
    return session


def run(session: Session, feeds: Mapping[str, Any]) -> Samples:
    """One call's first output, float32. Raises SynthesisFailed when it fails or isn't sound."""
    try:
        audio: Samples = np.asarray(session.run(None, dict(feeds))[0], np.float32)
    except Exception as error:
        raise SynthesisFailed(f"The codec failed on this chunk: {error}") from error
    if not np.isfinite(audio).all():
        raise SynthesisFailed("The codec's sound has values that are not numbers; fetch it again.")
    return audio


def providers(device: Device, available: Sequence[str]) -> list[str]:
    """What onnxruntime shall run a codec on, of what it has. Raises EngineUnavailable."""
    if device == "cpu":
        return ["CPUExecutionProvider"]
    if "CUDAExecutionProvider" not in available:
        raise EngineUnavailable(
            "device = 'cuda' needs onnxruntime with CUDA: pip install onnxruntime-gpu."
        )
    return ["CUDAExecutionProvider", "CPUExecutionProvider"]


def _own_type(name: str) -> str:
    return f"tensor({_OWN_TYPE_NAMES.get(name, name)})"


def _listed(inputs: Mapping[str, str]) -> str:
    return ", ".join(f"'{name}' {type_}" for name, type_ in sorted(inputs.items())) or "nothing"

"""Codes to sound: what a codec decoder promises, and how its ONNX file is opened and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime

from voicefarm.errors import BadSetting, EngineUnavailable, SynthesisFailed
from worker.engines import Samples
from worker.engines.speechlm.settings import Device

Embedding = Sequence[float]


@dataclass(frozen=True, slots=True)
class Sounding:
    """What is to sound: the codes of one utterance, and the voice where the codec wants one."""

    codes: tuple[int, ...]
    embedding: tuple[float, ...] | None = None


class Codec(Protocol):
    """A decoder. `decode` is called from one thread at a time."""

    longest: int
    """Most codes of one utterance."""
    together: int
    """Most utterances that one call may carry; those of a call have equally many codes."""

    def decode(self, soundings: Sequence[Sounding]) -> list[Samples]:
        """Sound of each, float32 [N]. Raises SynthesisFailed when it is no sound."""
        ...


def open_session(path: Path, *, threads: int, device: Device) -> onnxruntime.InferenceSession:
    """Open an ONNX file on `threads` cores or the GPU. Raises EngineUnavailable."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
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


def check_inputs(session: onnxruntime.InferenceSession, wanted: Mapping[str, str]) -> None:
    """Compare a session's inputs, name to type, with what the codec's kind has. BadSetting."""
    found = {entry.name: entry.type for entry in session.get_inputs()}
    if found != dict(wanted):
        raise BadSetting(
            f"The codec takes {_listed(found)}, where this kind takes {_listed(wanted)}; "
            "correct 'codec.kind' or fetch the right file."
        )


def run(session: onnxruntime.InferenceSession, feeds: Mapping[str, Any]) -> Samples:
    """One call's first output, float32. Raises SynthesisFailed when it fails or is no sound."""
    try:
        audio: Samples = np.asarray(session.run(None, dict(feeds))[0], np.float32)
    except Exception as error:
        raise SynthesisFailed(f"The codec failed on this chunk: {error}") from error
    if not np.isfinite(audio).all():
        raise SynthesisFailed("The codec's sound has values that are no numbers; fetch it again.")
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


def _listed(inputs: Mapping[str, str]) -> str:
    return ", ".join(f"'{name}' {type_}" for name, type_ in sorted(inputs.items())) or "nothing"

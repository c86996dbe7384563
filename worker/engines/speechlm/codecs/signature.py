"""A decoder's inputs and output, and whether an ONNX file has them, by its header alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from worker.model_files.onnx_header import OnnxHeader, Port, read_onnx_header
from worker.model_files.problem import Problem


@dataclass(frozen=True, slots=True)
class Signature:
    """Inputs by name with type and rank, and the name of the output that is sound."""

    inputs: Mapping[str, tuple[str, int]]
    """Types as numpy calls them."""
    output: str | None = None
    """None if the first output is the sound, whatever it is called."""


def check_signature(path: Path, kind: str, signature: Signature) -> list[Problem]:
    """Everything in the file at `path` that isn't a decoder of the codec called `kind`."""
    try:
        header = read_onnx_header(path)
    except EngineUnavailable as error:
        return [Problem(str(error))]
    faults = [*_input_faults(header, signature), *_output_faults(header, signature)]
    return [Problem(f"{path.name} is not a '{kind}' decoder: {fault}.") for fault in faults]


def _input_faults(header: OnnxHeader, signature: Signature) -> list[str]:
    present = {port.name: port for port in header.inputs}
    faults = [
        fault
        for name, (type_, rank) in signature.inputs.items()
        if (fault := _mismatch(present.get(name), name, type_, rank, header.inputs))
    ]
    extra = [str(port) for name, port in present.items() if name not in signature.inputs]
    if extra and not faults:
        faults.append(f"it also wants {', '.join(extra)}, so fetch the decoder for this kind")
    return faults


def _mismatch(port: Port | None, name: str, type_: str, rank: int, all_: tuple[Port, ...]) -> str:
    if port is None:
        listed = ", ".join(map(str, all_)) or "none"
        return f"input '{name}' is missing (it has {listed}), so correct 'settings.codec'"
    if port.type != type_:
        return f"input '{name}' is {port.type} and must be {type_}, so fetch another export"
    if len(port.shape) != rank:
        return f"input '{port}' must have {rank} dimensions, so fetch another export"
    return ""


def _output_faults(header: OnnxHeader, signature: Signature) -> list[str]:
    by_name = {port.name: port for port in header.outputs}
    first = next(iter(header.outputs), None)
    sound = by_name.get(signature.output) if signature.output else first
    if sound is None:
        return [f"it has no output '{signature.output or 'audio'}', so correct 'settings.codec'"]
    if sound.type not in ("float32", "float16"):
        return [f"output '{sound}' is not sound in floats, so fetch another export"]
    return []

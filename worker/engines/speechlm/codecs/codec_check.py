"""Whether an ONNX file is the codec that a model file calls it, by its signature alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from worker.engines.speechlm.settings import CodecKind
from worker.model_files.onnx_header import OnnxHeader, Port, read_onnx_header
from worker.model_files.problem import Problem


@dataclass(frozen=True, slots=True)
class _Signature:
    """Inputs by name with type and rank, and the type of the one output that is sound."""

    inputs: Mapping[str, tuple[str, int]]
    output: str | None
    """The output's name, where the codec's sessions ask for one."""


SIGNATURES: Mapping[CodecKind, _Signature] = {
    "neucodec": _Signature({"codes": ("int32", 3)}, "audio"),
    "vieneu-codec": _Signature(
        {"content_ids": ("int64", 2), "voice_embedding": ("float32", 2)}, None
    ),
}


def check_codec(path: Path, kind: CodecKind) -> list[Problem]:
    """Everything in the file's signature that isn't a codec of this kind."""
    try:
        header = read_onnx_header(path)
    except EngineUnavailable as error:
        return [Problem(str(error))]
    wanted = SIGNATURES[kind]
    wrong = [*_inputs(header, wanted), *_output(header, wanted)]
    return [Problem(f"{path.name} is no '{kind}' decoder: {what}.") for what in wrong]


def _inputs(header: OnnxHeader, wanted: _Signature) -> list[str]:
    found = {port.name: port for port in header.inputs}
    wrong = [
        said
        for name, (kind, rank) in wanted.inputs.items()
        if (said := _mismatch(found.get(name), name, kind, rank, header.inputs))
    ]
    extra = [str(port) for name, port in found.items() if name not in wanted.inputs]
    if extra and not wrong:
        wrong.append(f"it also wants {', '.join(extra)}, so fetch the decoder for this kind")
    return wrong


def _mismatch(port: Port | None, name: str, kind: str, rank: int, all_: tuple[Port, ...]) -> str:
    if port is None:
        has = ", ".join(map(str, all_)) or "none"
        return f"input '{name}' is missing (it has {has}), so correct 'settings.codec'"
    if port.type != kind:
        return f"input '{name}' is {port.type} and must be {kind}, so fetch another export"
    if len(port.shape) != rank:
        return f"input '{port}' must have {rank} dimensions, so fetch another export"
    return ""


def _output(header: OnnxHeader, wanted: _Signature) -> list[str]:
    names = {port.name: port for port in header.outputs}
    sound = names.get(wanted.output) if wanted.output else next(iter(header.outputs), None)
    if sound is None:
        return [f"it has no output '{wanted.output or 'audio'}', so correct 'settings.codec'"]
    if sound.type not in ("float32", "float16"):
        return [f"output '{sound}' is no sound in floats, so fetch another export"]
    return []

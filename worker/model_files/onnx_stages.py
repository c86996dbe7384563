"""A part of an ONNX graph on onnxruntime: one core for each call, in the caller's own thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voicefarm.errors import EngineUnavailable, SynthesisFailed
from worker.model_files.onnx_parts import GraphPart
from worker.model_files.problem import MissingLibrary

Session = Any
"""An `onnxruntime.InferenceSession`."""
RunOptions = Any
"""An `onnxruntime.RunOptions`."""
CPU = "CPUExecutionProvider"
"""onnxruntime's provider that is there everywhere."""
FLOAT = 1
"""The number of float32 in `TensorProto.DataType`."""
_TYPES = {
    **{"tensor(float)": FLOAT, "tensor(uint8)": 2, "tensor(int8)": 3, "tensor(int32)": 6},
    **{"tensor(int64)": 7, "tensor(bool)": 9, "tensor(float16)": 10, "tensor(double)": 11},
}


@dataclass(frozen=True, slots=True)
class OnnxStage:
    """A part of a graph, loaded; the file that it is from is let go. Safe from any thread."""

    session: Session
    takes: tuple[str, ...]
    makes: tuple[str, ...]
    types: Mapping[str, int] = field(default_factory=dict)
    """Of what it makes, as numbers of `TensorProto.DataType`."""

    @classmethod
    def open(
        cls,
        part: GraphPart,
        types: Mapping[str, int],
        path: Path,
        missing: MissingLibrary,
        providers: Sequence[str] = (CPU,),
    ) -> "OnnxStage":
        """Load a part of the file at `path`. `types` are as `GraphPart.model` wants them.

        Raises EngineUnavailable, by `missing` without onnxruntime.
        """
        session = _session(part.model(types), path, missing, providers)
        made = {port.name: _TYPES.get(port.type, FLOAT) for port in session.get_outputs()}
        return cls(session, part.takes, part.makes, made)

    def run(self, values: Mapping[str, Any], options: RunOptions = None) -> dict[str, Any]:
        """What it makes of what it takes. Raises SynthesisFailed."""
        feeds = {name: values[name] for name in self.takes}
        try:
            made = self.session.run(list(self.makes), feeds, options)
        except Exception as error:
            raise SynthesisFailed(
                f"The network failed on this chunk ({_first_line(error)}); change its text."
            ) from error
        return dict(zip(self.makes, made, strict=True))


def _session(
    model: bytes, path: Path, missing: MissingLibrary, providers: Sequence[str]
) -> Session:
    try:
        import onnxruntime
    except ModuleNotFoundError as error:
        raise EngineUnavailable(str(missing)) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Lengths differ from call to call: a plan kept for each would make the arena grow by a quarter.
    options.enable_mem_pattern = False
    options.log_severity_level = 4  # what fails is raised with the same text
    try:
        return onnxruntime.InferenceSession(model, options, providers=list(providers))
    except Exception as error:
        raise EngineUnavailable(
            f"onnxruntime can't read {path} ({_first_line(error)}); fetch it again."
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]

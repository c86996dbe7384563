"""How the instruments' networks are opened."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from voicefarm.errors import EngineUnavailable


def open_network(package: str, file: str, *, what: str, remedy: str) -> Any:
    """An ONNX file that a package carries, on one core.

    Raises EngineUnavailable with the remedy if `what` it is for isn't installed.
    """
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise EngineUnavailable(f"{what} is not installed; {remedy}")
    path = Path(found.submodule_search_locations[0]) / file
    try:
        import onnxruntime  # an extra: imported where it is used
    except ModuleNotFoundError as error:
        raise EngineUnavailable(f"onnxruntime is not installed: {remedy}") from error
    if not path.is_file():
        raise EngineUnavailable(f"'{path.name}' is missing in its package: {remedy}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what fails is raised with the same text, and logged once
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

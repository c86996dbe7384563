"""OpenVINO itself, imported without its telemetry."""

import importlib.util
import sys
from typing import Any, cast

from worker.model_files.problem import MissingLibrary

MISSING = MissingLibrary("openvino", extra="openvino")
PACKAGES = ("openvino", "openvino_genai")
_TELEMETRY = "openvino_telemetry"


def installed() -> bool:
    """Whether all its packages are here. Imports none of them."""
    return all(importlib.util.find_spec(package) for package in PACKAGES)


def openvino() -> Any:
    """The package `openvino`. Raises ModuleNotFoundError.

    OpenVINO would send figures of its use over the network by another package. That one is closed
    for this process before, and OpenVINO takes its own silent stand-in.
    """
    silence()
    import openvino

    return openvino


def silence() -> None:
    """Let nothing in this process import OpenVINO's telemetry."""
    modules = cast("dict[str, Any]", sys.modules)
    modules[_TELEMETRY] = None

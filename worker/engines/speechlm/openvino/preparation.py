"""The graph of a GGUF file, made once and kept in the cache of weights.

It is kept by the hash of the file, the tokens that its head keeps, and the version of OpenVINO. So
a changed file gets a graph of its own, and an old one is never taken for it.
"""

import hashlib
import json
import subprocess
import sys
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import structlog

from voicefarm.errors import EngineUnavailable
from voicefarm.weights.places import cache_folder
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.model_files.cache import locked, sha256_of

log = structlog.get_logger()

GRAPH = "model.xml"
LAYOUT = 3
"""Counts up when the graph is made otherwise than before."""


def graphs_folder() -> Path:
    """The part of the cache that holds graphs."""
    return cache_folder() / "voicefarm-openvino"


def graph_of(weights: Path, tokens: SpeechTokens) -> Path:
    """The graph of the GGUF file `weights`; made now, for a minute, if it isn't there.

    Raises EngineUnavailable when OpenVINO can't read the file.
    """
    folder = graphs_folder() / _key(weights, tokens)
    graph = folder / GRAPH
    if graph.exists():
        return graph
    with locked(folder.with_suffix(".lock")):
        if not graph.exists():
            _make(weights, tokens, folder)
    return graph


def _key(weights: Path, tokens: SpeechTokens) -> str:
    said = json.dumps([LAYOUT, version("openvino"), sha256_of(weights), asdict(tokens)])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _make(weights: Path, tokens: SpeechTokens, folder: Path) -> None:
    """Make it in a process of its own, whose memory goes with it."""
    log.info("preparing weights for OpenVINO, once", file=weights.name)
    began = time.monotonic()
    task = {"weights": str(weights.resolve()), "folder": str(folder), "tokens": asdict(tokens)}
    child = subprocess.run(
        [sys.executable, "-m", "worker.engines.speechlm.openvino.conversion", json.dumps(task)],
        capture_output=True,
        text=True,
        check=False,
    )
    if child.returncode:
        said = child.stderr.strip().splitlines()
        raise EngineUnavailable(
            f"OpenVINO can't read {weights} ({said[-1] if said else child.returncode}); set "
            "backbone = 'llamacpp'."
        )
    log.info("weights prepared", file=weights.name, seconds=round(time.monotonic() - began, 1))

"""Whether the files of VieNeu v3 nano are here and fit each other, and their memory."""

from pathlib import Path

from voicefarm.models import Model
from worker.engines.speechlm.codecs.onnx_session import check_onnxruntime
from worker.engines.vieneu3.nano.graphs import INPUTS, check_graph
from worker.engines.vieneu3.nano.settings import NanoSettings, read_settings
from worker.engines.vieneu3.nano.symbols import NanoSymbols
from worker.engines.vieneu3.nano.voices import NanoVoice, load_nano_voices
from worker.model_files.local import resolve, verified
from worker.model_files.problem import Problem, complaint

MB = 1_000_000
RUNTIME = 130 * MB
"""Python, numpy, onnxruntime and the phonemizer, without any weights."""
FILE_FACTOR = 1.2
"""Memory of a file against its size."""
SLOT, SLOT_FACTOR = 150 * MB, 1.0
"""What a slot takes for 20 s of sound, and against the graphs' files. Not measured on the true
weights; a Piper voice of a third of the size takes 90 MB."""


def files(settings: NanoSettings, model: Model) -> dict[str, Path]:
    """All files by their keys. Raises EngineUnavailable."""
    return {key: verified(file, model.name) for key, file in settings.files.items()}


def check(model: Model) -> list[Problem]:
    """As `EngineWithFiles.check`."""
    settings = read_settings(model)
    problems = check_onnxruntime()
    missing = [
        fault for file in settings.files.values() for fault in complaint(verified, file, model.name)
    ]
    if missing:
        return [*problems, *missing]
    path = files(settings, model)
    for key in INPUTS:
        problems += complaint(check_graph, path[key], key)
    problems += complaint(NanoSymbols.read, path["symbols"])
    problems += complaint(NanoVoice.nobody, path["constants"])
    return [*problems, *complaint(load_nano_voices, settings, model)]


def memory(model: Model, slots: int) -> int:
    """As `EngineWithFiles.memory`."""
    settings = read_settings(model)
    graphs = sum(resolve(settings.files[key], model.name).stat().st_size for key in INPUTS)
    return RUNTIME + int(graphs * FILE_FACTOR) + slots * min(SLOT, int(graphs * SLOT_FACTOR))

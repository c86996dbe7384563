"""Whether the files of VieNeu v3 are here and fit each other, and how much memory they take."""

from pathlib import Path

from voicefarm.models import Model
from worker.engines.speechlm.codecs.onnx_session import check_onnxruntime
from worker.engines.speechlm.codecs.signature import check_signature
from worker.engines.vieneu3.codec import SIGNATURE
from worker.engines.vieneu3.heads import Heads
from worker.engines.vieneu3.networks import cache_row, cached_ports
from worker.engines.vieneu3.prompt import read_tokenizer
from worker.engines.vieneu3.settings import Vieneu3Settings, read_settings
from worker.engines.vieneu3.voices import load_speakers
from worker.model_files.folder import folder_of
from worker.model_files.local import resolve, verified
from worker.model_files.problem import Problem, complaint
from worker.model_files.source import Source

MB = 1_000_000
RUNTIME = 130 * MB
"""Python, numpy, onnxruntime and the phonemizer, without any weights."""
SLOT = 3 * MB
"""What a slot takes on top of its cache: its thread and its sound."""
CACHE_FACTOR = 2
"""A step makes a cache anew, one row longer, while the old one is there."""
FILE_FACTOR = 1.2
"""Memory of a file against its size."""
ROWS = {"prefill": "inputs_embeds", "decode_step": "inputs_embeds", "acoustic": "token_emb"}
"""What each graph calls its input for rows."""


def check(model: Model) -> list[Problem]:
    """As `EngineWithFiles.check`."""
    settings = read_settings(model)
    problems = check_onnxruntime()
    missing = [
        fault for file in settings.files.values() for fault in complaint(verified, file, model.name)
    ]
    if missing:
        return [*problems, *missing]
    path = {key: resolve(file, model.name) for key, file in settings.files.items()}
    for key, rows in ROWS.items():
        problems += complaint(cached_ports, path[key], rows)
    problems += check_signature(path["codec"], "moss", SIGNATURE)
    problems += complaint(Heads.read, path["heads"])
    problems += complaint(read_tokenizer, path["tokenizer"])
    return [*problems, *complaint(load_speakers, settings, model)]


def memory(model: Model, slots: int) -> int:
    """As `EngineWithFiles.memory`. Both graphs of the backbone read the weights that they share."""
    settings = read_settings(model)
    sizes = {key: resolve(file, model.name).stat().st_size for key, file in settings.files.items()}
    files = sum(sizes.values()) + sizes.get("backbone_data", 0)
    cache = cache_row(resolve(settings.decode_step, model.name)) * settings.context
    return RUNTIME + int(files * FILE_FACTOR) + slots * (SLOT + cache * CACHE_FACTOR)


def graph_files(settings: Vieneu3Settings, model: Model) -> dict[str, Path]:
    """The graphs, each in one folder with its weights, which it names without a folder.

    Raises EngineUnavailable.
    """
    shared, own = settings.backbone_data, settings.codec_data
    backbone = _together(model, settings.prefill, settings.decode_step, shared)
    codec = _together(model, settings.codec, own)
    return {
        "prefill": backbone[0],
        "decode_step": backbone[1],
        "acoustic": verified(settings.acoustic, model.name),
        "codec": codec[0],
    }


def _together(model: Model, *sources: Source | None) -> list[Path]:
    given = [source for source in sources if source is not None]
    paths = [verified(source, model.name) for source in given]
    names = [_name(source) for source in given]
    folder = folder_of(dict(zip(names, paths, strict=True)))
    return [folder / name for name in names]


def _name(source: Source) -> str:
    return Path(source.file or source.path or "").name

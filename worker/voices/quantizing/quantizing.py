"""Quantize a model's network, try it out, and keep it only if it is worth it."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from voicefarm.errors import BadInput, VoicefarmError
from voicefarm.models import Model
from voicefarm.settings import Settings
from worker.engines.piper.settings import read_settings
from worker.model_files.local import verified
from worker.model_files.outputs import check_free, whole_file
from worker.voices.quantizing.calibration_feeds import calibration_feeds
from worker.voices.quantizing.network_files import KINDS
from worker.voices.quantizing.trial import Trial, hold_trial

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class QuantizingAttempt:
    """One way of quantizing, and what came of it."""

    kind: str
    megabytes: float
    trial: Trial | None
    refusal: str
    """Why it is not kept; empty if it could be."""


@dataclass(frozen=True, slots=True)
class Quantized:
    """What was tried, and what was kept."""

    original_megabytes: float
    attempts: tuple[QuantizingAttempt, ...]
    kept: QuantizingAttempt | None
    """The fastest of those that are not refused."""


def quantize(settings: Settings, model: Model, kinds: Sequence[str], out: Path) -> Quantized:
    """Try the `kinds`, and write the best network to `out`; nothing if all are refused.

    Raises BadInput for a model of another engine or a file that is there already. Raises
    EngineUnavailable, BadSetting.
    """
    if model.engine != "piper":
        raise BadInput(
            f"Model '{model.name}' has the engine '{model.engine}'; networks of Piper's voices "
            "can be quantized here."
        )
    check_free(out)
    source = verified(read_settings(model).network, model.name)
    feeds = calibration_feeds(model)
    with tempfile.TemporaryDirectory(prefix="voicefarm-") as folder:
        made = [
            (_attempt(settings, model, source, kind, path, feeds), path)
            for kind in kinds
            for path in (Path(folder) / f"{kind}.onnx",)
        ]
        passed = [(one, path) for one, path in made if one.trial and not one.refusal]
        best = max(
            passed, key=lambda pair: pair[0].trial.gain if pair[0].trial else 0, default=None
        )
        if best:
            with whole_file(out) as part:
                part.write_bytes(best[1].read_bytes())
    kept = best[0] if best else None
    log.info("quantized network chosen" if kept else "original network stays", model=model.name)
    return Quantized(_megabytes(source), tuple(one for one, _ in made), kept)


def _attempt(
    settings: Settings,
    model: Model,
    source: Path,
    kind: str,
    path: Path,
    feeds: Sequence[Mapping[str, Any]],
) -> QuantizingAttempt:
    try:
        KINDS[kind](source, path, feeds)
        network = {"network": {"path": str(path)}}
        other = model.model_copy(update={"settings": {**model.settings, **network}})
        trial = hold_trial(settings, model, other)
    except VoicefarmError as error:
        megabytes = _megabytes(path) if path.exists() else 0.0
        return QuantizingAttempt(kind, megabytes, None, str(error))
    return QuantizingAttempt(kind, _megabytes(path), trial, trial.refusal)


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6

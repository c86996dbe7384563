"""Weights on this machine: where a model's files lie, and how they get there."""

from collections.abc import Mapping
from pathlib import Path

from voicefarm.models import Model
from worker.engines.speechlm.settings import SpeechLMSettings, read_settings
from worker.model_files import hub
from worker.model_files.hub import Progress
from worker.model_files.local import resolve
from worker.model_files.source import Source


def sources(settings: SpeechLMSettings) -> Mapping[str, Source]:
    """The files that a model needs, by their key in its settings."""
    named = {
        "weights": settings.weights,
        "codec": settings.codec,
        "aligner": settings.aligner,
        "voices_file": settings.voices_file,
    }
    return {what: source for what, source in named.items() if source}


def pull(model: Model, *, progress: Progress = hub.silent) -> dict[str, Path]:
    """Bring all files of `model` to this machine; what is there already is not fetched again.

    Raises EngineUnavailable with the reason in a sentence, BadSetting when the settings don't fit.
    """
    files = sources(read_settings(model))
    return {
        what: resolve(source, model.name) if source.path else hub.fetch(source, progress)
        for what, source in files.items()
    }

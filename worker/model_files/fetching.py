"""A model's files, brought to this machine."""

from collections.abc import Mapping
from pathlib import Path

from worker.model_files import hub
from worker.model_files.hub import Progress
from worker.model_files.local import resolve
from worker.model_files.source import Source


def pull(
    files: Mapping[str, Source], model: str, *, progress: Progress = hub.no_progress
) -> dict[str, Path]:
    """Bring all files of `model` to this machine; what is there already is not fetched again.

    Raises EngineUnavailable with the reason in a sentence.
    """
    return {
        key: resolve(source, model) if source.path else hub.fetch(source, progress)
        for key, source in files.items()
    }

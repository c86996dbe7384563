"""The files of a speech language model."""

from collections.abc import Mapping

from worker.engines.speechlm.settings import SpeechLMSettings
from worker.model_files.source import Source


def sources(settings: SpeechLMSettings) -> Mapping[str, Source]:
    """The files that a model needs, by their key in its settings."""
    by_key = {
        "weights": settings.weights,
        "codec": settings.codec,
        "aligner": settings.aligner,
        "voices_file": settings.voices_file,
    }
    return {key: source for key, source in by_key.items() if source}

"""The Piper voice joe, where its package is on this machine."""

import pytest

from voicefarm.errors import EngineUnavailable
from voicefarm.models import Catalogue, Model, shipped_config
from worker.engines.piper.engine import PiperEngine
from worker.model_files.local import resolve

SHIPPED = Catalogue(shipped_config() / "models")["piper-joe"]


def _by_paths() -> Model | None:
    """The model with its files by their paths: tests have caches of their own."""
    try:
        paths = {
            key: {"path": str(resolve(source))}
            for key, source in PiperEngine.files(SHIPPED).items()
        }
    except EngineUnavailable:
        return None
    return SHIPPED.model_copy(update={"settings": SHIPPED.settings | paths})


JOE = _by_paths()
needs_joe = pytest.mark.skipif(
    JOE is None, reason="needs the voice joe: voicefarm models pull piper-joe"
)


def joe() -> Model:
    """The model, for tests that need it."""
    assert JOE is not None
    return JOE

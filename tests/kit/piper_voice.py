"""The Piper voice joe, where its package is on this machine."""

import pytest

from voicefarm.errors import BadSetting, EngineUnavailable
from voicefarm.models import Catalogue, shipped_config
from worker.engines.piper.engine import PiperEngine
from worker.model_files.local import resolve


def _is_here() -> bool:
    model = Catalogue(shipped_config() / "models")["piper-joe"]
    try:
        return all(resolve(file).is_file() for file in PiperEngine.files(model).values())
    except (BadSetting, EngineUnavailable):
        return False


needs_joe = pytest.mark.skipif(
    not _is_here(), reason="needs the voice joe: voicefarm models pull piper-joe"
)

"""The Piper voice joe, where its package is on this machine."""

import pytest

from voicefarm.models import Catalogue, shipped_config

needs_joe = pytest.mark.skipif(
    not Catalogue(shipped_config() / "models")["piper-joe"].installed,
    reason="needs the voice joe: voicefarm models pull piper-joe",
)

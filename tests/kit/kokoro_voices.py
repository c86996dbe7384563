"""Kokoro, where its packages are on this machine."""

import pytest

from voicefarm.errors import EngineUnavailable
from voicefarm.models import Catalogue, Model, shipped_config
from worker.engines.kokoro.engine import KokoroEngine
from worker.model_files.local import resolve

SHIPPED = Catalogue(shipped_config() / "models")["kokoro"]
VOICES = ("af_heart", "bf_emma", "jm_kumo")


def _by_paths() -> Model | None:
    """The model with a few voices and its files by their paths: tests have caches of their own."""
    try:
        paths = {
            key: str(resolve(source))
            for key, source in KokoroEngine.files(SHIPPED).items()
            if key.removeprefix("voices.") in ("network", "vocabulary", *VOICES)
        }
    except EngineUnavailable:
        return None
    voices = {
        name: SHIPPED.voices[name].model_copy(
            update={
                "settings": SHIPPED.voices[name].settings
                | {"style": {"path": paths[f"voices.{name}"]}}
            }
        )
        for name in VOICES
    }
    files = {key: {"path": paths[key]} for key in ("network", "vocabulary")}
    return SHIPPED.model_copy(
        update={
            "settings": SHIPPED.settings | files,
            "voices": voices,
            "default_voices": {"en": "af_heart", "en-GB": "bf_emma"},
        }
    )


KOKORO = _by_paths()
needs_kokoro = pytest.mark.skipif(
    KOKORO is None, reason="needs Kokoro's files: voicefarm models pull kokoro"
)


def kokoro() -> Model:
    """The model, for tests that need it."""
    assert KOKORO is not None
    return KOKORO

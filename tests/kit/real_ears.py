"""The recognizer Whisper tiny.en with its real weights, where its package is on this machine."""

import pytest

from voicefarm.models import shipped_config
from voicefarm.recognizers.recognizer import Recognizers

EARS = Recognizers(shipped_config() / "recognizers")["whisper-tiny.en"]
needs_ears = pytest.mark.skipif(
    not EARS.installed, reason="needs Whisper tiny.en: voicefarm models pull whisper-tiny.en"
)

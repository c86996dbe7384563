"""Forms that this install can't write are refused before work is queued."""

import sys

import pytest
import soundfile

from producer.jobs.request import SoundRequest
from producer.jobs.sound_request import job_spec
from tests.kit.jobs import make_job
from voicefarm.errors import BadInput

RECIPE = make_job(1)[0].spec.recipe


def test_without_its_extra_no_m4b(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(BadInput, match=r"can't write M4B; install the extra 'm4b' \("):
        job_spec("T", RECIPE, 24_000, SoundRequest(outputs=("m4b",)))


@pytest.mark.parametrize("form", ["mp3", "opus"])
def test_an_old_libsndfile_is_told(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(soundfile, "available_formats", lambda: {"WAV": "", "OGG": ""})
    monkeypatch.setattr(soundfile, "available_subtypes", lambda _: {"VORBIS": ""})
    with pytest.raises(BadInput, match=f"libsndfile can't write {form}; pip install"):
        job_spec("T", RECIPE, 24_000, SoundRequest(outputs=("wav", form)))


def test_this_install_writes_them_all() -> None:
    request = SoundRequest(outputs=("wav", "flac", "mp3", "opus", "m4b"))
    assert len(job_spec("T", RECIPE, 24_000, request).outputs) == 5

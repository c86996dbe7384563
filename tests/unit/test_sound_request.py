"""Forms that this install can't write are refused before work is queued."""

import sys

import pytest
import soundfile

from producer.jobs.request import SoundRequest
from producer.jobs.sound_request import job_spec
from producer.jobs.submission import PreparedJob
from tests.kit.jobs import make_job
from voicefarm.errors import BadInput
from voicefarm.forms import Output

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


@pytest.mark.parametrize(
    ("outputs", "rate", "kbit_s", "sentence"),
    [
        (("wav",), 24_000, 64, "wav has no bit rate to choose; add mp3, opus, m4a or m4b"),
        (("mp3",), 24_000, 192, "MP3 at 24000 Hz has 8 to 160 kbit/s, not 192"),
        (("wav", "opus"), 24_000, 400, "OPUS at 24000 Hz has 6 to 256 kbit/s, not 400"),
    ],
)
def test_a_bit_rate_that_no_form_has_is_refused(
    outputs: tuple[str, ...], rate: int, kbit_s: int, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        job_spec("T", RECIPE, rate, SoundRequest(outputs=outputs, bitrate=kbit_s))


@pytest.mark.parametrize("track", ["0", "three", "3/", "-1", "3/12/1"])
def test_a_track_is_a_number_or_a_place_among_some(track: str) -> None:
    with pytest.raises(ValueError, match="give a number"):
        SoundRequest(track=track)


@pytest.mark.parametrize("suffix", ["opus", "ogg", "OGG", "oga"])
def test_a_form_has_more_than_one_suffix(suffix: str) -> None:
    assert SoundRequest(outputs=(suffix,)).outputs == (Output.OPUS,)


@pytest.mark.parametrize(
    ("outputs", "chapters", "noticed"),
    [
        (("wav", "mp3"), 256, True),
        (("m4b",), 300, True),
        (("mp3",), 255, False),
        (("wav",), 999, False),
    ],
)
def test_more_chapters_than_players_show_are_mentioned(
    outputs: tuple[str, ...], chapters: int, noticed: bool
) -> None:
    manifest, pages = make_job(1)
    spec = job_spec("T", RECIPE, 24_000, SoundRequest(outputs=outputs))
    prepared = PreparedJob(manifest.model_copy(update={"spec": spec}), pages, chapters=chapters)
    assert ("show the first 255 only" in "".join(prepared.notices)) == noticed

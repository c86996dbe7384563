"""Every form of a programme has what its description promises."""

import io
from importlib import import_module

import numpy as np
import pytest

from tests.kit.jobs import RATE, make_job
from tests.kit.pictures import picture
from voicefarm.forms import LOSSLESS, WITH_COVER, Output, listed
from voicefarm.messages import Chapter
from worker.sound.outputs import OutputFile
from worker.sound.programme_head import Programme

NOISE = np.random.default_rng(0).normal(0, 0.1, 3 * RATE).astype(np.float32)
CHAPTERS = [Chapter(title="One", level=1, start_sample=0, end_sample=len(NOISE))]


def written(form: Output, *, cover: str = "") -> bytes:
    """Three seconds, with a chapter."""
    file = FileWithSize()
    spec = make_job(1)[0].spec
    programme = Programme(spec, len(NOISE), CHAPTERS, picture(cover) if cover else None)
    with OutputFile(file, form, programme) as output:  # type: ignore[arg-type]
        output.write(NOISE)
    return file.getvalue()


class FileWithSize(io.BytesIO):
    """What a StreamWriter is, as far as encoders go."""

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.getbuffer())


@pytest.mark.parametrize("form", Output)
def test_its_encoder_is_the_module_of_its_name(form: Output) -> None:
    assert callable(import_module(f"worker.sound.encoders.{form}").encoder)
    assert form.traits.media_type.startswith("audio/")
    assert bool(form.traits.libsndfile) != bool(form.traits.module)
    assert list(form.traits.rates) == sorted(form.traits.rates)


@pytest.mark.parametrize("form", Output)
def test_two_runs_write_the_same_bytes(form: Output) -> None:
    assert written(form) == written(form)


@pytest.mark.parametrize("form", Output)
@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_it_has_a_cover_if_it_says_so(form: Output, kind: str) -> None:
    assert (picture(kind).data in written(form, cover=kind)) == form.traits.cover


def test_a_rate_that_it_does_not_know_becomes_the_next() -> None:
    assert [Output.OPUS.rate(rate) for rate in (8_000, 22_050, 96_000)] == [8_000, 24_000, 48_000]
    assert Output.WAV.rate(22_051) == 22_051


def test_they_are_listed_as_people_do() -> None:
    assert listed([Output.WAV, Output.MP3, Output.M4B]) == "wav, mp3 or m4b"
    assert listed([Output.WAV, Output.FLAC], "and") == "wav and flac"
    assert listed([Output.WAV]) == "wav"


def test_they_are_sorted_by_what_they_can_do() -> None:
    assert WITH_COVER[0] is Output.M4B
    assert {Output.WAV, Output.FLAC} <= set(LOSSLESS)
    assert not {Output.MP3, Output.OPUS, Output.M4B} & set(LOSSLESS)

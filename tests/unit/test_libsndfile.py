"""An error below libsndfile reaches whoever writes, and no damaged file passes for a whole one."""

import io

import numpy as np
import pytest

from tests.kit.jobs import RATE, make_job
from voicefarm.errors import StoreUnreachable
from voicefarm.forms import Output
from voicefarm.store.writing import PART_SIZE, Bytes, StreamWriter
from worker.sound.encoders.libsndfile import SoundFileEncoder
from worker.sound.encoders.mp3 import BehindTag
from worker.sound.outputs import OutputFile
from worker.sound.programme_head import Programme

SPEC = make_job(1)[0].spec
BY_LIBSNDFILE = [Output.WAV, Output.FLAC, Output.MP3, Output.OPUS]
NOISE = np.random.default_rng(0).normal(0, 0.1, 10 * RATE).astype(np.float32)


class FullFile(io.BytesIO):
    """A file on a disk that has room for 20,000 bytes."""

    def write(self, data: Bytes) -> int:  # type: ignore[override]
        if self.tell() + len(data) > 20_000:
            raise StoreUnreachable("The store is full.")
        return super().write(data)


class Sink:
    """A store that takes all and keeps nothing."""

    finished = False

    def put_whole(self, data: Bytes) -> None:
        self.finished = True

    def append(self, number: int, part: Bytes) -> None:
        pass

    def finish(self, head: Bytes) -> None:
        self.finished = True

    def abort(self) -> None:
        pass


@pytest.mark.parametrize("form", BY_LIBSNDFILE)
def test_a_store_that_takes_no_more_stops_the_writing(
    form: Output, capfd: pytest.CaptureFixture[str]
) -> None:
    encoder = SoundFileEncoder(FullFile(), form, RATE, SPEC)
    with pytest.raises(StoreUnreachable, match="is full"):
        encoder.write(np.tile(NOISE, 20)[:, None])
    with pytest.raises(StoreUnreachable, match="is full"):
        encoder.close()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("form", [Output.WAV, Output.FLAC, Output.MP3])
def test_a_header_beyond_reach_fails_the_file(form: Output) -> None:
    sink = Sink()

    def write() -> None:
        with StreamWriter(sink, "p") as file:
            file.write(bytes(PART_SIZE + 1))
            encoder = SoundFileEncoder(BehindTag(file, file.size), form, RATE, SPEC)
            encoder.write(NOISE[:, None])
            encoder.close()

    with pytest.raises(io.UnsupportedOperation):
        write()
    assert not sink.finished


@pytest.mark.parametrize("form", BY_LIBSNDFILE)
def test_what_the_caller_raises_is_what_is_raised(form: Output) -> None:
    sink = Sink()

    def write() -> None:
        programme = Programme(SPEC, len(NOISE), [])
        with StreamWriter(sink, "p") as file, OutputFile(file, form, programme) as output:
            output.write(NOISE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert not sink.finished

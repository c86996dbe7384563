"""Every form past the 8 MiB of a file's head, and M4B past eight parts, read by other programs.

An encoder takes its time, so each form is made once, and goes into a store of each kind.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.kit.jobs import make_job
from voicefarm.forms import Output
from voicefarm.messages import Chapter, JobSpec
from voicefarm.store import Store
from voicefarm.store.opening import open_store
from voicefarm.store.writing import PART_SIZE, Bytes, Sink, StreamWriter
from worker.sound.outputs import OutputFile
from worker.sound.programme_head import Programme

RATE = 48_000
MIB = 2**20
SECONDS = {Output.WAV: 60, Output.FLAC: 70, Output.MP3: 230, Output.OPUS: 150}
"""What makes a form larger than its head, at the highest bit rate."""
FRAME = {Output.MP3: 1152, Output.OPUS: 960, Output.M4A: 1024, Output.M4B: 1024}


@dataclass(frozen=True)
class EachSink:
    """Hands a file's parts on to each of some stores."""

    sinks: tuple[Sink, ...]

    def put_whole(self, data: Bytes) -> None:
        for sink in self.sinks:
            sink.put_whole(data)

    def append(self, number: int, part: Bytes) -> None:
        for sink in self.sinks:
            sink.append(number, part)

    def finish(self, head: Bytes) -> None:
        for sink in self.sinks:
            sink.finish(head)

    def abort(self) -> None:
        for sink in self.sinks:
            sink.abort()


@pytest.fixture
def stores(open_s3: Callable[..., Store], bucket: str, tmp_path: Path) -> tuple[Store, ...]:
    """An empty store of each kind."""
    return (
        open_store(str(tmp_path / "store")),
        open_s3(f"s3://{bucket}/{secrets.token_hex(6)}"),
    )


def spec_of(form: Output) -> JobSpec:
    """Loud, wide and at the highest bit rate: as many bytes a second as there can be."""
    changes = {"title": "Big", "sample_rate": RATE, "channels": 2, "bits": 24}
    most = form.bit_rates(RATE, 2)[1]
    return make_job(1)[0].spec.model_copy(update={**changes, "bit_rate": most or None})


def noise(seconds: int) -> Iterator[NDArray[np.float32]]:
    """What no encoder makes small, a second at a time."""
    second = np.random.default_rng(0).normal(0, 0.1, RATE).astype(np.float32)
    return (second for _ in range(seconds))


def written(
    stores: tuple[Store, ...], form: Output, seconds: int, chapters: list[Chapter], to: Path
) -> Path:
    """The form as the stitcher writes it, on its way through each store the same."""
    programme = Programme(spec_of(form), seconds * RATE, chapters)
    sinks = (store.writer("p", form.traits.media_type)._sink for store in stores)
    with (
        StreamWriter(EachSink((*sinks,)), "p") as file,
        OutputFile(file, form, programme) as out,
    ):
        for wave in noise(seconds):
            out.write(wave)
    path, *others = (to / f"p{number}.{form}" for number in range(len(stores)))
    for store, one in zip(stores, (path, *others), strict=True):
        store.download("p", one)
    for other in others:
        assert other.read_bytes() == path.read_bytes()
    return path


def decoded_samples(path: Path) -> int:
    """Samples that FFmpeg hears, from the first to the last."""
    with av.open(str(path)) as file:
        return sum(frame.samples for frame in file.decode(audio=0))


@pytest.mark.parametrize("form", SECONDS)
def test_a_form_is_whole_past_its_head(
    stores: tuple[Store, ...], form: Output, tmp_path: Path
) -> None:
    seconds = SECONDS[form]
    path = written(stores, form, seconds, [], tmp_path)
    assert path.stat().st_size > PART_SIZE + MIB // 2
    near = 4 * FRAME.get(form, 0)
    assert decoded_samples(path) == pytest.approx(seconds * RATE, abs=near)
    assert soundfile.info(path).frames == pytest.approx(seconds * RATE, abs=near)
    assert mutagen.File(path).info.length == pytest.approx(seconds, abs=max(near, 1) / RATE)


@pytest.mark.parametrize(("form", "mib"), [(Output.M4A, 8), (Output.M4B, 8), (Output.M4B, 64)])
def test_an_audiobook_is_whole_at_any_size(
    stores: tuple[Store, ...], form: Output, mib: int, tmp_path: Path
) -> None:
    """Titles fill it quickly: they lie among the sound, before the index."""
    seconds, count = 30, mib * 18
    step = seconds * RATE // count
    chapters = [
        Chapter(
            title=f"{number} " + "x" * 60_000,
            level=1,
            start_sample=number * step,
            end_sample=(number + 1) * step,
        )
        for number in range(count)
    ]
    path = written(stores, form, seconds, chapters, tmp_path)
    assert path.stat().st_size > mib * MIB
    assert decoded_samples(path) == pytest.approx(seconds * RATE, abs=FRAME[form])
    file = mutagen.File(path)
    assert file.info.length == pytest.approx(seconds, abs=1.01 * FRAME[form] / RATE)
    assert file["\xa9nam"] == ["Big"]
    with av.open(str(path)) as opened:
        assert len(opened.chapters()) == count

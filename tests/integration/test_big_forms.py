"""Every form past the 8 MiB of a file's head, and M4B past eight parts, read by other programs."""

from collections.abc import Iterator
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
from voicefarm.store.writing import PART_SIZE
from worker.sound.outputs import OutputFile
from worker.sound.programme_head import Programme

RATE = 48_000
MIB = 2**20
SECONDS = {Output.WAV: 60, Output.FLAC: 70, Output.MP3: 230, Output.OPUS: 150}
"""What makes a form larger than its head, at the highest bit rate."""
FRAME = {Output.MP3: 1152, Output.OPUS: 960, Output.M4A: 1024, Output.M4B: 1024}


def spec_of(form: Output) -> JobSpec:
    """Loud, wide and at the highest bit rate: as many bytes a second as there can be."""
    changes = {"title": "Big", "sample_rate": RATE, "channels": 2, "bits": 24}
    most = form.bit_rates(RATE, 2)[1]
    return make_job(1)[0].spec.model_copy(update={**changes, "bit_rate": most or None})


def noise(seconds: int) -> Iterator[NDArray[np.float32]]:
    """What no encoder makes small, a second at a time."""
    second = np.random.default_rng(0).normal(0, 0.1, RATE).astype(np.float32)
    return (second for _ in range(seconds))


def written(store: Store, form: Output, seconds: int, chapters: list[Chapter], to: Path) -> Path:
    """The form as the stitcher writes it, on its way through the store."""
    programme = Programme(spec_of(form), seconds * RATE, chapters)
    with (
        store.writer("p", form.traits.media_type) as file,
        OutputFile(file, form, programme) as out,
    ):
        for wave in noise(seconds):
            out.write(wave)
    path = to / f"p.{form}"
    store.download("p", path)
    return path


def decoded_samples(path: Path) -> int:
    """Samples that FFmpeg hears, from the first to the last."""
    with av.open(str(path)) as file:
        return sum(frame.samples for frame in file.decode(audio=0))


@pytest.mark.parametrize("form", SECONDS)
def test_a_form_is_whole_past_its_head(store: Store, form: Output, tmp_path: Path) -> None:
    seconds = SECONDS[form]
    path = written(store, form, seconds, [], tmp_path)
    assert path.stat().st_size > PART_SIZE + MIB // 2
    near = 4 * FRAME.get(form, 0)
    assert decoded_samples(path) == pytest.approx(seconds * RATE, abs=near)
    assert soundfile.info(path).frames == pytest.approx(seconds * RATE, abs=near)
    assert mutagen.File(path).info.length == pytest.approx(seconds, abs=max(near, 1) / RATE)


@pytest.mark.parametrize(("form", "mib"), [(Output.M4A, 8), (Output.M4B, 8), (Output.M4B, 64)])
def test_an_audiobook_is_whole_at_any_size(
    store: Store, form: Output, mib: int, tmp_path: Path
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
    path = written(store, form, seconds, chapters, tmp_path)
    assert path.stat().st_size > mib * MIB
    assert decoded_samples(path) == pytest.approx(seconds * RATE, abs=FRAME[form])
    file = mutagen.File(path)
    assert file.info.length == pytest.approx(seconds, abs=1.01 * FRAME[form] / RATE)
    assert file["\xa9nam"] == ["Big"]
    with av.open(str(path)) as opened:
        assert len(opened.chapters()) == count

"""An hour of audio through the real path: takes in a store become every byte of a programme."""

import itertools
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
import soundfile

from tests.kit.pictures import picture
from voicefarm.artifacts.job_files import PAGE_SIZE, JobReader, paginate, write_job
from voicefarm.artifacts.keys import programme_key, report_key, take_key
from voicefarm.artifacts.takes import Pcm, write_take
from voicefarm.forms import Output
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import (
    Chapter,
    Chunk,
    JobSpec,
    Manifest,
    Pause,
    Pauses,
    Recipe,
    Report,
    Take,
    TakeSound,
)
from voicefarm.store import Store
from voicefarm.store.writing import PART_SIZE
from worker.programme.writer import write_programme
from worker.slots.watch import Watch

RATE, HOUR_S, LOUD_S = 8_000, 3_600, 2_000
RECIPE = Recipe(model="silence", fingerprint="f" * 16, voice="nobody", language="en")
COVER = picture("jpg")


class AlwaysHeld(Watch):
    """A lease that is never lost."""

    def keep(self) -> None:
        """Held."""

    confirm = keep


def finished_hour(store: Store, ledger: Ledger, chapters: int) -> str:
    """A job of an hour, a chapter a chunk, whose takes are made; its id.

    What is loud makes a big file, at a pitch that the encoder is quick with; the rest is silent.
    """
    seconds = HOUR_S // chapters
    texts = ["Loud." if n < LOUD_S / seconds else "Silent." for n in range(chapters)]
    for text in set(texts):
        write_take(store, *made(text, seconds))
    chunks = [
        Chunk(
            index=index,
            start=index,
            end=index + 1,
            text=text,
            shown=f"Chapter {index}",
            pause=Pause.HEADING,
            heading=1,
        )
        for index, text in enumerate(texts)
    ]
    spec = JobSpec(
        title="An hour",
        recipe=RECIPE,
        sample_rate=RATE,
        pauses=Pauses(heading=0),
        outputs=(Output.WAV, Output.M4B),
        cover=COVER.info,
    )
    manifest = Manifest(
        job="hour",
        content="0" * 20,
        spec=spec,
        chunks=chapters,
        page_size=PAGE_SIZE,
        characters=chapters,
    )
    write_job(store, manifest, paginate(chunks), COVER.data)
    ledger.open(manifest, retention_s=1000)
    for index in range(chapters):
        ref = ChunkRef("hour", index)
        ledger.complete(ref, samples=seconds * RATE, synthesis_s=0, reused=False)
    return "hour"


def made(text: str, seconds: int) -> tuple[Take, Pcm]:
    """A take of a square wave, or of nothing."""
    samples = seconds * RATE
    wave = np.sign(np.sin(np.arange(samples) * 2 * np.pi * 440 / RATE))
    pcm = (wave * 10_000 * (text == "Loud.")).astype(np.int16)
    take = Take(
        key=take_key(RECIPE, text),
        recipe=RECIPE,
        text=text,
        samples=samples,
        sample_rate=RATE,
        synthesis_s=0,
        sound=TakeSound(start=0, end=samples, level=-20, true_peak=0.5),
    )
    return take, pcm


@pytest.mark.parametrize(
    ("store", "chapters"),
    [("directory", 1_200), ("s3", 60)],  # a test server takes its time over each take
    indirect=["store"],
)
def test_an_hour_is_read_whole_by_others(
    store: Store, ledger: Ledger, chapters: int, tmp_path: Path
) -> None:
    job = finished_hour(store, ledger, chapters)
    write_programme(store, JobReader(store), ledger, job, AlwaysHeld())
    summary = Report.model_validate_json(store.get(report_key(job))).summary
    assert summary.duration_s == pytest.approx(HOUR_S, abs=2)
    assert len(summary.chapters) == chapters

    m4b, wav = tmp_path / "hour.m4b", tmp_path / "hour.wav"
    store.download(programme_key(job, Output.M4B), m4b)
    store.download(programme_key(job, Output.WAV), wav)
    assert m4b.stat().st_size > PART_SIZE + 2**20  # so that its index begins behind the head
    assert soundfile.info(wav).frames == summary.samples
    expect_by_ffmpeg(m4b, summary.duration_s, summary.chapters)
    expect_by_mutagen(m4b, summary.duration_s, summary.chapters)


def expect_by_ffmpeg(path: Path, duration_s: float, chapters: tuple[Chapter, ...]) -> None:
    """Its length, all chapters, and sound up to the end."""
    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        assert float(file.duration / 1e6) == pytest.approx(duration_s, abs=0.01)
        read = file.chapters()
        assert [part["metadata"]["title"] for part in read] == [part.title for part in chapters]
        for part, chapter in zip(read, chapters, strict=True):
            start_s = float(part["start"] * part["time_base"])
            assert start_s == pytest.approx(chapter.start_sample / RATE, abs=0.001)
        file.seek(int((duration_s - 20) * 1e6))
        frames = list(itertools.chain.from_iterable(p.decode() for p in file.demux(stream)))
    assert frames[-1].time + frames[-1].samples / RATE == pytest.approx(duration_s, abs=0.05)
    assert sum(frame.samples for frame in frames) >= 20 * RATE


def expect_by_mutagen(path: Path, duration_s: float, chapters: tuple[Chapter, ...]) -> None:
    """Its length, its cover, and as many chapters as the short list can have."""
    file = mutagen.File(path)
    priming_s = 1024 / RATE  # the encoder's first frame, which it counts along
    assert file.info.length == pytest.approx(duration_s + priming_s, abs=0.01)
    assert bytes(file["covr"][0]) == COVER.data
    assert [part.title for part in file.chapters] == [part.title for part in chapters[:255]]
    for part, chapter in zip(file.chapters, chapters, strict=False):
        assert part.start == pytest.approx(chapter.start_sample / RATE, abs=0.001)

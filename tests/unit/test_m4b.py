"""M4B against FFmpeg's own muxer, and at sizes that a test can't fill with sound."""

import io
from contextlib import closing
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import IO

import av
import mutagen
import numpy as np
import pytest
from av.stream import Disposition
from numpy.typing import NDArray

from tests.kit.jobs import make_job
from tests.kit.pictures import picture
from voicefarm.messages import Chapter, Tags
from worker.sound.encoders.m4b import BIT_RATE, M4bEncoder
from worker.sound.encoders.mp4_boxes import Box, u32
from worker.sound.encoders.mp4_index import AacTrack, index_box
from worker.sound.encoders.mp4_samples import SampleTables
from worker.sound.pictures import Picture
from worker.sound.programme_head import Programme

RATE = 24_000
SAMPLES = 4 * RATE + 123


def chapters_at(*starts: int, end: int = SAMPLES, title: str = "Chương {}") -> list[Chapter]:
    """Chapters that begin there, each up to the next."""
    return [
        Chapter(title=title.format(number), level=1, start_sample=start, end_sample=stop)
        for number, (start, stop) in enumerate(pairwise([*starts, end]))
    ]


def programme_of(
    chapters: list[Chapter], *, channels: int = 1, cover: Picture | None = None, author: str = "A"
) -> Programme:
    """A description; its takes have RATE Hz."""
    changes = {"title": "Làng muối", "sample_rate": RATE, "channels": channels}
    tags = Tags(author=author, date="2026" if author else "")
    spec = make_job(1)[0].spec.model_copy(update={**changes, "tags": tags})
    return Programme(spec, SAMPLES, chapters, cover)


def noise(samples: int, channels: int, loudness: float = 0.1) -> NDArray[np.float32]:
    """Samples [N, channels] that no encoder makes small."""
    wave = np.random.default_rng(samples).standard_normal((samples, 1)) * loudness
    return wave.astype(np.float32).repeat(channels, axis=1)


def ours(programme: Programme, rate: int, wave: NDArray[np.float32]) -> bytes:
    """The file as our encoder writes it."""
    file = io.BytesIO()
    encoder = M4bEncoder(file, rate, programme)  # type: ignore[arg-type]
    for start in range(0, len(wave), 10_000):
        encoder.write(wave[start : start + 10_000])
    encoder.close()
    return file.getvalue()


def muxed_by_ffmpeg(programme: Programme, rate: int, wave: NDArray[np.float32]) -> bytes:
    """The same sound, chapters, tags and cover, put together by FFmpeg."""
    spec, file = programme.spec, io.BytesIO()
    options = {"brand": "M4B ", "movie_timescale": "1000"}
    with av.open(file, "w", format="mp4", options=options) as container:
        container.metadata.update(
            title=spec.title, artist=spec.tags.author, date=spec.tags.date, genre="Audiobook"
        )
        container.metadata["media_type"] = "2"
        layout = "mono" if spec.channels == 1 else "stereo"
        stream = container.add_stream("aac", rate=rate, layout=layout)
        stream.bit_rate = BIT_RATE * spec.channels
        stream.metadata["language"] = "eng"
        container.set_chapters(
            [
                {
                    "id": number,
                    "start": chapter.start_sample,
                    "end": chapter.end_sample,
                    "time_base": Fraction(1, spec.sample_rate),
                    "metadata": {"title": chapter.title},
                }
                for number, chapter in enumerate(programme.chapters)
            ]
        )
        if programme.cover:
            add_cover(container, programme.cover)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(wave.T), "fltp", layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def add_cover(container: av.container.OutputContainer, cover: Picture) -> None:
    """An attached picture, as FFmpeg wants it."""
    with av.open(io.BytesIO(cover.data)) as source:
        stream = container.add_stream_from_template(source.streams.video[0])
        stream.disposition = Disposition.attached_pic
        packet = av.Packet(cover.data)
        packet.stream, packet.pts, packet.dts = stream, 0, 0
        container.start_encoding()
        container.mux(packet)


@pytest.mark.parametrize("rate", [8_000, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_the_bytes_are_those_of_ffmpegs_muxer(rate: int, channels: int) -> None:
    programme = programme_of(chapters_at(0, 30_000, 70_001), channels=channels)
    wave = noise(SAMPLES * rate // RATE, channels)
    assert ours(programme, rate, wave) == muxed_by_ffmpeg(programme, rate, wave)


@pytest.mark.parametrize(
    "chapters",
    [
        [],
        chapters_at(0),
        chapters_at(24_013, 50_000),
        chapters_at(0, 50_000, 50_000, 60_000),
        chapters_at(0, 50_000, SAMPLES),
        chapters_at(*range(0, SAMPLES, 80)),
        chapters_at(0, 50_000, title="{}" + 300 * "x"),
    ],
    ids=["none", "one", "after a preface", "an empty one", "at the end", "1,200", "long titles"],
)
@pytest.mark.parametrize("kind", ["", "jpg", "png"])
def test_chapters_and_covers_are_written_as_ffmpeg_does(chapters: list[Chapter], kind: str) -> None:
    programme = programme_of(chapters, cover=picture(kind) if kind else None)
    wave = noise(SAMPLES, 1)
    assert ours(programme, RATE, wave) == muxed_by_ffmpeg(programme, RATE, wave)


@pytest.mark.parametrize("samples", [1, 100, 1023, 1024, 1025, 2048, 71 * 1024 + 1, 73_000])
@pytest.mark.parametrize("loudness", [0.1, 0.0])
def test_any_length_is_written_as_ffmpeg_does(samples: int, loudness: float) -> None:
    programme = programme_of([], author="")
    wave = noise(samples, 1, loudness)
    assert ours(programme, RATE, wave) == muxed_by_ffmpeg(programme, RATE, wave)


def test_chunks_of_1_mib_are_written_as_ffmpeg_does() -> None:
    chapters = chapters_at(*range(0, SAMPLES, 2_000), title="{}" + 60_000 * "x")
    programme, wave = programme_of(chapters), noise(SAMPLES, 1)
    written = ours(programme, RATE, wave)
    assert len(written) > 2 * 2**20
    assert written == muxed_by_ffmpeg(programme, RATE, wave)


def test_nothing_to_hear_is_a_file_all_the_same() -> None:
    file = mutagen.File(io.BytesIO(ours(programme_of([]), RATE, noise(0, 1))))
    assert (file.info.length, file["\xa9nam"]) == (0, ["Làng muối"])


@pytest.mark.parametrize("letter", ["đ", "Ạ", "𝄞"])
def test_a_long_title_keeps_whole_letters(letter: str) -> None:
    chapters = chapters_at(0, 1_000, title="{}" + 40_000 * letter)
    data = ours(programme_of(chapters), RATE, noise(SAMPLES, 1))
    # Mutagen refuses a file whose list of titles has half a letter in it.
    titles = [chapter.title for chapter in mutagen.File(io.BytesIO(data)).chapters]
    pairs = zip(chapters, titles, strict=True)
    assert all(chapter.title.startswith(title) for chapter, title in pairs)
    assert all(len(title.encode()) in range(250, 256) for title in titles)
    with av.open(io.BytesIO(data)) as file:
        (first, second) = [chapter["metadata"]["title"] for chapter in file.chapters()]
    assert (first[:9], second[:9]) == ("0" + 8 * letter, "1" + 8 * letter)
    assert set(first[1:]) == {letter}
    assert len(first.encode()) in range(2**16 - 4, 2**16)


def test_sound_beyond_4_gib_is_found(tmp_path: Path) -> None:
    """With a hole in the file in place of two days of sound."""
    path, wave = tmp_path / "long.m4b", noise(10 * RATE, 1)
    with path.open("wb") as file:
        encoder = M4bEncoder(file, RATE, programme_of(chapters_at(0, 30_000)))  # type: ignore[arg-type]
        encoder.write(wave[: 5 * RATE])
        file.seek(4 * 2**30 + 7)
        encoder.write(wave[5 * RATE :])
        encoder.close()
    assert mutagen.File(path).info.length == pytest.approx(10, abs=0.1)
    with av.open(str(path)) as file:
        heard = sum(frame.samples for frame in file.decode(audio=0))
        assert [chapter["metadata"]["title"] for chapter in file.chapters()] == [
            "Chương 0",
            "Chương 1",
        ]
    assert heard == pytest.approx(10 * RATE, abs=2_048)
    assert path.stat().st_size > 4 * 2**30


def test_more_than_two_days_have_their_length(tmp_path: Path) -> None:
    """4,294,967,296 samples, which 32 bits can't count, are 24.9 hours at 48 kHz."""
    hours, rate = 60, 48_000
    path = tmp_path / "days.m4b"
    with closing(SampleTables()) as sound, closing(SampleTables()) as titles:
        for hour in range(hours):
            sound.add(36 + hour, 1, 3600 * rate)
            titles.add(36, 1, 3_600_000)
        config = bytes.fromhex("1188")  # AAC-LC, 48 kHz, mono
        track = AacTrack(rate, 1, BIT_RATE, config, "eng", 1024, sound)
        boxes = (
            Box.of(b"ftyp", b"M4B ", u32(0x200), b"M4B iso2mp41"),
            Box.of(b"mdat", bytes(hours)),
            index_box(track, titles, Box.of(b"udta"), pictures=0),
        )
        path.write_bytes(b"".join(block for box in boxes for block in box.blocks()))
    assert mutagen.File(path).info.length == pytest.approx(hours * 3600)
    with path.open("rb") as opened:
        assert _duration_of(opened) == pytest.approx(hours * 3600, abs=1)


def _duration_of(file: IO[bytes]) -> float:
    with av.open(file) as container:
        return float(container.streams.audio[0].duration * container.streams.audio[0].time_base)

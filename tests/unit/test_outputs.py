"""Every form of a programme, read back by other programs."""

import sys
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
import soundfile

from tests.kit.jobs import make_job
from tests.kit.pictures import picture
from voicefarm.errors import VoicefarmError
from voicefarm.forms import Output
from voicefarm.messages import Chapter, Tags
from voicefarm.store.opening import open_store
from worker.sound.outputs import OutputFile
from worker.sound.pictures import Picture
from worker.sound.programme_head import Programme

RATE, SECONDS = 24_000, 3
TITLE = "Làng muối giữ lấy mùa nắng"


def written(tmp_path: Path, form: Output, cover: Picture | None = None, **wishes: object) -> Path:
    """A tone in that form, written as the stitcher does."""
    spec = make_job(1)[0].spec.model_copy(
        update={
            "title": TITLE,
            "sample_rate": RATE,
            "tags": Tags(author="Nguyễn Bình", date="2026"),
            **wishes,
        }
    )
    chapters = [
        Chapter(title="Một", level=1, start_sample=0, end_sample=RATE),
        Chapter(title="Hai", level=1, start_sample=RATE, end_sample=SECONDS * RATE),
    ]
    tone = 0.5 * np.sin(np.arange(SECONDS * RATE) * 2 * np.pi * 440 / RATE).astype(np.float32)
    store = open_store(str(tmp_path))
    programme = Programme(spec, len(tone), chapters, cover)
    with store.writer("p") as file, OutputFile(file, form, programme) as output:
        for start in range(0, len(tone), 10_000):
            output.write(tone[start : start + 10_000])
    named = tmp_path / f"p.{form.value}"
    Path(store.locate("p")).rename(named)
    return named


@pytest.mark.parametrize("form", [Output.WAV, Output.FLAC, Output.MP3, Output.OPUS])
@pytest.mark.parametrize("channels", [1, 2])
def test_it_is_as_long_as_the_programme(tmp_path: Path, form: Output, channels: int) -> None:
    sound, rate = soundfile.read(written(tmp_path, form, channels=channels), always_2d=True)
    assert (rate, sound.shape[1]) == (RATE, channels)
    assert len(sound) == pytest.approx(SECONDS * RATE, abs=2_400)
    assert np.abs(sound).max() == pytest.approx(0.5, abs=0.04)


def test_a_worker_without_pyav_says_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "worker.sound.encoders.m4b", raising=False)
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(VoicefarmError, match=r"extra 'm4b'"):
        written(tmp_path, Output.M4B)


@pytest.mark.parametrize("form", [Output.WAV, Output.FLAC])
def test_24_bits_hold_what_16_bits_round_away(tmp_path: Path, form: Output) -> None:
    path = written(tmp_path, form, bits=24)
    assert soundfile.info(path).subtype == "PCM_24"
    exact = 0.5 * np.sin(np.arange(SECONDS * RATE) * 2 * np.pi * 440 / RATE)
    assert np.abs(soundfile.read(path)[0] - exact.astype(np.float32)).max() < 2**-22


def test_another_rate_has_the_same_length(tmp_path: Path) -> None:
    sound, rate = soundfile.read(written(tmp_path, Output.WAV, output_rate=44_100))
    assert rate == 44_100
    assert len(sound) == pytest.approx(SECONDS * 44_100, abs=2)


@pytest.mark.parametrize("form", [Output.MP3, Output.M4B])
def test_chapters_and_tags_are_read_by_others(tmp_path: Path, form: Output) -> None:
    with av.open(str(written(tmp_path, form))) as file:
        chapters = [
            (chapter["metadata"]["title"], float(chapter["start"] * chapter["time_base"]))
            for chapter in file.chapters()
        ]
        metadata = dict(file.metadata)
    assert [title for title, _ in chapters] == ["Một", "Hai"]
    assert [start for _, start in chapters] == pytest.approx([0, 1], abs=0.002)
    assert (metadata["title"], metadata["artist"]) == (TITLE, "Nguyễn Bình")


@pytest.mark.parametrize("form", [Output.FLAC, Output.OPUS])
def test_vietnamese_tags_are_intact(tmp_path: Path, form: Output) -> None:
    tags = mutagen.File(written(tmp_path, form)).tags
    assert (tags["title"], tags["artist"]) == ([TITLE], ["Nguyễn Bình"])


@pytest.mark.parametrize("kind", ["jpg", "png"])
@pytest.mark.parametrize("form", [Output.M4B, Output.MP3, Output.FLAC])
def test_a_cover_is_read_by_others(tmp_path: Path, form: Output, kind: str) -> None:
    cover = picture(kind)
    read = mutagen.File(written(tmp_path, form, cover))
    if form is Output.M4B:
        found = bytes(read["covr"][0])
    elif form is Output.MP3:
        frame = read.tags.getall("APIC")[0]
        assert (frame.type, frame.mime) == (3, cover.mime.decode())
        found = frame.data
    else:
        block = read.pictures[0]
        assert (block.type, block.width, block.height) == (3, 64, 48)
        found = block.data
    assert found == cover.data
    assert read.info.length == pytest.approx(SECONDS, abs=0.15)


def test_a_cover_leaves_the_sound_of_a_flac_as_it_is(tmp_path: Path) -> None:
    plain = soundfile.read(written(tmp_path, Output.FLAC))[0]
    covered = soundfile.read(written(tmp_path, Output.FLAC, picture("png")))[0]
    assert np.array_equal(plain, covered)


def test_an_audiobook_says_that_it_is_one(tmp_path: Path) -> None:
    path = written(tmp_path, Output.M4B, picture("jpg"))
    assert path.read_bytes()[4:12] == b"ftypM4B "
    assert mutagen.File(path)["stik"] == [2]


ALL_TAGS = Tags(author="Nguyễn Bình", date="2026", album="Làng nghề", track="3/12", genre="Podcast")


@pytest.mark.parametrize("form", Output)
def test_album_track_and_genre_are_read_by_ffmpeg(tmp_path: Path, form: Output) -> None:
    with av.open(str(written(tmp_path, form, tags=ALL_TAGS))) as file:
        found = {**file.metadata, **file.streams.audio[0].metadata}
    tags = {name.lower(): value for name, value in found.items()}
    track = tags.get("track") or tags.get("tracknumber")
    assert (tags["album"], track, tags["genre"]) == ("Làng nghề", "3/12", "Podcast")


@pytest.mark.parametrize(
    ("form", "kbit_s"),
    [(Output.MP3, 32), (Output.MP3, 128), (Output.OPUS, 24), (Output.M4A, 48), (Output.M4B, 96)],
)
def test_a_bit_rate_is_that_of_the_file(tmp_path: Path, form: Output, kbit_s: int) -> None:
    path = written(tmp_path, form, bit_rate=kbit_s, channels=2)
    assert path.stat().st_size * 8 / SECONDS / 1000 == pytest.approx(kbit_s, rel=0.35)


def test_an_m4a_says_that_it_is_music(tmp_path: Path) -> None:
    path = written(tmp_path, Output.M4A)
    assert path.read_bytes()[4:12] == b"ftypM4A "
    assert mutagen.File(path)["stik"] == [1]

"""Chapters of an MP3, however many there are."""

import io

import av
import mutagen
import numpy as np
import pytest
from mutagen.id3 import ID3

from tests.kit.jobs import RATE, make_job
from tests.kit.pictures import picture
from voicefarm.forms import Output
from voicefarm.messages import Chapter
from voicefarm.store.writing import PART_SIZE
from worker.sound.encoders.id3 import id3_tag
from worker.sound.outputs import OutputFile
from worker.sound.programme_head import Programme

SPEC = make_job(1)[0].spec
SECONDS = 60


def chapters_of(count: int, title: str = "Chapter") -> list[Chapter]:
    """So many, back to back, in a minute."""
    places = [number * SECONDS * RATE // count for number in range(count + 1)]
    return [
        Chapter(title=f"{title} {n}", level=1, start_sample=places[n], end_sample=places[n + 1])
        for n in range(count)
    ]


def listed(tag: ID3, table: str = "toc") -> list[str]:
    """The titles below a table of contents, in its order."""
    titles = []
    for name in tag[f"CTOC:{table}"].child_element_ids:
        if f"CTOC:{name}" in tag:
            titles += listed(tag, name)
        else:
            titles.append(str(tag[f"CHAP:{name}"].sub_frames["TIT2"]))
    return titles


@pytest.mark.parametrize("count", [1, 255, 256, 1_200])
def test_every_chapter_is_in_a_table_of_contents(count: int) -> None:
    chapters = chapters_of(count)
    tag = ID3(io.BytesIO(id3_tag(Programme(SPEC, SECONDS * RATE, chapters))))
    assert listed(tag) == [chapter.title for chapter in chapters]
    tables = tag.getall("CTOC")
    assert max(len(table.child_element_ids) for table in tables) <= 255
    assert [table.element_id for table in tables if table.flags & 2] == ["toc"]


def test_a_thousand_chapters_are_read_by_others() -> None:
    chapters = chapters_of(1_200)
    with av.open(io.BytesIO(mp3(Programme(SPEC, SECONDS * RATE, chapters)))) as file:
        read = [chapter["metadata"]["title"] for chapter in file.chapters()]
    assert read == [chapter.title for chapter in chapters]


@pytest.mark.parametrize("cover", [None, picture("jpg")])
def test_more_chapters_than_the_head_can_hold_are_cut_and_the_length_is_right(
    cover: object,
) -> None:
    chapters = chapters_of(2_000, "A very long title" * 400)
    data = mp3(Programme(SPEC, SECONDS * RATE, chapters, cover))  # type: ignore[arg-type]
    file = mutagen.File(io.BytesIO(data))
    titles = listed(file.tags)
    assert 500 < len(titles) < 2_000
    assert titles == [chapter.title for chapter in chapters[: len(titles)]]
    assert PART_SIZE - 2**18 < file.tags.size < PART_SIZE
    # It stands in the first frame, which is written last.
    assert file.info.length == pytest.approx(SECONDS, abs=0.1)
    assert file.info.encoder_info.startswith("LAME")


def mp3(programme: Programme) -> bytes:
    """A minute of a tone."""
    tone = (np.sin(np.arange(SECONDS * RATE) / 5) / 2).astype(np.float32)
    file = io.BytesIO()
    with OutputFile(file, Output.MP3, programme) as output:  # type: ignore[arg-type]
        output.write(tone)
    return file.getvalue()

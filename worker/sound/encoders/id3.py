"""ID3v2.4 tags for MP3, with chapters and a cover.

id3v2.4.0-structure, id3v2.4.0-frames, and the chapter frame addendum 1.0.
"""

from collections.abc import Sequence

from voicefarm.messages import Chapter, JobSpec
from voicefarm.store.writing import PART_SIZE
from worker.sound.pictures import FRONT_COVER, Picture
from worker.sound.programme_head import Programme

LATIN_1, UTF_8 = b"\0", b"\x03"
MOST_ENTRIES = 255
"""A table of contents counts its entries in one byte."""
MOST_BYTES = PART_SIZE - 2**16
"""The part of a stream that can change at its end must hold the tag and the next frame."""
NO_OFFSET = b"\xff" * 4
ORDERED, TOP_LEVEL_ORDERED = b"\x01", b"\x03"


def id3_tag(programme: Programme) -> bytes:
    """The whole tag: what `Tags` holds, language, cover, and chapters in milliseconds.

    With a cover of 4 MiB there is room for about 50,000 chapters; further ones are left out.
    """
    spec = programme.spec
    texts = {
        "TIT2": spec.title,
        "TPE1": spec.tags.author,
        "TLAN": programme.language,
        "TDRC": spec.tags.date,
        "TALB": spec.tags.album,
        "TRCK": spec.tags.track,
        "TCON": spec.tags.genre,
    }
    frames = [_text(name, text) for name, text in texts.items() if text]
    if programme.cover:
        frames.append(_picture(programme.cover))
    frames += _chapter_frames(spec, programme.chapters, MOST_BYTES - sum(map(len, frames)))
    body = b"".join(frames)
    return b"ID3\x04\x00\x00" + _syncsafe(len(body)) + body


def _chapter_frames(spec: JobSpec, chapters: Sequence[Chapter], room: int) -> list[bytes]:
    """Tables of contents and chapters, as many as fit in `room` bytes."""
    names: list[bytes] = []
    frames: list[bytes] = []
    for number, chapter in enumerate(chapters):
        name, frame = f"c{number}\0".encode(), _chapter(number, chapter, spec)
        room -= len(frame) + 2 * len(name)  # a table names it; the rest is for tables of tables
        if room < 0:
            break
        names.append(name)
        frames.append(frame)
    return [*_contents(names), *frames] if names else []


def _contents(names: Sequence[bytes], depth: int = 0) -> list[bytes]:
    """The table that lists these names; if they are too many, it lists tables that do."""
    if len(names) <= MOST_ENTRIES:
        return [_table(b"toc\0", TOP_LEVEL_ORDERED, names)]
    starts = range(0, len(names), MOST_ENTRIES)
    parts = {
        f"toc{depth}.{start}\0".encode(): names[start : start + MOST_ENTRIES] for start in starts
    }
    tables = [_table(name, ORDERED, part) for name, part in parts.items()]
    return _contents(list(parts), depth + 1) + tables


def _table(name: bytes, flags: bytes, entries: Sequence[bytes]) -> bytes:
    return _frame("CTOC", name + flags + bytes([len(entries)]) + b"".join(entries))


def _chapter(number: int, chapter: Chapter, spec: JobSpec) -> bytes:
    times = b"".join(
        round(sample * 1000 / spec.sample_rate).to_bytes(4, "big")
        for sample in (chapter.start_sample, chapter.end_sample)
    )
    title = _text("TIT2", chapter.title)
    return _frame("CHAP", f"c{number}\0".encode() + times + NO_OFFSET * 2 + title)


def _picture(picture: Picture) -> bytes:
    kind = bytes([FRONT_COVER])
    return _frame("APIC", LATIN_1 + picture.mime + b"\0" + kind + b"\0" + picture.data)


def _text(name: str, text: str) -> bytes:
    return _frame(name, UTF_8 + text.encode())


def _frame(name: str, content: bytes) -> bytes:
    return name.encode() + _syncsafe(len(content)) + b"\0\0" + content


def _syncsafe(size: int) -> bytes:
    """28 bits in four bytes, seven in each."""
    return bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))

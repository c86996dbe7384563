"""Tags of an audiobook, as iTunes has them, and the short list of its chapters, as Nero has it.

Readers know one or the other list of chapters; the long one is a track of titles (mp4_index.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voicefarm.messages import Chapter
from worker.sound.encoders.mp4_boxes import Box, u8, u16, u32, u64
from worker.sound.encoders.mp4_samples import rescaled
from worker.sound.programme_head import Programme

TEXT, NUMBER = 1, 21
PICTURES = {"jpg": 13, "png": 14}
BINARY = 0


@dataclass(frozen=True, slots=True)
class TagKind:
    """What a file is for, by which players sort it."""

    brand: bytes
    """Four bytes at the beginning of the file."""
    number: int
    """The kind of medium, as iTunes numbers them."""
    genre: str
    """If the job has none of its own."""


AUDIOBOOK = TagKind(b"M4B ", 2, "Audiobook")
MUSIC = TagKind(b"M4A ", 1, "")
MOST_LISTED = 255
"""Nero's list counts its chapters in one byte."""
MOST_TITLE_BYTES = 255
TICKS = 10_000_000
"""Nero's units a second."""


def user_data(programme: Programme, writer: str, kind: TagKind = AUDIOBOOK) -> Box:
    """The box of all tags; `writer` is the library that the sound was made with."""
    spec, chapters, cover = programme.spec, programme.chapters, programme.cover
    texts = {
        b"\xa9nam": spec.title,
        b"\xa9ART": spec.tags.author,
        b"\xa9day": spec.tags.date,
        b"\xa9too": writer,
        b"\xa9alb": spec.tags.album,
        b"\xa9gen": spec.tags.genre or kind.genre,
    }
    tags = [_tag(name, TEXT, text.encode()) for name, text in texts.items() if text]
    if spec.tags.track:
        tags.append(_tag(b"trkn", BINARY, _place(spec.tags.track)))
    tags.append(_tag(b"stik", NUMBER, u8(kind.number)))
    if cover:
        tags.append(_tag(b"covr", PICTURES[cover.info.kind], cover.data))
    handler = Box.full(b"hdlr", u32(0), b"mdirappl", bytes(9))
    return Box.of(
        b"udta",
        Box.full(b"meta", handler, Box.of(b"ilst", *tags)),
        _short_list(chapters[:MOST_LISTED], spec.sample_rate) if chapters else None,
    )


def title_sample(title: str) -> bytes:
    """A chapter's title as a sample of the track of titles: in UTF-8, which it says at its end."""
    text = cut_utf8(title, 2**16 - 1)
    return u16(len(text)) + text + u32(12) + b"encd" + u32(0x100)


def cut_utf8(text: str, most_bytes: int) -> bytes:
    """As much of the text as fits, and no half letter: some readers refuse the whole file."""
    return text.encode()[:most_bytes].decode(errors="ignore").encode()


def _tag(name: bytes, kind: int, content: bytes) -> Box:
    return Box.of(name, Box.of(b"data", u32(kind), u32(0), content))


def _place(track: str) -> bytes:
    """A track's number and how many there are, 0 if that isn't known."""
    number, _, total = track.partition("/")
    return u16(0) + u16(min(int(number), 2**16 - 1)) + u16(min(int(total or 0), 2**16 - 1)) + u16(0)


def _short_list(chapters: Sequence[Chapter], rate: int) -> Box:
    entries = []
    for chapter in chapters:
        title = cut_utf8(chapter.title, MOST_TITLE_BYTES)
        entries.append(u64(rescaled(chapter.start_sample, rate, TICKS)) + u8(len(title)) + title)
    return Box.full(b"chpl", u32(0), u8(len(chapters)), b"".join(entries), version=1)

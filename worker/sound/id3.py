"""ID3v2.4 tags with chapters, for MP3: id3v2.4.0-structure and -frames, and the chapter addendum.

libsndfile writes no chapters, so the tag is written before its frames.
"""

import io
from collections.abc import Sequence

from voicefarm.languages import LANGUAGES
from voicefarm.messages import Chapter, JobSpec
from voicefarm.store.writing import Bytes, StreamWriter
from worker.sound.pictures import Picture, apic

UTF_8 = b"\x03"
"""ISO 639-2, as TLAN wants it."""
MOST_CHAPTERS = 255
"""A table of contents counts its entries in one byte."""
NO_OFFSET = b"\xff" * 4
TOP_LEVEL_ORDERED = b"\x03"


def id3_tag(spec: JobSpec, chapters: Sequence[Chapter], cover: Picture | None = None) -> bytes:
    """The whole tag: title, author, language, date, cover, and chapters in milliseconds."""
    texts = {
        "TIT2": spec.title,
        "TPE1": spec.tags.author,
        "TLAN": LANGUAGES[spec.recipe.language].iso639_3,
        "TDRC": spec.tags.date,
    }
    frames = [_text(name, text) for name, text in texts.items() if text]
    if cover:
        frames.append(_frame("APIC", apic(cover)))
    listed = list(chapters)[:MOST_CHAPTERS]
    if listed:
        names = b"".join(f"c{number}\0".encode() for number in range(len(listed)))
        frames.append(_frame("CTOC", b"toc\0" + TOP_LEVEL_ORDERED + bytes([len(listed)]) + names))
    frames += [_chapter(number, chapter, spec) for number, chapter in enumerate(listed)]
    body = b"".join(frames)
    return b"ID3\x04\x00\x00" + _syncsafe(len(body)) + body


def _chapter(number: int, chapter: Chapter, spec: JobSpec) -> bytes:
    times = b"".join(
        round(sample * 1000 / spec.sample_rate).to_bytes(4, "big")
        for sample in (chapter.start_sample, chapter.end_sample)
    )
    title = _text("TIT2", chapter.title)
    return _frame("CHAP", f"c{number}\0".encode() + times + NO_OFFSET * 2 + title)


def _text(name: str, text: str) -> bytes:
    return _frame(name, UTF_8 + text.encode())


def _frame(name: str, content: bytes) -> bytes:
    return name.encode() + _syncsafe(len(content)) + b"\0\0" + content


def _syncsafe(size: int) -> bytes:
    """28 bits in four bytes, seven in each."""
    return bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))


class BehindTag:
    """The file behind a tag, as libsndfile sees it: its position 0 is the first byte after it."""

    def __init__(self, file: StreamWriter, offset: int) -> None:
        self._file, self._offset = file, offset

    def write(self, data: Bytes) -> int:
        """Write at the position."""
        return self._file.write(data)

    def read(self, count: int = -1) -> bytes:
        """Read what is still in memory."""
        return self._file.read(count)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position behind the tag."""
        shift = self._offset if whence == io.SEEK_SET else 0
        return self._file.seek(offset + shift, whence) - self._offset

    def tell(self) -> int:
        """The position behind the tag."""
        return self._file.tell() - self._offset

    def flush(self) -> None:
        """Nothing waits."""

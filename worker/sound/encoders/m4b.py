"""M4B, an audiobook in one file: AAC by FFmpeg's encoder (PyAV) in an MP4 with chapters and tags.

FFmpeg's muxer is not used: it keeps its index in memory, and seeks back into it while it writes.
Here only one number changes after it was written, in the first bytes of the file.
"""

from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from voicefarm.store import StreamWriter
from worker.sound.encoders.mp4_boxes import HEADER_BYTES, U32_MAX, Box, u32, u64
from worker.sound.encoders.mp4_index import MILLISECONDS, AacTrack, index_box
from worker.sound.encoders.mp4_samples import SampleTables, rescaled
from worker.sound.encoders.mp4_tags import AUDIOBOOK, TagKind, title_sample, user_data
from worker.sound.programme_head import Programme

BIT_RATE = 64_000
"""Of one channel: transparent for a voice."""
FRAME = 1024
"""Samples of a frame of AAC. As many come before the first that is played."""


def encoder(file: StreamWriter, rate: int, programme: Programme) -> "M4bEncoder":
    """An M4B file."""
    return M4bEncoder(file, rate, programme)


class M4bEncoder:
    """Writes MP4 as it comes; the index goes to the end, where a stream can have it.

    Memory is constant except for the chapters. Sizes of the frames wait in a temporary file.
    """

    def __init__(
        self, file: StreamWriter, rate: int, programme: Programme, kind: TagKind = AUDIOBOOK
    ) -> None:
        self._programme, self._kind = programme, kind
        self._rate = rate
        self._layout = "mono" if programme.spec.channels == 1 else "stereo"
        self._codec = _opened(rate, self._layout, _bit_rate(programme))
        self._position = 0
        self._sound = SampleTables()
        self._titles = SampleTables()
        self._file = file
        _put(file, Box.of(b"ftyp", kind.brand, u32(0x200), kind.brand + b"iso2mp41"))
        self._media = _Media(file)
        self._add_titles()

    def write(self, wave: NDArray[np.float32]) -> None:
        """Append samples [N, channels]."""
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(wave.T), "fltp", self._layout)
        frame.sample_rate, frame.pts = self._rate, self._position
        frame.time_base = Fraction(1, self._rate)
        self._position += len(wave)
        self._encode(frame)

    def close(self) -> None:
        """Flush the encoder and write the index."""
        try:
            self._encode(None)
            self._media.close()
            _put(self._file, self._index())
        finally:
            self._sound.close()
            self._titles.close()

    def _add_titles(self) -> None:
        """The chapters' titles; the first one also covers what comes before its heading."""
        rate = self._programme.spec.sample_rate
        start = 0
        for chapter in self._programme.chapters:
            end = rescaled(chapter.end_sample, rate, MILLISECONDS)
            self._media.add(title_sample(chapter.title), end - start, self._titles)
            start = end

    def _encode(self, frame: av.AudioFrame | None) -> None:
        for packet in self._codec.encode(frame):
            self._media.add(bytes(packet), packet.duration or 0, self._sound)

    def _index(self) -> Box:
        sound = AacTrack(
            rate=self._rate,
            channels=self._programme.spec.channels,
            bit_rate=self._codec.bit_rate,
            config=self._codec.extradata,
            language=self._programme.language,
            priming=FRAME,
            samples=self._sound,
        )
        tags = user_data(self._programme, _library(), self._kind)
        pictures = 1 if self._programme.cover else 0
        return index_box(sound, self._titles, tags, pictures)


class _Media:
    """The box of all samples. Its size is written at the end, into the head of the file."""

    def __init__(self, file: StreamWriter) -> None:
        self._file = file
        self._start = file.tell()
        # An empty box, which gives its place to a long size: 32 bits hold up to 4 GiB.
        _put(file, Box.of(b"free"))
        _put(file, Box.of(b"mdat"))

    def add(self, sample: bytes, duration: int, tables: SampleTables) -> None:
        """Append a sample to a track."""
        tables.add(self._file.tell(), len(sample), duration)
        self._file.write(sample)

    def close(self) -> None:
        """Write the size, and go to the end."""
        end = self._file.tell()
        size = end - self._start
        if size - HEADER_BYTES <= U32_MAX:
            self._file.seek(self._start + HEADER_BYTES)
            self._file.write(u32(size - HEADER_BYTES))
        else:
            self._file.seek(self._start)
            self._file.write(u32(1) + b"mdat" + u64(size))
        self._file.seek(end)


def _bit_rate(programme: Programme) -> int:
    """Bits a second of all channels."""
    spec = programme.spec
    return spec.bit_rate * 1000 if spec.bit_rate else BIT_RATE * spec.channels


def _opened(rate: int, layout: str, bit_rate: int) -> av.AudioCodecContext:
    codec = av.AudioCodecContext.create("aac", "w")
    codec.sample_rate, codec.layout, codec.format = rate, layout, "fltp"
    codec.bit_rate, codec.time_base = bit_rate, Fraction(1, rate)
    codec.flags |= av.codec.context.Flags.global_header  # its description goes into the index
    codec.open()
    return codec


def _library() -> str:
    return "Lavf" + ".".join(map(str, av.library_versions["libavformat"]))


def _put(file: StreamWriter, box: Box) -> None:
    for block in box.blocks():
        file.write(block)

"""Where the samples of an MP4 track lie: how long and how big each is, and in which chunk.

A sample is what a track holds under one time: a frame of AAC, or a chapter's title. A chunk is a
run of samples back to back. ISO/IEC 14496-12, 8.6.1 and 8.7. Memory: about eight bytes for each
chunk and for each change of duration. The sizes wait in a table of their own.
"""

from itertools import groupby

from worker.sound.encoders.mp4_boxes import U32_MAX, Box, NumberTable, u32, u64

MOST_IN_CHUNK = 2**20
"""Bytes; a player reads about this much at once."""


class SampleTables:
    """Learns of a track's samples one by one, and describes them at the end."""

    def __init__(self) -> None:
        self.count = 0
        self.duration = 0
        """Of all samples, in units of the track."""
        self.total = 0
        """Bytes of all samples."""
        self._sizes = NumberTable()
        self._equal_size: int | None = None
        """Bytes of every sample so far; 0 when they differ."""
        self._durations: list[list[int]] = []
        """Runs of equal durations: count and duration."""
        self._offsets: list[int] = []
        self._chunks: list[int] = []
        """Samples in each chunk."""
        self._chunk_bytes = 0
        self._end = -1

    def add(self, position: int, size: int, duration: int) -> None:
        """A sample of `size` bytes lies at `position` in the file."""
        self._place(position, size)
        self._sizes.append(size)
        self._equal_size = size if self._equal_size in (None, size) else 0
        self.count += 1
        self.total += size
        self.duration += duration
        if self._durations and self._durations[-1][1] == duration:
            self._durations[-1][0] += 1
        else:
            self._durations.append([1, duration])

    def boxes(self) -> tuple[Box, ...]:
        """Durations, chunks, sizes and offsets, as the sample table holds them."""
        return self._times(), self._chunk_lengths(), self._sample_sizes(), self._chunk_offsets()

    def close(self) -> None:
        """Forget the samples."""
        self._sizes.close()

    def _place(self, position: int, size: int) -> None:
        if position != self._end or self._chunk_bytes + size >= MOST_IN_CHUNK:
            self._offsets.append(position)
            self._chunks.append(0)
            self._chunk_bytes = 0
        self._chunks[-1] += 1
        self._chunk_bytes += size
        self._end = position + size

    def _times(self) -> Box:
        runs = b"".join(u32(count) + u32(duration) for count, duration in self._durations)
        return Box.full(b"stts", u32(len(self._durations)), runs)

    def _chunk_lengths(self) -> Box:
        """Each run of chunks with equally many samples, by its first chunk; all of one kind."""
        runs, chunk = [], 1
        for length, equal in groupby(self._chunks):
            runs.append(u32(chunk) + u32(length) + u32(1))
            chunk += sum(1 for _ in equal)
        return Box.full(b"stsc", u32(len(runs)), b"".join(runs))

    def _sample_sizes(self) -> Box:
        if self._equal_size:
            return Box.full(b"stsz", u32(self._equal_size), u32(self.count))
        return Box.full(b"stsz", u32(0), u32(self.count), self._sizes)

    def _chunk_offsets(self) -> Box:
        count = u32(len(self._offsets))
        if self._offsets and self._offsets[-1] > U32_MAX:
            return Box.full(b"co64", count, b"".join(map(u64, self._offsets)))
        return Box.full(b"stco", count, b"".join(map(u32, self._offsets)))


def rescaled(sample: int, rate: int, units: int) -> int:
    """A place in units a second, rounded to the nearest."""
    return (2 * sample * units + rate) // (2 * rate)

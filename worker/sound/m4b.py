"""M4B, an audiobook in one file: AAC with chapters and tags, by FFmpeg's libraries (PyAV)."""

import io
from fractions import Fraction

import av
import numpy as np
from av.stream import Disposition
from numpy.typing import NDArray

from voicefarm.languages import LANGUAGES
from voicefarm.store import StreamWriter
from worker.sound.outputs import Programme
from worker.sound.pictures import Picture

BIT_RATE = 64_000
"""Of one channel: transparent for a voice."""
AUDIOBOOK = "2"
"""The kind of medium, as iTunes numbers them."""
AAC_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


class M4bEncoder:
    """Writes MP4 as it comes; the index goes to the end, where a stream can have it."""

    def __init__(self, file: StreamWriter, rate: int, programme: Programme) -> None:
        spec = programme.spec
        self._rate = rate
        self._layout = "mono" if spec.channels == 1 else "stereo"
        # Not its own "ipod", which refuses a cover; the brand makes it an audiobook all the same.
        self._container = av.open(file, "w", format="mp4", options={"brand": "M4B "})
        self._container.metadata.update(
            title=spec.title,
            artist=spec.tags.author,
            date=spec.tags.date,
            genre="Audiobook",
            media_type=AUDIOBOOK,
        )
        self._stream = self._container.add_stream("aac", rate=rate, layout=self._layout)
        self._stream.bit_rate = BIT_RATE * spec.channels
        self._stream.metadata["language"] = LANGUAGES[spec.recipe.language].iso639_3
        self._container.set_chapters(
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
        self._position = 0
        if programme.cover:
            self._add_cover(programme.cover)

    def write(self, wave: NDArray[np.float32]) -> None:
        """Append samples [N, channels]."""
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(wave.T), "fltp", self._layout)
        frame.sample_rate, frame.pts = self._rate, self._position
        frame.time_base = Fraction(1, self._rate)
        self._position += len(wave)
        self._container.mux(self._stream.encode(frame))

    def _add_cover(self, cover: Picture) -> None:
        with av.open(io.BytesIO(cover.data)) as picture:
            stream = self._container.add_stream_from_template(picture.streams.video[0])
            stream.disposition = Disposition.attached_pic
            packet = av.Packet(cover.data)
            packet.stream, packet.pts, packet.dts = stream, 0, 0
            self._container.start_encoding()
            self._container.mux(packet)

    def close(self) -> None:
        """Flush the encoder and write the index."""
        self._container.mux(self._stream.encode(None))
        self._container.close()

"""Sound as a stream of bytes in one of several forms, each from one encoder without seams.

A form is a form of the programme that libsndfile writes, or bare samples, or AAC. What an encoder
would change in the head at its end has left already. So lengths in heads are unknown, as players
of streams expect. An MP3 has a constant bit rate, because readers take a variable one to be short.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import soundfile
import soxr

from producer.listening.pipe_player import wav_head
from voicefarm.artifacts.takes import Pcm
from voicefarm.errors import BadInput, UnknownName
from voicefarm.extras import install_advice
from voicefarm.forms import MPEG_RATES, Output

CONSTANT_RATE = {"bitrate_mode": "CONSTANT", "compression_level": 0.5}
"""Of an MP3, 80 kbit/s up to 24 kHz. The mode has no effect without a level."""
PCM_RATE = 24_000
"""Hz of bare samples: what clients of OpenAI's interface take them for."""


class StreamEncoder(Protocol):
    """Turns sound into bytes. Not thread-safe."""

    def encode(self, pcm: Pcm) -> bytes:
        """The bytes that are ready after more samples, int16 [N]; there may be none."""

    def finish(self) -> bytes:
        """The last bytes."""


@dataclass(frozen=True, slots=True)
class StreamForm:
    """One form of a stream."""

    name: str
    media_type: str
    open: Callable[[int], StreamEncoder]
    """Begin a stream of sound at a rate in Hz. Raises BadInput if an extra is missing."""
    stored: Output = Output.WAV
    """The form of the programme that is made for it."""

    @property
    def is_stored(self) -> bool:
        """Whether the finished programme has this very form."""
        return self.name == self.stored.value


class _Samples:
    """Bare samples: 16 bits, little-endian, mono, 24 kHz."""

    def __init__(self, rate: int) -> None:
        self._resampled = _Resampled(rate, PCM_RATE)

    def encode(self, pcm: Pcm) -> bytes:
        return self._resampled.more(pcm).astype("<i2").tobytes()

    def finish(self) -> bytes:
        return self._resampled.rest().astype("<i2").tobytes()


class _Wav:
    """A WAV whose sizes say that it is still growing."""

    def __init__(self, rate: int) -> None:
        self._head = wav_head(rate)

    def encode(self, pcm: Pcm) -> bytes:
        head, self._head = self._head, b""
        return head + pcm.astype("<i2").tobytes()

    def finish(self) -> bytes:
        return self.encode(np.zeros(0, np.int16))


class _SoundFile:
    """What libsndfile writes, in one of its formats."""

    def __init__(self, form: Output, rate: int, **options: Any) -> None:
        own_format, subtype = form.traits.libsndfile or ("", "")
        self._resampled = _Resampled(rate, form.rate(rate))
        self._sent = _Sent()
        self._file = soundfile.SoundFile(
            self._sent,
            "w",
            samplerate=form.rate(rate),
            channels=1,
            format=own_format,
            subtype=subtype or "PCM_16",
            **options,
        )

    def encode(self, pcm: Pcm) -> bytes:
        self._file.write(self._resampled.more(pcm))
        return self._sent.take()

    def finish(self) -> bytes:
        self._file.write(self._resampled.rest())
        self._file.close()
        return self._sent.take()


class _Adts:
    """AAC in ADTS frames, by FFmpeg's encoder."""

    def __init__(self, rate: int) -> None:
        try:
            import av
        except ImportError as error:
            raise BadInput(
                f"This gateway can't write AAC: {install_advice('m4b')}, or name another form.",
                field="response_format",
            ) from error
        self._rate = next((one for one in MPEG_RATES if one >= rate), MPEG_RATES[-1])
        self._resampled = _Resampled(rate, self._rate)
        self._frame = av.AudioFrame
        self._sent = _Sent()
        self._container = av.open(self._sent, "w", format="adts")
        self._stream: Any = self._container.add_stream("aac", rate=self._rate, layout="mono")
        self._stream.bit_rate = 64_000
        self._position = 0

    def encode(self, pcm: Pcm) -> bytes:
        self._add(self._resampled.more(pcm))
        return self._sent.take()

    def finish(self) -> bytes:
        self._add(self._resampled.rest())
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._sent.take()

    def _add(self, pcm: Pcm) -> None:
        if not len(pcm):
            return
        wave = (pcm.astype(np.float32) / 32768)[None, :]
        frame = self._frame.from_ndarray(np.ascontiguousarray(wave), "fltp", "mono")
        frame.sample_rate, frame.pts = self._rate, self._position
        self._position += len(pcm)
        self._container.mux(self._stream.encode(frame))


class _Resampled:
    """A stream of samples at another rate."""

    def __init__(self, rate: int, wanted: int) -> None:
        same = rate == wanted
        self._stream = None if same else soxr.ResampleStream(rate, wanted, 1, dtype="int16")

    def more(self, pcm: Pcm) -> Pcm:
        return pcm if self._stream is None else self._stream.resample_chunk(pcm)

    def rest(self) -> Pcm:
        nothing = np.zeros(0, np.int16)
        return nothing if self._stream is None else self._stream.resample_chunk(nothing, last=True)


class _Sent:
    """A file for encoders in C, of which only what nobody took yet is kept."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._begin = 0
        self._position = 0

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._kept)
        self._begin += len(taken)
        self._kept.clear()
        return taken

    def write(self, data: Any) -> int:
        """Write at the position; what has been taken doesn't change any more."""
        written = bytes(data)
        place = self._position - self._begin
        self._position += len(written)
        late = written[max(0, -place) :]
        if late:
            place = max(0, place)
            self._kept[place : place + len(late)] = late
        return len(written)

    def read(self, count: int = -1) -> bytes:
        """Read what is still here."""
        place = max(0, self._position - self._begin)
        data = bytes(self._kept[place : None if count < 0 else place + count])
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position."""
        end = self._begin + len(self._kept)
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: end}[whence]
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        """The position."""
        return self._position

    def flush(self) -> None:
        """Nothing waits."""


def _of_programme(form: Output) -> StreamForm:
    options = CONSTANT_RATE if form is Output.MP3 else {}

    def open_stream(rate: int) -> StreamEncoder:
        return _Wav(rate) if form is Output.WAV else _SoundFile(form, rate, **options)

    return StreamForm(form.value, form.traits.media_type, open_stream, form)


STREAM_FORMS: Mapping[str, StreamForm] = {
    form.name: form
    for form in (
        *(_of_programme(output) for output in Output if output.traits.libsndfile),
        StreamForm("aac", "audio/aac", _Adts),
        StreamForm("pcm", f"audio/pcm;rate={PCM_RATE}", _Samples),
    )
}
"""All forms by the name that clients give."""


def stream_form(name: str, *, field: str) -> StreamForm:
    """The form of that name, which a request gave in a field. Raises UnknownName."""
    if name not in STREAM_FORMS:
        raise UnknownName.of("Form", name, STREAM_FORMS, field=field)
    return STREAM_FORMS[name]

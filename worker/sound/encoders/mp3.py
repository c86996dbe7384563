"""MP3 behind an ID3 tag, which holds what libsndfile can't write: chapters and a cover."""

import io

from voicefarm.forms import Output
from voicefarm.store import StreamWriter
from voicefarm.store.writing import Bytes
from worker.sound.encoders.id3 import id3_tag
from worker.sound.encoders.libsndfile import SoundFileEncoder, compression_of
from worker.sound.programme_head import Programme


def encoder(file: StreamWriter, rate: int, programme: Programme) -> SoundFileEncoder:
    """An MP3 file."""
    tag = id3_tag(programme)
    file.write(tag)
    behind = BehindTag(file, len(tag))
    spec = programme.spec
    if spec.bit_rate is None:
        return SoundFileEncoder(behind, Output.MP3, rate, spec, tagged=False)
    compression = compression_of(spec.bit_rate, *Output.MP3.bit_rates(rate, spec.channels))
    return SoundFileEncoder(
        behind, Output.MP3, rate, spec, tagged=False, compression=compression, constant=True
    )


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

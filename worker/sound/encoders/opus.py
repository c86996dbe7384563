"""Opus in an Ogg, with tags."""

import zlib

from voicefarm.forms import Output
from voicefarm.store import StreamWriter
from worker.sound.encoders.libsndfile import SoundFileEncoder, compression_of
from worker.sound.encoders.ogg import PagesOfSerial
from worker.sound.programme_head import Programme


def encoder(file: StreamWriter, rate: int, programme: Programme) -> SoundFileEncoder:
    """An Opus file. Two programmes have two serial numbers, so that players can chain them."""
    known = f"{programme.spec.title}\n{programme.samples}"
    pages = PagesOfSerial(file, zlib.crc32(known.encode()))
    spec = programme.spec
    if spec.bit_rate is None:
        return SoundFileEncoder(pages, Output.OPUS, rate, spec)
    compression = compression_of(spec.bit_rate, *Output.OPUS.bit_rates(rate, spec.channels))
    return SoundFileEncoder(pages, Output.OPUS, rate, spec, compression=compression)

"""WAV, and RF64 if its sizes don't fit into 32 bits."""

from voicefarm.forms import Output
from voicefarm.store import StreamWriter
from worker.sound.encoders.libsndfile import SoundFileEncoder
from worker.sound.programme_head import Programme

WAV_LIMIT = 2**32 - 2**16
"""Bytes of samples that a WAV file's 32-bit sizes can hold, with room for headers."""


def encoder(file: StreamWriter, rate: int, programme: Programme) -> SoundFileEncoder:
    """A WAV with tags, or an RF64 without: libsndfile writes no tags into RF64."""
    spec = programme.spec
    most_samples = programme.samples * rate // spec.sample_rate + rate
    if most_samples * spec.channels * spec.bits // 8 > WAV_LIMIT:
        return SoundFileEncoder(file, Output.WAV, rate, spec, container="RF64", tagged=False)
    return SoundFileEncoder(file, Output.WAV, rate, spec)

"""Outputs: the programme written into the store in its forms, as it is joined.

Memory is constant for every form, at any length.
"""

from contextlib import AbstractContextManager
from types import TracebackType

import numpy as np
import soxr

from voicefarm.forms import Output
from voicefarm.store import StreamWriter
from worker.sound import Wave
from worker.sound.encoders import open_encoder
from worker.sound.programme_head import Programme


class OutputFile(AbstractContextManager["OutputFile"]):
    """One form of the programme: resampled, spread over its channels, encoded."""

    def __init__(
        self,
        file: StreamWriter,
        form: Output,
        programme: Programme,
        from_rate: int | None = None,
    ) -> None:
        """`from_rate` is that of the samples that will be written, Hz; the takes' by default."""
        spec = programme.spec
        self._channels = spec.channels
        rate, given = form.rate(spec.output_rate or spec.sample_rate), from_rate or spec.sample_rate
        self._resampler = None
        if rate != given:
            self._resampler = soxr.ResampleStream(given, rate, 1, dtype="float32")
        self._encoder = open_encoder(file, form, rate, programme)

    def write(self, wave: Wave) -> None:
        """Append mono samples."""
        if self._resampler:
            wave = self._resampler.resample_chunk(wave)
        self._encode(wave)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and self._resampler:
            self._encode(self._resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        self._encoder.close()

    def _encode(self, wave: Wave) -> None:
        if len(wave):
            self._encoder.write(np.repeat(wave[:, None], self._channels, axis=1))

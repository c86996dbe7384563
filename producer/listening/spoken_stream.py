"""A text spoken at once: an interactive job that is heard while it is made, as a stream of bytes.

Its last listener's leaving cancels it. What was synthesized by then is kept, as in any job.
"""

import time
from collections.abc import Iterator
from contextlib import suppress

from producer.farm import Farm
from producer.jobs.progress import cancel_job
from producer.jobs.submission import PreparedJob, submit_job
from producer.listening.listeners import GONE_S, Listener
from producer.listening.live_audio import LiveAudio
from producer.listening.stream_forms import StreamForm
from voicefarm.artifacts.takes import Pcm
from voicefarm.errors import UnknownName

SAY_AGAIN_S = GONE_S / 4
BLOCK_S = 0.5


class SpokenStream:
    """One listener's stream of one job. `sounds` is for one thread, `stop` for any."""

    def __init__(self, farm: Farm, prepared: PreparedJob, form: StreamForm) -> None:
        self._farm = farm
        self._prepared = prepared
        self.job = prepared.manifest.job
        """The job's id."""
        self.model = prepared.manifest.spec.recipe.model
        self.samples = 0
        """That were heard so far, at the model's rate."""
        # Before the job is sent, so that an extra that is missing costs no work.
        self._encoder = form.open(prepared.manifest.spec.sample_rate)
        self._listener = Listener(farm.ledger, self.job)
        self._live_audio: LiveAudio | None = None
        self._stopped = False

    @property
    def seconds(self) -> float:
        """Of sound that were heard so far."""
        return self.samples / self._prepared.manifest.spec.sample_rate

    def submit(self) -> None:
        """Queue the job, and say that somebody listens. Raises Unreachable, BadInput."""
        self._listener.join()
        self._live_audio = LiveAudio(self._farm, self.job, ends_with_job=True)
        submit_job(self._farm, self._prepared)

    def sounds(self) -> Iterator[bytes]:
        """The stream's bytes, each piece as soon as it is there; it ends early after `stop`.

        Raises JobFailed, JobCancelled, Unreachable. Afterwards the listener has left.
        """
        whole = False
        try:
            yield from self._encoded()
            whole = not self._stopped
        finally:
            self._leave(cancels=not whole)

    def stop(self) -> None:
        """Let `sounds` end soon."""
        self._stopped = True
        if self._live_audio:
            self._live_audio.stop()

    def _encoded(self) -> Iterator[bytes]:
        assert self._live_audio, "submit comes first"
        said = time.monotonic()
        for pcm in self._blocks(self._live_audio):
            self.samples += len(pcm)
            if encoded := self._encoder.encode(pcm):
                yield encoded
            if self._stopped:
                return
            if time.monotonic() - said > SAY_AGAIN_S:
                self._listener.join()
                said = time.monotonic()
        yield self._encoder.finish()

    def _blocks(self, live_audio: LiveAudio) -> Iterator[Pcm]:
        """The sound in blocks, so that the first leaves before the rest is encoded."""
        size = round(BLOCK_S * live_audio.sample_rate)
        for pcm in live_audio.sounds():
            for start in range(0, len(pcm), size):
                yield pcm[start : start + size]

    def _leave(self, *, cancels: bool) -> None:
        if self._listener.leave() and cancels:
            with suppress(UnknownName):
                cancel_job(self._farm.ledger, self.job)

"""A job's sound as a stream of bytes while it is made: somebody's job, or a text spoken at once.

The last listener of a spoken text cancels it by leaving. What was synthesized by then is kept, as
in any job.
"""

import time
from collections.abc import Iterator
from contextlib import suppress

from producer.farm import Farm
from producer.jobs.submission import PreparedJob, submit_job
from producer.listening.listeners import GONE_S, Listener
from producer.listening.live_audio import LiveAudio
from producer.listening.stream_forms import StreamForm
from voicefarm.artifacts.takes import Pcm
from voicefarm.errors import UnknownName
from voicefarm.resumption import cancel_jobs

SAY_AGAIN_S = GONE_S / 4
FIRST_BLOCK_S = 0.5
"""Of sound that is encoded at once: the first leaves before the rest of its chunk is encoded."""
LONGEST_BLOCK_S = 4.0
"""Each block is twice as long as the one before, up to this: every one costs some time."""


class JobStream:
    """One listener's stream of one job. `sounds` is for one thread, `stop` for any."""

    def __init__(self, farm: Farm, job: str, model: str, rate: int, form: StreamForm) -> None:
        """`rate` is that of the job's takes, in Hz. Raises BadInput if the form needs an extra."""
        self.job = job
        """The job's id."""
        self.model = model
        self.seconds = 0.0
        """Of sound that were encoded so far."""
        self._farm = farm
        self.rate = rate
        self._encoder = form.open(rate)
        self._live_audio: LiveAudio | None = None
        self._stopped = False

    def begin(self) -> None:
        """Ask for the sound. Raises Unreachable."""
        self._live_audio = LiveAudio(self._farm, self.job, ends_with_job=True)

    def sounds(self) -> Iterator[bytes]:
        """The stream's bytes, each piece as soon as it is there; it ends early after `stop`.

        Raises JobFailed, JobCancelled, Unreachable.
        """
        for pcm in self.heard():
            if encoded := self._encoder.encode(pcm):
                yield encoded
        if not self._stopped:
            yield self._encoder.finish()

    def heard(self) -> Iterator[Pcm]:
        """The same as samples, in blocks of four seconds at most."""
        assert self._live_audio, "begin comes first"
        size, longest = round(FIRST_BLOCK_S * self.rate), round(LONGEST_BLOCK_S * self.rate)
        for pcm in self._live_audio.sounds():
            start = 0
            while start < len(pcm):
                if self._stopped:
                    return
                block = pcm[start : start + size]
                self.seconds += len(block) / self.rate
                yield block
                start += len(block)
                size = min(2 * size, longest)

    def stop(self) -> None:
        """Let `sounds` end soon."""
        self._stopped = True
        if self._live_audio:
            self._live_audio.stop()


class SpokenStream(JobStream):
    """A text that is spoken at once."""

    def __init__(self, farm: Farm, prepared: PreparedJob, form: StreamForm) -> None:
        manifest = prepared.manifest
        spec = manifest.spec
        super().__init__(farm, manifest.job, spec.recipe.model, spec.sample_rate, form)
        self._prepared = prepared
        self._listener = Listener(farm.ledger, manifest.job)

    def begin(self) -> None:
        """Say that somebody listens, and queue the job. Raises Unreachable, BadInput."""
        self._listener.join()
        super().begin()
        submit_job(self._farm, self._prepared)

    def heard(self) -> Iterator[Pcm]:
        """As for any job. Afterwards the listener has left."""
        is_whole = False
        said = time.monotonic()
        try:
            for block in super().heard():
                yield block
                if time.monotonic() - said > SAY_AGAIN_S:
                    self._listener.join()
                    said = time.monotonic()
            is_whole = not self._stopped
        finally:
            self.leave(cancels=not is_whole)

    def leave(self, *, cancels: bool = True) -> None:
        """Say that it listens no more, without having heard all."""
        if self._listener.leave() and cancels:
            with suppress(UnknownName):
                cancel_jobs(self._farm.ledger, self._farm.store, [self.job])

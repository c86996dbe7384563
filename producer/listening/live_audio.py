"""A job's sound in order while it is made, to be played or served.

It consists of the takes as they were made, with their pauses: the programme's loudness is known
only when the last take exists. If the engine streams, the next chunk is heard as a preview while
its take is still being made.

Nothing is heard twice. A preview may break off, because its worker died or Redis didn't answer. It
goes on at the same sample, from the take or from the next worker's preview. If the checks find a
fault after a preview was heard, the programme gets a better take, but the listener doesn't. Only a
reading that broke off and was thrown away begins again.
"""

import itertools
import threading
import time
from collections.abc import Iterator

import numpy as np

from producer.farm import Farm
from producer.jobs.progress import require_done
from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import take_key
from voicefarm.artifacts.takes import Pcm, decode_audio, fetch_audio, find_take
from voicefarm.ledger.previews import ASKED_S, PreviewPiece, Previews
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import Chunk, JobSpec, Take
from voicefarm.messages.take import LEAD_S, TAIL_S

POLL_S = 0.2
"""Seconds between two looks for a take that isn't in the store yet, without a change of its job."""
SILENT_BLOCK = 1 << 16
"""Samples of silence that are made at once."""
QUIET = 100
"""Of 32,768: what stays below it at the ends of a preview counts as silence."""


class LiveAudio:
    """One listener of one job. `stop` may be called from any thread.

    With `ends_with_job`, `sounds` raises JobFailed or JobCancelled once the job has ended so.
    """

    def __init__(self, farm: Farm, job: str, *, ends_with_job: bool = False) -> None:
        self._store = farm.store
        self._ledger = farm.ledger
        self._jobs = JobReader(farm.store)
        self._job = job
        self._previews = Previews(farm.ledger)
        self._ends_with_job = ends_with_job
        self._stopped = threading.Event()
        self._change = "0"
        """The job's newest change that was seen: a take that is done is noticed by the next."""
        self._asked: ChunkRef | None = None
        self._asked_at = 0.0
        self._ask(ChunkRef(job, 0))

    @property
    def sample_rate(self) -> int:
        """Hz. Raises ObjectMissing before the job was submitted."""
        return self._spec.sample_rate

    def stop(self) -> None:
        """Let `sounds` end as soon as it would wait."""
        self._stopped.set()

    def sounds(self) -> Iterator[Pcm]:
        """The job's sound from its beginning, in pieces of any length, each as soon as it is there.

        The job must have been submitted. Raises StoreUnreachable or RedisUnreachable.
        """
        spec, heard = self._spec, 0
        for chunk in self._jobs.chunks(self._job):
            sound = _Sound(spec, chunk)
            for pcm in itertools.chain(
                _silence(_wait(chunk, spec.sample_rate) - heard), self._sounds_of(chunk, sound)
            ):
                heard += len(pcm)
                if len(pcm):
                    yield pcm
                if self._stopped.is_set():
                    return
        if spec.cues:
            yield from _silence(round(spec.cues.length_ms * spec.sample_rate / 1000) - heard)

    @property
    def _spec(self) -> JobSpec:
        return self._jobs.manifest(self._job).spec

    def _sounds_of(self, chunk: Chunk, sound: "_Sound") -> Iterator[Pcm]:
        ref = ChunkRef(self._job, chunk.index)
        key = take_key(self._spec.recipe_of(chunk), chunk.text)
        newest, take = "0", find_take(self._store, key)
        while not self._stopped.is_set():
            if take and not sound.heard:
                yield self._taken(take, sound)
                return
            self._ask(ref)
            pieces, self._change = self._previews.read_or_change(
                ref, newest, self._change, 0 if take else POLL_S
            )
            for place, piece in pieces:
                newest = place
                yield sound.piece(piece)
                if piece.last:
                    return
            if pieces:
                continue
            if take:
                yield self._taken(take, sound)
                return
            take = find_take(self._store, key)
            if not take and self._given_up(chunk):
                yield sound.missing()
                return
            if not take and self._ends_with_job:
                require_done(self._ledger.status(self._job))

    def _ask(self, chunk: ChunkRef) -> None:
        """Say that somebody listens to the chunk, as often as that must be said."""
        now = time.monotonic()
        if chunk != self._asked or now - self._asked_at > ASKED_S / 3:
            self._previews.ask(chunk)
            self._asked, self._asked_at = chunk, now

    def _given_up(self, chunk: Chunk) -> bool:
        """Whether the chunk will have no take, in a job that goes on without."""
        return self._spec.on_failure != "fail" and chunk.index in self._ledger.gaps(self._job)

    def _taken(self, take: Take, sound: "_Sound") -> Pcm:
        rate = self._spec.sample_rate
        return sound.taken(
            take.at_rate(rate), decode_audio(fetch_audio(self._store, take.key), rate)
        )


def _wait(chunk: Chunk, rate: int) -> int:
    """The sample before which a cue of a dubbing track isn't heard. It may be heard later: what
    is heard at once is not hastened."""
    return round(chunk.cue[0] * rate / 1000) - round(LEAD_S * rate) if chunk.cue else 0


def _silence(samples: int) -> Iterator[Pcm]:
    """So much silence, in blocks."""
    for start in range(0, samples, SILENT_BLOCK):
        yield np.zeros(min(SILENT_BLOCK, samples - start), np.int16)


class _Sound:
    """What is heard of one chunk, and the pause after it."""

    def __init__(self, spec: JobSpec, chunk: Chunk) -> None:
        rate = spec.sample_rate
        self._lead, self._tail = round(LEAD_S * rate), round(TAIL_S * rate)
        self._pause = spec.pause_after(chunk)
        self._silence = 0
        self.heard = 0
        """Samples of the chunk that were heard, or left out as silence at its beginning."""

    def piece(self, piece: PreviewPiece) -> Pcm:
        """What is new in a piece of the preview; with the last one, the rest of the pause."""
        if piece.last:
            return self._rest(self._silence)
        if piece.start > self.heard:  # what lies between was lost, and comes with the take
            return piece.pcm[:0]
        fresh = piece.pcm[self.heard - piece.start :]
        loud = np.flatnonzero(np.abs(fresh.astype(np.int32)) >= QUIET)
        begin = 0
        if self.heard == 0 and len(loud):
            begin = max(0, int(loud[0]) - self._lead)
        self.heard += len(fresh)
        self._silence = len(fresh) - 1 - int(loud[-1]) if len(loud) else self._silence + len(fresh)
        return fresh[begin:]

    def taken(self, take: Take, pcm: Pcm) -> Pcm:
        """A take's speech with its margins, from where its preview broke off, and its pause."""
        begin, end = 0, len(pcm)
        if take.sound is not None and take.sound.speaks:
            begin = max(0, take.sound.start - self._lead)
            end = min(len(pcm), take.sound.end + self._tail)
        if not take.rejected:  # a retake is another reading than the one that was heard
            begin = max(begin, self.heard)
        return np.concatenate([pcm[begin:end], self._rest(self._tail)])

    def missing(self) -> Pcm:
        """The pause after a chunk that was given up."""
        return self._rest(0)

    def _rest(self, silence: int) -> Pcm:
        """What is left of the pause after `silence` samples of it at the end of the chunk."""
        return np.zeros(max(0, self._pause - self._lead - silence), np.int16)

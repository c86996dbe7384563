"""Who wants to hear of a job's end. A notice is sent at least once, and forgotten when it was sent.

It is a Celery task whose one argument is a mapping: `job`, `state`, `error`, `audio_s`, `tag`,
`notices` and `results`. The results are the store keys of the programme's forms. State `refused`
means that there was no job. `notices` are sentences to be known, though nothing is wrong.
"""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from operator import not_
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from producer.farm import Farm
from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import programme_key
from voicefarm.errors import ObjectMissing
from voicefarm.ledger.client import reaching_redis
from voicefarm.messages import JobState, JobStatus
from voicefarm.resumption import KnownStatuses

AT_ONCE = 500
LOCK_MS = 10_000
REFUSED = "refused"
FORGOTTEN = "forgotten"
"""State of a job that neither the ledger nor the store knows any more."""

Send = Callable[[str, str, dict[str, Any]], None]
"""Sends a task of this name to this queue with this argument."""


class TaskNotice(BaseModel):
    """One who wants to hear."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: str
    queue: str
    tag: str | None = None
    notices: tuple[str, ...] = Field((), exclude_if=not_)
    """What was to be known of the text when it came, though nothing was wrong."""


class TaskNotices:
    """The notices of one farm, in its Redis. Thread-safe."""

    def __init__(self, farm: Farm, send: Send) -> None:
        self._farm = farm
        self._send = send
        self._redis: Any = farm.ledger.client
        self._key = f"{farm.ledger.namespace}:notices"
        self._jobs = JobReader(farm.store)

    def add(self, job: str, notice: TaskNotice) -> None:
        """Remember that somebody wants to hear of the job. Raises RedisUnreachable."""
        wanted = notice.model_dump_json()
        mark = hashlib.sha256(wanted.encode()).hexdigest()[:12]
        with reaching_redis():
            self._redis.hset(self._key, f"{job}/{mark}", wanted)

    def refuse(self, notice: TaskNotice, sentence: str) -> None:
        """Tell a sender at once that there is no job, and why."""
        says: dict[str, Any] = {
            "job": None,
            "state": REFUSED,
            "error": sentence,
            "audio_s": 0.0,
            "results": {},
        }
        self._tell(notice, says)

    def send_due(self) -> int:
        """Tell all whose jobs have ended; how many. Several intakes share the work.

        Raises Unreachable; what was not sent is sent the next time.
        """
        lock = f"{self._key}:lock"
        with reaching_redis():
            is_free = self._redis.set(lock, "1", nx=True, px=LOCK_MS)
        if not is_free:
            return 0
        try:
            return sum(map(self._send_some, _in_parts(self._waiting())))
        finally:
            with reaching_redis():
                self._redis.delete(lock)

    def _waiting(self) -> Iterator[tuple[str, str]]:
        with reaching_redis():
            return iter(list(self._redis.hscan_iter(self._key, count=AT_ONCE)))

    def _send_some(self, some: list[tuple[str, str]]) -> int:
        jobs = [place.rpartition("/")[0] for place, _ in some]
        sent = 0
        known = KnownStatuses(self._farm.ledger, self._farm.store)
        for (place, wanted), job, status in zip(some, jobs, known.of(jobs), strict=True):
            if status and not status.ended:
                continue
            notice = TaskNotice.model_validate_json(wanted)
            self._tell(notice, self._says(job, status))
            with reaching_redis():
                self._redis.hdel(self._key, place)
            sent += 1
        return sent

    def _tell(self, notice: TaskNotice, says: dict[str, Any]) -> None:
        own = {"tag": notice.tag, "notices": list(notice.notices)}
        self._send(notice.task, notice.queue, {**says, **own})

    def _says(self, job: str, status: JobStatus | None) -> dict[str, Any]:
        done = status is not None and status.state == JobState.DONE
        return {
            "job": job,
            "state": status.state.value if status else FORGOTTEN,
            "error": status.error if status else None,
            "audio_s": round(status.audio_s, 3) if status else 0.0,
            "results": self._results(job) if done else {},
        }

    def _results(self, job: str) -> dict[str, str]:
        try:
            forms = self._jobs.manifest(job).spec.outputs
        except ObjectMissing:
            return {}
        return {form.value: programme_key(job, form) for form in forms}


def _in_parts(waiting: Iterator[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    while some := list(itertools.islice(waiting, AT_ONCE)):
        yield some

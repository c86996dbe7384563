"""The jobs that suffer: a stream of them through the troubled farm, tended as an operator would."""

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chaos.trouble import Blow, Trouble
from producer.documents.formats import parse_document
from producer.farm import Farm
from producer.jobs.request import JobRequest
from producer.jobs.submission import PreparedJob, prepare_job, submit_job
from voicefarm.artifacts.job_files import JobReader
from voicefarm.errors import UnknownName, Unreachable
from voicefarm.resumption import resume_job

SIZES = (30, 60, 120)
"""Chunks of the jobs, in turn; the programmes of the biggest are uploaded in parts."""
NAMES = ("Ada", "Ben", "Dora", "Emil", "Fay", "Gus", "Hana", "Ida", "Jon", "Kim", "Lea", "Max")
"""Their capital letters, the only ones of a text, decide what a forged model says: speech.py."""
LOOK_S = 0.1
ROUND_S = 1.0
"""Seconds between two looks at the jobs; the workers are looked at each LOOK_S."""
REPORT_S = 60.0


def text_of(seed: int, number: int) -> str:
    """The text of one job: the same for the same seed. Neighbouring chunks sound differently."""
    parts = range(SIZES[number % len(SIZES)])
    return "\n\n".join(
        f"{NAMES[part % len(NAMES)]} has part {part} of job {number} of seed {seed}."
        for part in parts
    )


def submit(farm: Farm, text: str) -> str:
    """Submit the text with the farm's default model; the job."""
    model = farm.settings.catalogue()[farm.settings.model]
    prepared: PreparedJob = prepare_job(parse_document(text.encode()), model, JobRequest())
    submit_job(farm, prepared)
    return prepared.manifest.job


@dataclass
class Campaign:
    """One run's jobs. `judge` sees the farm past the proxy."""

    judge: Farm
    seed: int
    at_once: int
    """Jobs that run at the same time, so that some are stitched while others are spoken."""
    jobs: list[str] = field(default_factory=list)
    resumed: int = 0
    """Jobs that Redis had forgotten and that were resumed, as an operator would."""
    loads: list[float] = field(default_factory=list)
    """The machine's load average, a second apart."""
    _left: list[str] = field(default_factory=list)
    _round: float = 0.0
    _reported: float = field(default_factory=time.monotonic)

    def suffer(self, trouble: Trouble, blows: Iterable[Blow], duration_s: float) -> None:
        """Deal the blows as their time comes, and keep the farm busy meanwhile.

        The timetable stands still while a blow waits, so that none are dealt in a heap later.
        """
        started = time.monotonic()
        end, waited_s = started + duration_s, 0.0
        for blow in blows:
            while time.monotonic() < min(started + waited_s + blow.at_s, end):
                self._tend(trouble, self.at_once)
            if time.monotonic() >= end or trouble.enough:
                return
            began = time.monotonic()
            trouble.deal(blow)
            waited_s += time.monotonic() - began

    def finish(self, trouble: Trouble, wait_s: float) -> None:
        """Wait until all jobs have ended."""
        end = time.monotonic() + wait_s
        while time.monotonic() < end:
            self._tend(trouble, at_once=0)
            if not self._left:
                return

    def _tend(self, trouble: Trouble, at_once: int) -> None:
        if time.monotonic() > self._round + ROUND_S:
            self._round = time.monotonic()
            self.loads.append(os.getloadavg()[0])
            try:
                self._left = list(self._still_running())
                while len(self._left) < at_once:
                    self.jobs.append(submit(self.judge, text_of(self.seed, len(self.jobs))))
                    self._left.append(self.jobs[-1])
            except Unreachable:
                pass  # Valkey doesn't answer: the next round is soon
        if time.monotonic() > self._reported + REPORT_S:
            self._reported = time.monotonic()
            self._report(trouble)
        time.sleep(LOOK_S)

    def _still_running(self) -> Iterator[str]:
        for job in self._left:
            try:
                if self.judge.ledger.status(job).ended:
                    continue
            except UnknownName:
                self._resume(job)
            yield job

    def _resume(self, job: str) -> None:
        judge = self.judge
        retention_s = judge.settings.retention_s
        reader = JobReader(judge.store)
        self.resumed += resume_job(
            judge.ledger, judge.dispatcher, reader, job, retention_s=retention_s
        )

    def _report(self, trouble: Trouble) -> None:
        done = len(self.jobs) - len(self._left)
        dealt = ", ".join(f"{count} {kind}" for kind, count in sorted(trouble.dealt.items()))
        print(f"{time.strftime('%X')} load {self.loads[-1]:.1f}, {done} jobs: {dealt}", flush=True)

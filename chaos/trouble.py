"""What is done to the farm, when, and to whom: drawn from a seed before the run begins."""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from chaos.farm import ChaosFarm, Worker
from chaos.proxy import FAULTS

KINDS = {"kill": 12, "kill stitcher": 2, "kill valkey": 2, "stop": 1, "fault": 2}
"""How often each is drawn, of 19."""


@dataclass(frozen=True, slots=True)
class Blow:
    """One thing that is done."""

    at_s: float
    kind: str
    whom: int
    """Counts the workers of its kind, modulo how many there are."""
    lasting_s: float
    """Of a stop, a fault, or Valkey's absence."""
    fault: str


def draw(seed: int, duration_s: float, every_s: float) -> list[Blow]:
    """The same seed, duration and pace give the same blows."""
    dice = random.Random(seed)
    return list(_blows(dice, duration_s, every_s))


def _blows(dice: random.Random, duration_s: float, every_s: float) -> Iterator[Blow]:
    at_s = every_s
    while at_s < duration_s:
        (kind,) = dice.choices(list(KINDS), weights=list(KINDS.values()))
        whom, fault = dice.randrange(1000), dice.choice(FAULTS)
        yield Blow(at_s, kind, whom, dice.uniform(0.2, 4.0), fault)
        at_s += dice.uniform(0.5, 1.5) * every_s


@dataclass
class Trouble:
    """Deals the blows out, and counts them."""

    farm: ChaosFarm
    before_kill: Callable[[int], None]
    """Told the process id of a worker that is about to be killed."""
    dealt: Counter[str] = field(default_factory=Counter)

    def deal(self, blow: Blow) -> None:
        """Do it; what lasts ends by itself."""
        self.dealt[blow.kind] += 1
        {
            "kill": lambda: self._kill(self._worker("chunks", blow)),
            "kill stitcher": lambda: self._kill(self._worker("stitch", blow)),
            "kill valkey": lambda: self._kill_valkey(blow.lasting_s / 2),
            "stop": lambda: self._stop(self._worker("chunks", blow), blow.lasting_s),
            "fault": lambda: self._break_store(blow),
        }[blow.kind]()

    def _worker(self, queues: str, blow: Blow) -> Worker:
        some = [worker for worker in self.farm.workers if worker.queues == queues]
        return some[blow.whom % len(some)]

    def _kill(self, worker: Worker) -> None:
        if worker.process and worker.process.poll() is None:
            self.before_kill(worker.process.pid)
            worker.signal(signal.SIGKILL)

    def _kill_valkey(self, away_s: float) -> None:
        self.farm.valkey.kill()
        time.sleep(away_s)
        self.farm.valkey.start()

    def _stop(self, worker: Worker, lasting_s: float) -> None:
        worker.signal(signal.SIGSTOP)
        threading.Timer(3 * lasting_s, worker.signal, [signal.SIGCONT]).start()

    def _break_store(self, blow: Blow) -> None:
        self.farm.proxy.fault = blow.fault
        self.dealt[blow.fault] += 1
        threading.Timer(blow.lasting_s, self._mend_store).start()

    def _mend_store(self) -> None:
        self.farm.proxy.fault = None

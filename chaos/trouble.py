"""What is done to the farm, when, and to whom: drawn from a seed before the run begins."""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from chaos.farm import LOOK_S, ChaosFarm, Worker
from chaos.proxy import FAULTS, REFUSALS, Proxy

KINDS = {
    "kill": 24,
    "kill stitcher": 5,
    "kill draining": 4,
    "restart": 2,
    "kill valkey": 3,
    "cut power": 1,
    "stop": 2,
    "fault": 4,
    "step clock": 2,
    "expire key": 2,
    "forget flows": 2,
}
"""How often each is drawn, of 51."""
KEY_LASTS = 4
"""Times as long as other faults: somebody has to renew it."""
MOST_STEP_S = 7200
WORKER_KILLS = ("kill", "kill stitcher", "kill draining")
VALKEY_KILLS = ("kill valkey", "cut power")
WORKER_KILLS_PER_VALKEY_KILL = 10
WORK_WAIT_S = 10.0
"""Seconds that a stitcher has to get work before it is killed."""
READY_WAIT_S = 60.0
"""Seconds that a blow to a worker waits until one may be struck."""
LEFT = 1
"""Workers for chunks that are ready and stay so when another one is struck. On a busy machine one
takes long to start. If all were starting, it would be measured how often they are killed."""


@dataclass(frozen=True, slots=True)
class Blow:
    """One thing that is done."""

    at_s: float
    kind: str
    whom: int
    """Counts the workers of its kind, modulo how many there are."""
    lasting_s: float
    """Of a stop, a fault, a drain, or Valkey's absence."""
    fault: str


def draw(seed: int, every_s: float) -> Iterator[Blow]:
    """Blows without end; the same seed and pace give the same ones."""
    dice, at_s = random.Random(seed), every_s
    while True:
        (kind,) = dice.choices(list(KINDS), weights=list(KINDS.values()))
        whom, fault = dice.randrange(1000), dice.choice((*FAULTS, REFUSALS[0]))
        yield Blow(at_s, kind, whom, dice.uniform(0.2, 4.0), fault)
        at_s += dice.uniform(0.5, 1.5) * every_s


@dataclass
class Trouble:
    """Deals the blows out, and counts those that hit."""

    farm: ChaosFarm
    before_kill: Callable[[int], None]
    """Called with the process id of a worker that is about to be killed."""
    stitching: Callable[[], bool]
    """Whether a stitcher is at work."""
    kills: int = 0
    """Worker kills after which the run ends, with a tenth as many of Valkey; 0 for no limit."""
    dealt: Counter[str] = field(default_factory=Counter)

    @property
    def worker_kills(self) -> int:
        """Workers killed so far."""
        return sum(self.dealt[kind] for kind in WORKER_KILLS)

    @property
    def valkey_kills(self) -> int:
        """Times that Valkey was killed so far."""
        return sum(self.dealt[kind] for kind in VALKEY_KILLS)

    @property
    def enough(self) -> bool:
        """Whether as much was killed as was wanted."""
        few = self.valkey_kills * WORKER_KILLS_PER_VALKEY_KILL < self.kills
        return 0 < self.kills <= self.worker_kills and not few

    def deal(self, blow: Blow) -> None:
        """Do it; what lasts ends by itself."""
        to_worker: dict[str, Callable[[Worker], bool]] = {
            "kill": lambda worker: self._kill_worker_or_child(worker, blow),
            "kill stitcher": self._kill_stitcher,
            "kill draining": lambda worker: self._kill_draining(worker, blow.lasting_s / 4),
            "restart": lambda worker: worker.signal(signal.SIGTERM),
            "stop": lambda worker: self._stop(worker, blow.lasting_s),
            "expire key": lambda worker: self._expire_key(worker, blow.lasting_s * KEY_LASTS),
        }
        to_services: dict[str, Callable[[], bool]] = {
            "kill valkey": lambda: self._kill_valkey(blow.lasting_s / 2),
            "cut power": lambda: self._cut_power(blow.lasting_s / 4),
            "fault": lambda: self._break_store(blow),
            "step clock": lambda: self._step_clock(blow),
            "forget flows": self._forget_flows,
        }
        if blow.kind in to_services:
            self.dealt[blow.kind] += to_services[blow.kind]()
        elif worker := self._target(blow):
            self.dealt[blow.kind] += to_worker[blow.kind](worker)

    def _target(self, blow: Blow) -> Worker | None:
        """A worker that is ready, as soon as there is one that may be struck; None if none comes.

        One for chunks may be struck if another one is ready.
        """
        end = time.monotonic() + READY_WAIT_S
        while time.monotonic() < end:
            chunks, stitchers = self.farm.ready("chunks"), self.farm.ready("stitch")
            if len(chunks) <= LEFT:
                chunks = []
            some = {"kill": chunks, "stop": chunks, "kill stitcher": stitchers}
            if targets := some.get(blow.kind, [*chunks, *stitchers]):
                return targets[blow.whom % len(targets)]
            time.sleep(LOOK_S)
        return None

    def _kill(self, worker: Worker) -> bool:
        if worker.process and worker.process.poll() is None:
            self.before_kill(worker.process.pid)
            return worker.signal(signal.SIGKILL)
        return False

    def _kill_worker_or_child(self, worker: Worker, blow: Blow) -> bool:
        """Where each worker has a child that speaks, half of the blows hit that alone."""
        if not self.farm.isolated or blow.whom % 2:
            return self._kill(worker)
        self.dealt["kill child"] += worker.kill_children()
        return False

    def _kill_stitcher(self, worker: Worker) -> bool:
        end = time.monotonic() + WORK_WAIT_S
        while time.monotonic() < end and not self.stitching():
            time.sleep(0.005)
        return self._kill(worker)

    def _kill_draining(self, worker: Worker, after_s: float) -> bool:
        worker.signal(signal.SIGTERM)
        time.sleep(after_s)
        return self._kill(worker)

    def _kill_valkey(self, away_s: float) -> bool:
        self.farm.valkey.kill()
        time.sleep(away_s)
        self.farm.valkey.start()
        return True

    def _cut_power(self, unsaved_s: float) -> bool:
        """Kill Valkey, and let it lose what it wrote in the last second at most. With `appendfsync
        everysec`, a machine that stops may not have that on its disk."""
        saved = self.farm.valkey.written()
        time.sleep(unsaved_s)
        self.farm.valkey.kill()
        self.farm.valkey.forget(saved)
        self.farm.valkey.start()
        return True

    def _stop(self, worker: Worker, lasting_s: float) -> bool:
        threading.Timer(3 * lasting_s, worker.signal, [signal.SIGCONT]).start()
        return worker.signal(signal.SIGSTOP)

    def _step_clock(self, blow: Blow) -> bool:
        """The clock of Valkey's machine is set right, mostly back, by up to two hours."""
        if self.farm.clock is None:
            return False
        self.farm.clock.step(blow.whom * MOST_STEP_S // 1000 - 3 * MOST_STEP_S // 4)
        return True

    def _break_store(self, blow: Blow) -> bool:
        self.dealt[blow.fault] += 1
        self._spoil([worker.proxy for worker in self.farm.workers], blow.fault, blow.lasting_s)
        return True

    def _expire_key(self, worker: Worker, lasting_s: float) -> bool:
        """The store refuses one worker alone, which should leave its work to the others."""
        self._spoil([worker.proxy], REFUSALS[1], lasting_s)
        return True

    def _forget_flows(self) -> bool:
        """A firewall forgets the open connections to Valkey, and neither end learns of it."""
        self.farm.relay.forget()
        return True

    def _spoil(self, ways: Sequence[Proxy], fault: str, lasting_s: float) -> None:
        def restore() -> None:
            for way in ways:
                way.fault = None

        for way in ways:
            way.fault = fault
        threading.Timer(lasting_s, restore).start()

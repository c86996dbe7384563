"""The lock that lets a chunk's last attempt run alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.kit.waiting import PATIENCE_S
from voicefarm.errors import SynthesisCancelled
from worker.slots.engine_gate import EngineGate
from worker.slots.watch import Watch


def test_many_may_be_inside_together() -> None:
    gate, meeting = EngineGate(), threading.Barrier(3, timeout=PATIENCE_S)

    def enter() -> None:
        with gate.shared(Watch()):
            meeting.wait()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(enter) for _ in range(3)]:
            done.result(timeout=PATIENCE_S)


def test_who_is_alone_has_nobody_beside_it() -> None:
    gate, inside, most_beside = EngineGate(), [0], []
    counting = threading.Lock()

    def shared() -> None:
        with gate.shared(Watch()):
            with counting:
                inside[0] += 1
            with counting:
                inside[0] -= 1

    def exclusive() -> None:
        with gate.exclusive(Watch()):
            most_beside.append(inside[0])

    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(exclusive if number % 10 == 0 else shared) for number in range(200)]
        for done in jobs:
            done.result(timeout=PATIENCE_S)
    assert most_beside == [0] * 20


def test_a_cancelled_chunk_stops_waiting() -> None:
    gate = EngineGate()
    with gate.shared(Watch()), pytest.raises(SynthesisCancelled):  # noqa: SIM117
        with gate.exclusive(Watch(cancelled=True)):
            pass
    with gate.exclusive(Watch()):
        pass  # nobody is left in the way


def test_who_hangs_inside_is_not_waited_for() -> None:
    gate = EngineGate()
    beside, suspect = Watch(), Watch()
    with gate.shared(beside):
        beside.hung = True
        with gate.exclusive(suspect):
            suspect.hung = True
            with gate.shared(Watch()), gate.shared(Watch()):
                pass

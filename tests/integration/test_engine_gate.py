"""The lock that lets a chunk's last attempt run alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from voicefarm.errors import SynthesisCancelled
from worker.slots.engine_gate import Solitude
from worker.slots.watch import Watch


def test_many_may_be_inside_together() -> None:
    solitude, meeting = Solitude(), threading.Barrier(3, timeout=10)

    def enter() -> None:
        with solitude.together(Watch()):
            meeting.wait()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(enter) for _ in range(3)]:
            done.result(timeout=10)


def test_who_is_alone_has_nobody_beside_it() -> None:
    solitude, inside, most_beside = Solitude(), [0], []
    counting = threading.Lock()

    def together() -> None:
        with solitude.together(Watch()):
            with counting:
                inside[0] += 1
            with counting:
                inside[0] -= 1

    def alone() -> None:
        with solitude.alone(Watch()):
            most_beside.append(inside[0])

    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(alone if number % 10 == 0 else together) for number in range(200)]
        for done in jobs:
            done.result(timeout=20)
    assert most_beside == [0] * 20


def test_a_cancelled_chunk_stops_waiting() -> None:
    solitude = Solitude()
    with solitude.together(Watch()), pytest.raises(SynthesisCancelled):  # noqa: SIM117
        with solitude.alone(Watch(cancelled=True)):
            pass
    with solitude.alone(Watch()):
        pass  # nobody is left in the way

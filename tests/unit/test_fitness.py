"""When a worker counts as sick, and how it becomes well again."""

import threading
import time
from dataclasses import dataclass, field

import pytest

from tests.kit.waiting import until
from voicefarm.errors import (
    EngineUnavailable,
    Runaway,
    StoreRefuses,
    StoreUnreachable,
    SynthesisFailed,
)
from worker.process.fitness import Fitness, is_own_fault
from worker.process.intake import Intake


class Told(Intake):
    """Remembers what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def _tell(self, method: str, queue: str) -> None:
        self.said.append(method)


@dataclass
class Machine:
    """What the self-check sees."""

    faults: list[Exception] = field(default_factory=list)

    def check(self) -> None:
        if self.faults:
            raise self.faults.pop(0)


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def fitness(machine: Machine) -> Fitness:
    return Fitness("queue", 3, Told(), machine.check, threading.Event(), first_pause_s=0.02)


REFUSED = StoreRefuses("The key has expired.")


def said(fitness: Fitness) -> list[str]:
    assert isinstance(fitness.intake, Told)
    return fitness.intake.said


@pytest.mark.parametrize("error", [REFUSED, EngineUnavailable("x"), OSError(28, "x"), ValueError()])
def test_what_a_machine_fails_for_itself(error: Exception) -> None:
    assert is_own_fault(error)


@pytest.mark.parametrize("error", [SynthesisFailed("x"), Runaway("x"), StoreUnreachable("x")])
def test_what_a_text_or_another_service_is_to_blame_for(error: Exception) -> None:
    assert not is_own_fault(error)


def test_several_different_failures_in_a_row_make_a_worker_sick(fitness: Fitness) -> None:
    for work in "ab":
        fitness.failed(work, REFUSED, str(REFUSED))
    assert not fitness.sick
    fitness.failed("a", REFUSED, str(REFUSED))
    assert "The key has expired." in fitness.sick
    assert said(fitness) == ["cancel_task_queue"]


def test_one_piece_of_work_that_fails_again_and_again_is_less_of_a_sign(fitness: Fitness) -> None:
    for _ in range(5):
        fitness.failed("a", REFUSED, str(REFUSED))
    assert not fitness.sick
    fitness.failed("a", REFUSED, str(REFUSED))
    assert fitness.sick


def test_a_success_between_begins_the_row_anew(fitness: Fitness) -> None:
    for work in "abcdef":
        fitness.failed(work, REFUSED, str(REFUSED))
        fitness.succeeded()
    assert not fitness.sick


def test_it_tries_again_and_one_failure_is_then_enough(fitness: Fitness) -> None:
    for work in "abc":
        fitness.failed(work, REFUSED, str(REFUSED))
    until(lambda: not fitness.sick)
    assert said(fitness) == ["cancel_task_queue", "add_task_queue"]
    fitness.failed("d", REFUSED, str(REFUSED))
    assert fitness.sick
    assert fitness._pause_s == 2 * fitness.first_pause_s
    until(lambda: not fitness.sick)
    fitness.succeeded()
    fitness.failed("e", REFUSED, str(REFUSED))
    assert not fitness.sick


def test_it_stays_away_while_its_machine_is_broken(fitness: Fitness, machine: Machine) -> None:
    machine.faults += [REFUSED, OSError(28, "No space left")]
    fitness.failed("a", REFUSED, str(REFUSED))
    until(lambda: "No space left" in fitness.sick)
    assert said(fitness) == ["cancel_task_queue"]
    until(lambda: not fitness.sick)
    assert said(fitness) == ["cancel_task_queue", "add_task_queue"]


def test_a_worker_that_drains_takes_nothing_up_again(fitness: Fitness) -> None:
    for work in "abc":
        fitness.failed(work, REFUSED, str(REFUSED))
    fitness.ending.set()
    time.sleep(0.1)
    assert said(fitness) == ["cancel_task_queue"]


def test_a_worker_that_must_not_be_sick_goes_on(machine: Machine) -> None:
    fitness = Fitness("queue", 0, Told(), machine.check, threading.Event())
    for work in range(100):
        fitness.failed(work, REFUSED, str(REFUSED))
    assert not fitness.sick


def test_a_fault_that_a_look_shows_is_blamed_on_no_work(fitness: Fitness, machine: Machine) -> None:
    assert not fitness.failed("a", REFUSED, str(REFUSED))
    assert not fitness.sick
    machine.faults.append(OSError(28, "No space left"))
    assert fitness.failed("b", REFUSED, str(REFUSED))
    assert "No space left" in fitness.sick


def test_no_look_is_taken_where_the_work_is_to_blame(fitness: Fitness, machine: Machine) -> None:
    machine.faults.append(REFUSED)
    assert not fitness.failed("a", SynthesisFailed("x"), "x")
    assert machine.faults

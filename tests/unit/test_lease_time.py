"""How long leases last, and what counts as hung."""

from worker.process.lease_time import LeaseTime
from worker.process.standstill import Standstill
from worker.slots.watch import Watch


def lease_after(*beats_s: float) -> float:
    """The lease after beats at these times, where 6 s are usual."""
    lease_time = LeaseTime(6.0)
    for now_s in beats_s:
        lease_time.beat(now_s)
    return lease_time.seconds


def test_leases_last_longer_where_beats_come_late() -> None:
    assert lease_after() == 6
    assert lease_after(100, 102, 104) == 6
    assert lease_after(100, 102, 105, 107) == 9
    assert lease_after(100, 160) == 18  # a death is to be noticed all the same
    assert lease_after(100, 104, *range(106, 114, 2)) == 12
    assert lease_after(100, 104, *range(106, 116, 2)) == 6  # the late one is forgotten


def test_a_process_that_stood_still_for_long_was_stopped() -> None:
    lease_time = LeaseTime(6.0)
    assert not lease_time.was_stopped(100)
    for now_s in (100, 102, 110):
        lease_time.beat(now_s)
        assert not lease_time.was_stopped(now_s + 29)
    assert lease_time.was_stopped(710)  # before the first beat behind it
    lease_time.beat(710)
    assert lease_time.was_stopped(711)
    for now_s in range(712, 722, 2):
        lease_time.beat(now_s)
    assert not lease_time.was_stopped(721)


def test_an_outage_of_redis_is_no_slow_machine() -> None:
    lease_time = LeaseTime(6.0)
    lease_time.beat(100)
    lease_time.missed()
    lease_time.beat(160)
    lease_time.beat(162)
    assert lease_time.seconds == 6


def test_work_hangs_after_so_many_beats_without_a_step() -> None:
    standstill: Standstill[str] = Standstill(beats=2, waiting_beats=4)
    working, waiting = Watch(), Watch(waiting=True)
    held = {"working": working, "waiting": waiting}
    for _ in range(3):
        assert standstill.renewable(held) == ["working", "waiting"]
    assert standstill.renewable(held) == ["waiting"]
    assert (working.hung, waiting.hung) == (True, False)
    assert standstill.renewable(held) == ["waiting"]
    assert standstill.renewable(held) == []


def test_work_that_goes_on_after_all_is_renewed_again() -> None:
    standstill: Standstill[str] = Standstill(beats=0, waiting_beats=0)
    watch = Watch()
    assert [standstill.renewable({"work": watch}) for _ in range(2)] == [["work"], []]
    watch.advance()
    assert standstill.renewable({"work": watch}) == ["work"]
    assert not watch.hung

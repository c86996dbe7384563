"""Who gets the next chunk: weights, classes, and limits of jobs and tenants."""

from collections import Counter

from tests.kit.jobs import handed_out, make_job
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef, SweepTerms
from voicefarm.messages import Scheduling

MODEL = "silence"


def opened(ledger: Ledger, job: str, chunks: int, **share: object) -> None:
    manifest, _ = make_job(chunks, job=job)
    manifest = manifest.model_copy(update={"share": Scheduling.model_validate(share)})
    ledger.open(manifest, retention_s=1000)


def turns(ledger: Ledger, count: int, **limits: int) -> Counter[str]:
    return Counter(chunk.job for chunk in handed_out(ledger, MODEL, count, **limits))


def finish(ledger: Ledger, chunk: ChunkRef) -> None:
    ledger.complete(chunk, samples=1, synthesis_s=0, reused=False)


def test_a_turn_is_as_many_chunks_as_the_job_weighs(ledger: Ledger) -> None:
    opened(ledger, "heavy", 100, weight=3)
    opened(ledger, "light", 100)
    assert turns(ledger, 40) == {"heavy": 30, "light": 10}


def test_a_turn_goes_on_where_the_window_cut_it(ledger: Ledger) -> None:
    opened(ledger, "heavy", 100, weight=3)
    opened(ledger, "light", 100)
    out = [handed_out(ledger, MODEL, window)[0].job for window in range(1, 9)]
    assert out == ["heavy", "heavy", "heavy", "light"] * 2


def test_interactive_jobs_get_four_turns_of_five(ledger: Ledger) -> None:
    for number in range(20):
        opened(ledger, f"book-{number}", 100)
    opened(ledger, "article", 100, job_class="interactive")
    got = turns(ledger, 50)
    assert got["article"] == 40
    assert sum(got.values()) == 50


def test_batch_gets_all_when_nobody_is_in_a_hurry(ledger: Ledger) -> None:
    opened(ledger, "article", 2, job_class="interactive")
    opened(ledger, "book", 100)
    assert turns(ledger, 50) == {"article": 2, "book": 48}


def test_a_job_has_no_more_out_than_its_limit(ledger: Ledger) -> None:
    opened(ledger, "bounded", 100, in_flight=3)
    out = handed_out(ledger, MODEL, 10)
    assert len(out) == 3
    ledger.claim(out[0], "w", 10)
    assert handed_out(ledger, MODEL, 10) == []  # in work is out as well
    finish(ledger, out[0])
    assert len(handed_out(ledger, MODEL, 10)) == 1


def test_a_limit_of_one_job_stops_no_other(ledger: Ledger) -> None:
    opened(ledger, "bounded", 100, in_flight=1)
    opened(ledger, "free", 100)
    assert turns(ledger, 10) == {"bounded": 1, "free": 9}


def test_a_tenant_has_no_more_out_than_its_limit(ledger: Ledger) -> None:
    opened(ledger, "a", 100, tenant="ana")
    opened(ledger, "b", 100, tenant="ana")
    opened(ledger, "c", 100, tenant="bela")
    assert turns(ledger, 12, tenant_in_flight=4) == {"a": 2, "b": 2, "c": 4}


def test_chunks_that_come_back_free_the_limits(ledger: Ledger) -> None:
    opened(ledger, "bounded", 100, in_flight=2, tenant="ana")
    first, second = handed_out(ledger, MODEL, 10)
    ledger.claim(first, "w", 10)
    ledger.release([first], "w")
    assert handed_out(ledger, MODEL, 10, tenant_in_flight=2) == [first]
    ledger.claim(first, "w", 10)
    ledger.claim(second, "w", 0)
    ledger.sweep(MODEL, SweepTerms(max_attempts=3))
    assert handed_out(ledger, MODEL, 10, tenant_in_flight=2) == [second]


def test_a_resumed_job_waits_for_those_that_still_hold_its_chunks(ledger: Ledger) -> None:
    manifest, _ = make_job(5, job="lost")
    ledger.open(manifest, retention_s=1000, delay_s=100)
    assert handed_out(ledger, MODEL, 10) == []
    opened(ledger, "other", 5)
    assert turns(ledger, 10) == {"other": 5}


def ends(ledger: Ledger, *, in_order: bool) -> list[int]:
    """After how many chunks each of ten equal jobs has all of its four."""
    for number in range(10):
        manifest, _ = make_job(4, job=f"job-{number}")
        ledger.open(manifest, retention_s=1000)
    done: Counter[str] = Counter()
    found = []
    for count in range(1, 41):
        (chunk,) = handed_out(ledger, MODEL, 1, in_order=in_order)
        ledger.claim(chunk, "w", 100)
        ledger.complete(chunk, samples=1, synthesis_s=0, reused=False)
        done[chunk.job] += 1
        if done[chunk.job] == 4:
            found.append(count)
    return found


def test_with_the_oldest_first_half_of_equal_jobs_are_done_in_half_the_time(ledger: Ledger) -> None:
    assert ends(ledger, in_order=True) == [4 * job for job in range(1, 11)]


def test_in_turn_equal_jobs_end_together(ledger: Ledger) -> None:
    assert min(ends(ledger, in_order=False)) > 30


def test_with_the_oldest_first_a_job_at_its_limit_keeps_its_place(ledger: Ledger) -> None:
    first, _ = make_job(3, job="first")
    share = Scheduling(in_flight=1)
    ledger.open(first.model_copy(update={"share": share}), retention_s=1000)
    second, _ = make_job(3, job="second")
    ledger.open(second, retention_s=1000)
    out = [handed_out(ledger, MODEL, 8, in_order=True)]
    jobs = [chunk.job for chunk in out[0]]
    assert jobs == ["first", "second", "second", "second"]
    (chunk,) = (chunk for chunk in out[0] if chunk.job == "first")
    ledger.claim(chunk, "w", 100)
    ledger.complete(chunk, samples=1, synthesis_s=0, reused=False)
    assert [c.job for c in handed_out(ledger, MODEL, 8, in_order=True)] == ["first"]

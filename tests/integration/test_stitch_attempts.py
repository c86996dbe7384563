"""Stitching in the ledger: who may do it, how often, and what a failure costs."""

import pytest

from tests.kit.jobs import WEEK_S, complete, handed_out, make_job, opened
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef, StitchClaim, StitchRef, SweepTerms, WorkerInfo
from voicefarm.messages import JobState

MODEL = "silence"


def test_a_stitch_is_fenced_by_its_epoch(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    assert ledger.claim_stitch("a", "w", 10, 3) is None  # not yet
    complete(ledger, ChunkRef("a", 0))
    assert ledger.sweep("", SweepTerms(restitch_s=0, max_attempts=3))[1] == ["a"]
    first = ledger.claim_stitch("a", "w", 0, 3)
    second = ledger.claim_stitch("a", "w", 10, 3)
    assert (first, second) == (StitchClaim(1, 1), StitchClaim(2, 2))
    assert ledger.claim_stitch("a", "w", 10, 3, again=True) == second  # its answer was lost
    assert ledger.claim_stitch("a", "w", 10, 3) is None
    assert ledger.claim_stitch("a", "another", 10, 3, again=True) is None
    assert not ledger.renew_stitch("a", 1, 10)
    assert not ledger.finish_stitch("a", 1)
    assert ledger.renew_stitch("a", 2, 10)
    assert ledger.sweep("", SweepTerms(restitch_s=0, max_attempts=3))[1] == []
    assert ledger.finish_stitch("a", 2)
    assert ledger.status("a").state == JobState.DONE


def test_a_take_that_vanished_is_made_again(ledger: Ledger) -> None:
    opened(ledger, "a", 2)
    for chunk in handed_out(ledger, MODEL, 2):
        complete(ledger, chunk, samples=70)
    claim = ledger.claim_stitch("a", "w", 10, 3)
    assert claim is not None
    assert not ledger.reopen_chunks("a", [1], claim.epoch + 1, 3)
    assert ledger.reopen_chunks("a", [1], claim.epoch, 3)
    status = ledger.status("a")
    assert (status.state, status.done, status.samples) == (JobState.RUNNING, 1, 70)
    assert handed_out(ledger, MODEL, 2) == [ChunkRef("a", 1)]
    assert complete(ledger, ChunkRef("a", 1)) == "last"


def test_a_take_that_is_broken_each_time_it_is_made_ends_its_job(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    for attempt in (1, 2, 3):
        (chunk,) = handed_out(ledger, MODEL, 1)
        assert ledger.claim(chunk, "w", 10) == attempt
        assert ledger.complete(chunk, samples=1, synthesis_s=0, reused=False) == "last"
        claim = ledger.claim_stitch("a", "w", 10, 3)
        assert claim is not None
        assert claim.attempt == 1  # the stitcher isn't to blame
        assert ledger.reopen_chunks(chunk.job, [chunk.index], claim.epoch, 3)
    status = ledger.status("a")
    assert (status.state, status.done) == (JobState.FAILED, 0)
    assert status.error is not None
    assert "look after the store" in status.error


def test_a_stitch_that_ends_its_workers_ends_its_job_and_may_be_tried_anew(
    ledger: Ledger,
) -> None:
    manifest, _ = make_job(1, job="a")
    ledger.open(manifest, retention_s=WEEK_S)
    complete(ledger, ChunkRef("a", 0))
    for attempt in (1, 2, 3):
        assert ledger.claim_stitch("a", "w", 0, 3) == StitchClaim(attempt, attempt)
    ledger.count_stitch(StitchRef("a", 3))
    assert ledger.claim_stitch("a", "w", 0, 3) is None
    status = ledger.status("a")
    assert (status.state, status.done) == (JobState.FAILED, 1)
    assert status.error is not None
    assert "voicefarm resume a" in status.error
    assert ledger.open(manifest, retention_s=WEEK_S)
    assert ledger.claim_stitch("a", "w", 0, 3) == StitchClaim(4, 1)


def test_a_stitch_that_was_put_off_has_lost_no_attempt(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    complete(ledger, ChunkRef("a", 0))
    for epoch in (1, 2, 3, 4):
        assert ledger.claim_stitch("a", "w", 0, 3) == StitchClaim(epoch, 1)
        ledger.uncount_stitch(StitchRef("a", epoch))


def stitcher(name: str, sick: str = "", *, stitches: bool = True) -> WorkerInfo:
    return WorkerInfo(name, "host", 1, "", 0, 0, up_s=1, sick=sick, stitches=stitches)


@pytest.mark.parametrize(
    ("other", "tries"),
    [
        (None, 3),
        (stitcher("other"), 13),
        (stitcher("other", sick="Its disk is full."), 3),
        (stitcher("other", stitches=False), 3),
    ],
)
def test_a_stitch_that_fails_by_its_worker_s_fault_costs_no_attempt_if_another_is_well(
    ledger: Ledger, other: WorkerInfo | None, tries: int
) -> None:
    opened(ledger, "a", 1)
    complete(ledger, ChunkRef("a", 0))
    ledger.heartbeat(stitcher("w"), 60)
    if other:
        ledger.heartbeat(other, 60)
    answers = []
    while ledger.status("a").state == JobState.STITCHING:
        claim = ledger.claim_stitch("a", "w", 10, 3)
        assert claim is not None
        stitch = StitchRef("a", claim.epoch)
        ledger.count_stitch(stitch)
        answers.append(ledger.fail_stitch(stitch, "The disk is full.", 3, own=True))
    assert answers == ["again"] * (tries - 1) + ["failed"]


def test_a_stitch_that_fails_by_its_own_fault_fails_its_job_at_once(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    complete(ledger, ChunkRef("a", 0))
    ledger.heartbeat(stitcher("other"), 60)
    assert ledger.claim_stitch("a", "w", 10, 3) == StitchClaim(1, 1)
    assert ledger.fail_stitch(StitchRef("a", 1), "It can't be.", 3, own=False) == "failed"
    assert ledger.status("a").error == "It can't be."

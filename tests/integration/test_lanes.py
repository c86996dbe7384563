"""A job of several models in the ledger: each chunk goes to the workers of its own model."""

import pytest

from tests.kit.jobs import WEEK_S, handed_out, make_job
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef, SweepTerms, WorkerInfo
from voicefarm.messages import Guest, JobState, Manifest

OWN, OTHER = "silence", "thunder"


def of_two_models(lanes: str, job: str = "duet") -> Manifest:
    manifest, _ = make_job(len(lanes), job=job)
    guest = Guest(language="en", voice="bolt", voices={"bolt": "f" * 16})
    spec = manifest.spec.model_copy(update={"guests": {OTHER: guest}})
    return manifest.model_copy(update={"spec": spec, "lanes": lanes})


@pytest.fixture
def duet(ledger: Ledger) -> str:
    """A job whose chunks 1, 2 and 4 are the other model's."""
    manifest = of_two_models("01101")
    ledger.open(manifest, retention_s=WEEK_S)
    return manifest.job


def indices(ledger: Ledger, model: str, window: int = 100) -> list[int]:
    return [chunk.index for chunk in handed_out(ledger, model, window)]


def make(ledger: Ledger, job: str, index: int) -> str:
    chunk = ChunkRef(job, index)
    assert ledger.claim(chunk, "w", 10) == 1
    return ledger.complete(chunk, samples=100, synthesis_s=0.5, reused=False)


def test_each_model_gets_its_own_chunks(ledger: Ledger, duet: str) -> None:
    assert indices(ledger, OTHER) == [1, 2, 4]
    assert indices(ledger, OWN) == [0, 3]
    assert indices(ledger, OWN) == indices(ledger, OTHER) == []


def test_each_model_has_a_window_of_its_own(ledger: Ledger, duet: str) -> None:
    assert indices(ledger, OTHER, 1) == [1]
    assert indices(ledger, OTHER, 1) == []
    assert indices(ledger, OWN, 1) == [0]


def test_the_last_chunk_of_all_models_has_the_job_stitched(ledger: Ledger, duet: str) -> None:
    outcomes = [make(ledger, duet, index) for index in (1, 0, 4, 2, 3)]
    assert outcomes == ["done"] * 4 + ["last"]
    assert ledger.status(duet).state == JobState.STITCHING


def test_the_overview_counts_what_each_model_has_to_do(ledger: Ledger, duet: str) -> None:
    make(ledger, duet, 1)
    models = ledger.overview().models
    assert (models[OWN].unfinished, models[OTHER].unfinished) == (2, 2)


def test_the_status_names_the_models_and_those_without_a_worker(ledger: Ledger, duet: str) -> None:
    status = ledger.status(duet)
    assert status.models == (OWN, OTHER)
    assert status.unserved({OWN}) == (OTHER,)


def test_a_chunk_that_failed_goes_back_to_its_own_model(ledger: Ledger, duet: str) -> None:
    indices(ledger, OTHER)
    ledger.claim(ChunkRef(duet, 2), "w", 10)
    assert ledger.fail(ChunkRef(duet, 2), "w", "why", 3) == "requeued"
    assert indices(ledger, OWN) == [0, 3]
    assert indices(ledger, OTHER) == [2]


def test_a_dead_workers_chunk_goes_back_to_its_own_model(ledger: Ledger, duet: str) -> None:
    indices(ledger, OTHER)
    ledger.claim(ChunkRef(duet, 4), "w", 0)
    assert ledger.sweep(OWN, SweepTerms(3))[0] == 0
    assert ledger.sweep(OTHER, SweepTerms(3))[0] == 1
    assert indices(ledger, OTHER) == [4]


def test_a_lease_that_was_lost_comes_back_in_its_own_model(ledger: Ledger, duet: str) -> None:
    ledger.renew([ChunkRef(duet, 1)], "w", 10)
    ledger.heartbeat(WorkerInfo("w", "h", 1, OTHER, 1, 1, 0.0), 10)
    assert ledger.overview().models[OTHER].leased == 1
    assert indices(ledger, OTHER) == [2, 4]


def test_takes_that_are_gone_are_made_by_their_own_models(ledger: Ledger, duet: str) -> None:
    for model in (OWN, OTHER):
        indices(ledger, model)
    for index in range(5):
        make(ledger, duet, index)
    claim = ledger.claim_stitch(duet, "w", 10, 3)
    assert claim
    assert ledger.reopen_chunks(duet, [2, 3], claim.epoch, 3)
    assert ledger.overview().models[OTHER].unfinished == 1
    assert (indices(ledger, OWN), indices(ledger, OTHER)) == ([3], [2])


def test_many_gone_takes_of_both_models_are_found_again(ledger: Ledger) -> None:
    manifest = of_two_models("01" * 20)
    ledger.open(manifest, retention_s=WEEK_S)
    for index in range(40):
        make(ledger, manifest.job, index)
    claim = ledger.claim_stitch(manifest.job, "w", 10, 3)
    assert claim
    ledger.reopen_chunks(manifest.job, list(range(4, 40)), claim.epoch, 3)
    assert indices(ledger, OWN) == list(range(4, 40, 2))
    assert indices(ledger, OTHER) == list(range(5, 40, 2))


def test_a_job_that_ended_leaves_the_turns_of_all_its_models(ledger: Ledger, duet: str) -> None:
    ledger.cancel(duet)
    assert indices(ledger, OWN) == indices(ledger, OTHER) == []
    ledger.open(of_two_models("01101"), retention_s=WEEK_S)
    assert (indices(ledger, OWN), indices(ledger, OTHER)) == ([0, 3], [1, 2, 4])
    ledger.cancel(duet)
    ledger.forget(duet)
    keys = ledger.client.keys(f"{ledger.namespace}:job:{duet}*")
    assert keys == []


def test_jobs_of_one_and_of_two_models_take_turns(ledger: Ledger, duet: str) -> None:
    plain, _ = make_job(3, job="solo")
    ledger.open(plain, retention_s=WEEK_S)
    assert [(one.job, one.index) for one in handed_out(ledger, OWN, 100)] == [
        (duet, 0), ("solo", 0), (duet, 3), ("solo", 1), ("solo", 2),
    ]  # fmt: skip


def test_a_long_passage_of_another_model_is_passed_over(ledger: Ledger) -> None:
    manifest = of_two_models("0" + "1" * 20_000 + "0")
    ledger.open(manifest, retention_s=WEEK_S)
    assert indices(ledger, OWN) == [0, 20_001]

"""What is to be known of a text, though nothing is wrong, is said at every door."""

import csv
import json
import typing
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import producer
from producer.batches.journal import DONE, ItemResult, Journal
from producer.batches.report import write_report
from producer.gateway.routes.jobs import submitted_answer
from producer.gateway.submissions.texts import SubmittedJob
from producer.intake.notices import TaskNotice
from voicefarm.artifacts.batch_files import BatchMember
from voicefarm.messages import JobState, JobStatus

SCRIPT = "[Anna] Good evening.\n[Ben] Good night.\n"
SAYS = "Names in brackets, such as [Anna], are read aloud"
STATUS = JobStatus(
    **{"job": "a", "state": JobState.RUNNING, "title": "A", "model": "silence", "chunks": 1},
    **{"done": 0, "reused": 0, "samples": 0, "sample_rate": 24_000, "synthesis_s": 0.0},
    created=0.0,
)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICEFARM_REDIS_URL", raising=False)
    monkeypatch.setenv("VOICEFARM_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("VOICEFARM_MODEL", "silence")


@pytest.mark.parametrize(
    ("text", "fields", "notices"),
    [
        (SCRIPT, {}, [SAYS]),
        ("Good night.", {"max_speed": 1.2}, ["The text has no cues with times"]),
        (SCRIPT, {"max_speed": 1.2}, [SAYS, "The text has no cues with times"]),
        ("Good night.", {}, []),
    ],
)
def test_python_says_it(
    text: str,
    fields: dict[str, typing.Any],
    notices: Sequence[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for made in (producer.plan(text, **fields), producer.preview(text, **fields)):
        assert [known[:24] for known in made.notices] == [known[:24] for known in notices]
    monkeypatch.setattr("producer.api.submit_job", lambda *_: True)
    farm = typing.cast("producer.Farm", SimpleNamespace(settings=producer.load_settings()))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        producer.submit(text, farm=farm, **fields)
    assert [one.category for one in caught] == [producer.JobNotice] * len(notices)
    assert all(str(one.message).startswith(n) for one, n in zip(caught, notices, strict=True))
    assert {one.filename for one in caught} <= {__file__}


def test_http_says_it_with_the_submitted_job() -> None:
    for is_new, code in ((True, 202), (False, 200)):
        answer = submitted_answer(SubmittedJob(STATUS, is_new, (SAYS,)), remade_from={"chunk": 1})
        body = json.loads(bytes(answer.body))
        assert (answer.status_code, answer.headers["location"]) == (code, "/v1/jobs/a")
        assert (body["id"], body["notices"], body["remade_from"]) == ("a", [SAYS], {"chunk": 1})


def test_a_batch_s_report_says_it(tmp_path: Path) -> None:
    noticed = ItemResult("0a", 1, "a.txt", "", DONE, notices=(SAYS, "Two."))
    with Journal(tmp_path) as journal:
        journal.add(noticed)
        journal.add(replace(noticed, digest="0b", number=2, notices=()))
    with Journal(tmp_path) as journal:
        found = journal.find("0a")
        assert found
        assert list(found.notices) == [SAYS, "Two."]
        path = write_report(journal, map(journal.place_of, ("0a", "0b")), tmp_path)
    with path.open(encoding="utf-8") as file:
        assert [row["notices"] for row in csv.DictReader(file)] == [f"{SAYS} Two.", ""]


def test_what_is_stored_without_notices_is_as_it_was() -> None:
    member = BatchMember(number=1, item="a.txt", job="a")
    notice = TaskNotice(task="done", queue="celery")
    for plain in (member, notice):
        assert "notices" not in plain.model_dump_json()
        said = plain.model_copy(update={"notices": (SAYS,)})
        assert type(plain).model_validate_json(said.model_dump_json()) == said

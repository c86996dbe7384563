"""What the store knows of a job is said at every door, where no ledger knows it."""

import json
import typing
from pathlib import Path

import pytest

import producer
from producer.batches.following import statuses_of, wait_for_all
from producer.batches.selection import SelectedJob
from producer.cli import command_line
from tests.kit.jobs import make_job
from voicefarm.artifacts.job_files import write_job
from voicefarm.artifacts.keys import programme_key, report_key
from voicefarm.console import run_command_line
from voicefarm.errors import BadInput, UnknownName
from voicefarm.forms import Output
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState, JobStatus, Report, ReportSummary
from voicefarm.resumption import KnownStatuses, cancel_jobs
from voicefarm.store import Store
from voicefarm.store.opening import open_store


class _Forgetful:
    """A ledger that knows no job, and counts how often it is asked."""

    asked = 0

    def statuses(self, jobs: typing.Sequence[str]) -> list[None]:
        self.asked += 1
        return [None] * len(jobs)

    def cancel(self, job: str) -> JobState:
        raise UnknownName(f"Job '{job}' is not in the ledger.")

    status = cancel


FORGETFUL = typing.cast("Ledger", _Forgetful())


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with the finished job `made`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VOICEFARM_REDIS_URL", raising=False)
    monkeypatch.setenv("VOICEFARM_STORE", str(tmp_path / "store"))
    store = open_store(str(tmp_path / "store"))
    summary = ReportSummary(
        **{"job": "made", "title": "A lamp", "model": "espeak", "voice": "en", "language": "en"},
        **{"sample_rate": 22_050, "samples": 44_100, "duration_s": 2.0, "chunks": 3, "reused": 1},
        synthesis_s=0.5,
    )
    report = Report(chunks=(), summary=summary).model_dump_json().encode()
    store.put(report_key("made"), report, "application/json")
    store.put(programme_key("made", Output.MP3), b"mp3", "audio/mpeg")
    manifest, pages = make_job(job="made")
    spec = manifest.spec.model_copy(update={"outputs": (Output.MP3, Output.WAV)})
    write_job(store, manifest.model_copy(update={"spec": spec}), pages)
    return store


def ended(monkeypatch: pytest.MonkeyPatch, line: str) -> int:
    words = line.split()
    monkeypatch.setattr("sys.argv", ["voicefarm", *words])
    return run_command_line(command_line(words[0]))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("status made", "made: done, A lamp\n  3 of 3 chunks, 100 %, 1 reused, 0:02 of audio\n"),
        ("wait made", "made: done, 0:02 of audio\n"),
        ("cancel made", "made: was done already\n"),
        ("cancel made gone", "0 of 2 jobs cancelled; 1 unknown; the others had ended\n"),
        ("cancel gone gone2", "0 of 2 jobs cancelled; 2 unknown\n"),
        ("fetch made -o new/a.mp3", "new/a.mp3\n"),
        ("fetch made", "made.mp3\n"),
        ("fetch made made -o new", "1 job fetched to new\n"),
        ("fetch made --format mp3", "made.mp3\n"),
        ("fetch made --format .MP3", "made.mp3\n"),
    ],
)
def test_a_finished_job_needs_no_farm(
    line: str, said: str, store: Store, monkeypatch: pytest.MonkeyPatch, capfd: typing.Any
) -> None:
    assert ended(monkeypatch, line) == 0
    assert capfd.readouterr().out == said


def test_many_jobs_need_no_farm(
    store: Store, monkeypatch: pytest.MonkeyPatch, capfd: typing.Any
) -> None:
    for line, code in (("status made gone --json", 0), ("wait made gone --json", 8)):
        assert ended(monkeypatch, line) == code
        shown = json.loads(capfd.readouterr().out)
        assert shown["states"] == {"done": 1, "unknown": 1}
        states = [(job["job"], job["state"]) for job in shown["jobs"]]
        assert states == [("made", "done"), ("gone", "unknown")]


@pytest.mark.parametrize("folder", ["all.mp3", "new/all.srt", "-", "all.captions.json"])
def test_results_of_many_jobs_do_not_go_into_what_names_one(
    folder: str, store: Store, monkeypatch: pytest.MonkeyPatch, capfd: typing.Any
) -> None:
    Path("texts").mkdir()
    Path("texts/one.txt").write_text("One by one.")
    for line in (f"fetch made gone -o {folder}", f"batch texts -o {folder}"):
        assert ended(monkeypatch, line) == 2
        assert "names one result; give a folder" in capfd.readouterr().err
    with pytest.raises(BadInput, match="names one result"):
        producer.batch("texts", folder)
    assert not Path(folder).exists()


@pytest.mark.parametrize("folder", ["issue.7", "2026.11.28", "old.mp3"])
def test_a_folder_may_have_a_dot_in_its_name(
    folder: str, store: Store, monkeypatch: pytest.MonkeyPatch, capfd: typing.Any
) -> None:
    Path("old.mp3").mkdir()
    assert ended(monkeypatch, f"fetch made gone -o {folder} --format mp3") == 8
    assert "1 job fetched to" in capfd.readouterr().out
    assert Path(folder, "made.mp3").read_bytes() == b"mp3"


@pytest.mark.parametrize("line", ["fetch made --format mp4", "fetch made gone --format mp4"])
def test_a_form_that_no_result_has_is_refused_as_it_was_given(
    line: str, store: Store, monkeypatch: pytest.MonkeyPatch, capfd: typing.Any
) -> None:
    assert ended(monkeypatch, line) == 2
    assert "'mp4' is not known. Did you mean 'mp3'? Available: " in capfd.readouterr().err


@pytest.mark.parametrize("job", ["../made", "made/..", "x" * 300])
def test_an_id_that_no_job_can_have_is_unknown(
    job: str, store: Store, monkeypatch: pytest.MonkeyPatch, capfd: typing.Any
) -> None:
    assert ended(monkeypatch, f"status {job}") == 2
    assert f"'{job}' has no results in the store" in capfd.readouterr().err
    assert ended(monkeypatch, f"status made {job}") == 0


@pytest.mark.parametrize("line", ["status gone", "wait gone", "cancel gone"])
def test_a_job_that_the_store_lacks_may_be_on_a_farm(
    line: str, store: Store, monkeypatch: pytest.MonkeyPatch, capfd: typing.Any
) -> None:
    assert ended(monkeypatch, line) == 2
    assert "'gone' has no results in the store" in (said := capfd.readouterr().err)
    assert "set VOICEFARM_REDIS_URL" in said


def test_python_needs_no_farm_either(store: Store) -> None:
    assert producer.status("made").state is producer.wait("made").state is JobState.DONE
    assert producer.cancel("made") is False
    assert producer.fetch("made", "deep/er/a.mp3").read_bytes() == b"mp3"
    for name, remedy in {
        "a.wav": "with wav among its forms",
        "{chapter}.flac": "with flac among the forms that have a file for each chapter",
        "a.epub": "with mp3 among the forms that have a file for each chapter",
    }.items():
        with pytest.raises(BadInput, match=remedy):
            producer.fetch("made", name)
    for function in (producer.status, producer.wait, producer.cancel):
        with pytest.raises(UnknownName, match="no results in the store"):
            function("gone")


def test_what_the_ledger_forgot_is_done_if_the_store_has_it(store: Store) -> None:
    assert cancel_jobs(FORGETFUL, store, ["made"]) == {"made": JobState.DONE}
    with pytest.raises(UnknownName, match="'gone' is not in the ledger"):
        cancel_jobs(FORGETFUL, store, ["gone"])
    chosen = [SelectedJob(job, job) for job in ("made", "gone")]
    known = KnownStatuses(FORGETFUL, store)
    states: list[JobStatus | None] = [status for _, status in statuses_of(known, chosen)]
    assert [status and status.state for status in states] == [JobState.DONE, None]
    assert wait_for_all(known, chosen, lambda _: None).states == {"done": 1, "unknown": 1}
    with pytest.raises(UnknownName, match="None of these jobs is known"):
        wait_for_all(known, chosen[1:], lambda _: None)


def test_a_job_is_looked_up_in_the_store_once(store: Store) -> None:
    known = KnownStatuses(FORGETFUL, store)
    before = known.of(["made", "gone"])
    store.delete(report_key("made"))
    assert known.of(["made", "gone"]) == before
    assert KnownStatuses(FORGETFUL, store).of(["made"]) == [None]

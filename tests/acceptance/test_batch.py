"""`voicefarm batch` as people use it: folders, lists, interruptions."""

import csv
import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import producer
from producer.batches.journal import NAME
from tests.kit.commands import Commands, write_model
from tests.kit.waiting import PATIENCE_S, until
from voicefarm.ledger import Ledger


@pytest.fixture
def farm(farm: Commands, tmp_path: Path) -> Commands:
    """Commands on a farm whose model is silence."""
    farm.settings |= {
        "VOICEFARM_HEARTBEAT_S": "0.2",
        "VOICEFARM_LEASE_S": "1",
        "VOICEFARM_MODEL": "steady",
        **write_model(tmp_path / "models", "steady", seconds_per_character=0.001),
    }
    return farm


def write_texts(folder: Path, count: int, *, words: str = "It is short.") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        (folder / f"text{number}.txt").write_text(f"This is text number {number}. {words}")


def rows_of(folder: Path) -> list[dict[str, Any]]:
    with (folder / "batch-report.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_folder_becomes_a_tree_of_files_and_a_report(here: Commands) -> None:
    texts, out = here.folder / "texts", here.folder / "out"
    write_texts(texts, 2)
    write_texts(texts / "part two", 1)
    (texts / "picture.png").write_bytes(b"\x89PNG")
    (texts / "empty.md").write_text("")
    done = here.run("batch", "texts", "-o", "out", "--format", "wav", "--format", "srt")
    assert done.returncode == 8
    assert "1 of 4 items have no programme; out/batch-report.csv says why" in done.stderr
    made = {path.relative_to(out).as_posix() for path in out.rglob("*.wav")}
    assert made == {"text1.wav", "text2.wav", "part two/text1.wav"}
    assert len(list(out.rglob("*.srt"))) == 3
    rows = {row["item"]: row for row in rows_of(out)}
    assert rows["empty.md"]["state"] == "refused"
    assert "is empty" in rows["empty.md"]["error"]
    assert float(rows["part two/text1.txt"]["audio_s"]) > 1


def test_the_same_command_again_does_nothing_twice(farm: Commands) -> None:
    write_texts(farm.folder / "texts", 5)
    with farm.worker("--model", "steady"):
        first = farm.json("batch", "texts", "-o", "out")
        (farm.folder / "texts/text3.txt").write_text("This text is another one now.")
        (farm.folder / "out/text4.wav").unlink()
        second = farm.json("batch", "texts", "-o", "out")
    assert (first["done"], first["skipped"]) == (5, 0)
    assert (second["done"], second["skipped"], second["failed"]) == (5, 3, 0)
    assert (farm.folder / "out/text4.wav").exists()
    assert len(farm.json("list")) == 6


def test_a_batch_that_was_killed_goes_on_where_it_stopped(farm: Commands, ledger: Ledger) -> None:
    write_texts(farm.folder / "texts", 150)
    with farm.worker("--model", "steady"):
        killed = farm.start("batch", "texts", "-o", "out")
        journal = farm.folder / "out" / NAME
        until(lambda: journal.exists() and journal.read_bytes().count(b"\n") >= 20)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        done = farm.json("batch", "texts", "-o", "out")
    assert (done["items"], done["done"], done["failed"]) == (150, 150, 0)
    assert done["skipped"] >= 20
    assert len(list((farm.folder / "out").glob("*.wav"))) == 150
    assert [row["state"] for row in rows_of(farm.folder / "out")] == ["done"] * 150
    jobs = list(ledger.jobs())
    assert len(jobs) == 150
    assert sum(job.reused for job in jobs) == 0


def test_rows_override_the_defaults_and_a_bad_row_stops_no_other(farm: Commands) -> None:
    (farm.folder / "list").mkdir()
    (farm.folder / "list/chapter.md").write_text("# One\n\nThis is a chapter.")
    rows: list[Any] = [
        {"text": "A first text.", "id": "first", "title": "The first", "outputs": ["flac", "srt"]},
        {"file": "chapter.md"},
        {"file": "missing.md"},
        {"text": "A text in a wrong voice.", "voice": "somebody"},
        {"text": "A text with a wrong key.", "voize": "nobody"},
        ["no object"],
        {"text": "The last one."},
    ]
    lines = "\n".join(map(json.dumps, rows))
    (farm.folder / "list/items.jsonl").write_text(f"{lines}\n{{broken\n")
    with farm.worker("--model", "steady"):
        done = farm.run("batch", "list/items.jsonl", "-o", "out")
    assert done.returncode == 8
    out = farm.folder / "out"
    states = [(row["state"], row["error"]) for row in rows_of(out)]
    assert [state for state, _ in states] == [
        *("done", "done", "refused", "refused", "refused", "refused", "done", "refused")
    ]
    assert "missing.md" in states[2][1]
    assert "somebody" in states[3][1]
    assert "voice" in states[4][1]
    assert "JSON" in states[7][1]
    made = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    assert made == {"first.flac", "first.srt", "chapter.wav", "007.wav", "batch-report.csv"}
    assert rows_of(out)[0]["title"] == "The first"


def test_a_csv_of_a_spreadsheet_is_read(farm: Commands) -> None:
    (farm.folder / "items.csv").write_bytes(
        '\ufeffid;title;text;outputs\r\n1;Ein Titel;"A text; with a mark.";wav srt\r\n'
        "2;;Another text.;\r\n".encode()
    )
    with farm.worker("--model", "steady"):
        done = farm.run("batch", "items.csv", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (farm.folder / "out").glob("[12].*")} == {
        *("1.wav", "1.srt", "2.wav")
    }


def test_each_line_of_a_file_becomes_a_numbered_file(farm: Commands) -> None:
    with farm.worker("--model", "steady"):
        done = farm.run("batch", "-", "--lines", "-o", "out", stdin="One.\n\nTwo.\nTwo.\n")
    assert done.returncode == 0, done.stderr
    made = sorted(path.name for path in (farm.folder / "out").glob("*.wav"))
    assert made == ["001.wav", "002.wav", "003.wav"]


def test_two_items_for_one_file_are_refused_before_anything_is_queued(farm: Commands) -> None:
    write_texts(farm.folder / "texts", 1)
    (farm.folder / "texts/text1.md").write_text("The same name.")
    done = farm.run("batch", "texts", "-o", "out")
    assert done.returncode == 2
    assert "would both be written to 'out/text1.wav'" in done.stderr
    assert farm.json("list") == []
    assert not (farm.folder / "out").exists()


def test_a_batch_has_a_name_by_which_other_commands_find_its_jobs(farm: Commands) -> None:
    write_texts(farm.folder / "texts/part", 3)
    with farm.worker("--model", "steady"):
        made = farm.json("batch", "texts", "-o", "out", "--batch", "spring")
        alone = farm.run("submit", "-", stdin="A text of its own.").stdout.strip()
        waited = farm.json("wait", alone, "--batch", "spring")
    assert made["batch"] == "spring"
    assert waited["states"] == {"done": 4}
    assert (waited["percent"], waited["eta_s"]) == (100.0, 0.0)
    assert "3 jobs: 3 done; 100 %" in farm.run("status", "--batch", "spring").stdout
    farm.json("fetch", "--batch", "spring", "-o", "again", "--format", "srt")
    assert {path.name for path in (farm.folder / "again/part").iterdir()} == {
        *("text1.srt", "text2.srt", "text3.srt")
    }
    assert farm.run("status", "--batch", "autumn").returncode == 2
    gone, *left = (one["job"] for one in farm.json("status", "--batch", "spring")["jobs"])
    farm.json("rm", "-", stdin=f"{alone} {gone}")
    assert [one["job"] for one in farm.json("rm", "--batch", "spring")] == left
    assert farm.json("list") == []
    assert farm.run("rm", "--batch", "spring").returncode == 2


def test_many_jobs_are_followed_and_cancelled_by_ids_on_stdin(farm: Commands) -> None:
    ids = [
        farm.run("submit", "-", stdin=f"This is text number {number}.").stdout.strip()
        for number in range(3)
    ]
    status = farm.json("status", *ids)
    assert status["states"] == {"running": 3}
    assert [job["percent"] for job in status["jobs"]] == [0.0] * 3
    assert "3 of 3 jobs cancelled" in farm.run("cancel", "-", stdin="\n".join(ids)).stdout
    waited = farm.run("wait", *ids)
    assert waited.returncode == 8
    assert "3 of 3 jobs have no programme" in waited.stderr


def test_a_plan_is_near_what_a_run_becomes(here: Commands) -> None:
    text = "It cost $12.50 in 2021. Nobody paid more than 30 % of that, and all went home.\n\n"
    for name, count in (("first", 20), ("second", 60)):
        (here.folder / f"{name}.txt").write_text(text * count)
    assert here.json("plan", "second.txt")["basis"] == "model file"
    here.json("batch", "first.txt", "-o", "out")
    plan = here.json("plan", "second.txt", "--price", "0.1", "--workers", "4", "--cores", "2")
    assert plan["basis"] == "measured"
    made = here.json("batch", "second.txt", "-o", "out2")
    assert plan["audio_s"] == pytest.approx(made["audio_s"], rel=0.1)
    assert made["planned_s"] == pytest.approx(plan["audio_s"], abs=0.2)
    assert abs(made["off_percent"]) < 10
    assert plan["cost"] == pytest.approx(plan["core_h"] * 0.1, rel=0.1)


def test_python_makes_a_batch_of_mappings(farm: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in farm.settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(farm.folder)
    items: list[Any] = [{"text": "One text.", "id": "a"}, {"text": "Another.", "voice": "nobody"}]
    seen: list[int] = []
    with farm.worker("--model", "steady"):
        made = producer.batch(
            [*items, {"text": ""}],
            "out",
            outputs=("flac", "srt"),
            batch="mine",
            show=lambda now: seen.append(now.done),
        )
    assert (made.items, made.done, made.failed, seen[-1]) == (3, 2, 1, 2)
    assert {path.name for path in Path("out").glob("*.flac")} == {"a.flac", "002.flac"}
    jobs = producer.batch_jobs("mine")
    assert [producer.status(job).state for job in jobs] == ["done", "done"]


def test_a_watched_folder_takes_what_comes_later_and_what_changes(farm: Commands) -> None:
    texts, out = farm.folder / "texts", farm.folder / "out"
    write_texts(texts, 1)

    def heard(count: int) -> list[dict[str, Any]]:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(FileNotFoundError):
                lines = (out / ".voicefarm-batch.jsonl").read_text().splitlines()
                if len(lines) >= count:
                    return [json.loads(line) for line in lines]
            time.sleep(0.1)
        raise AssertionError("nothing came")

    with farm.worker("--model", "steady"):
        watching = farm.start("batch", "texts", "-o", "out", "--watch")
        heard(1)
        (texts / "later.md").write_text("This came later.")
        heard(2)
        (texts / "later.md").write_text("This came later, and has changed.")
        (texts / "later.txt").write_text("This has a name that is taken.")
        results = heard(4)
        watching.send_signal(signal.SIGINT)
        watching.communicate(timeout=PATIENCE_S)
    states = sorted((result["item"], result["state"]) for result in results)
    assert states == [
        *(("later.md", "done"), ("later.md", "done")),
        *(("later.txt", "refused"), ("text1.txt", "done")),
    ]
    assert watching.returncode == 130
    assert len(rows_of(out)) == 4


def test_whatever_a_row_or_a_name_holds_the_others_go_on(farm: Commands) -> None:
    rows = [
        '{"text": "A first.", "id": null, "title": "\\ud800"}',
        '{"text": "A second.", "format": {"a": 1}}',
        '{"text": 5}',
        '{"text": "A third.", "id": {"a": 1}, "outputs": "wav, srt"}',
        '{"file": ""}',
        '{"file": "a\\u0000b.txt"}',
        '{"text": "A fourth.", "name": "../outside"}',
        "[" * 100_000,
        '{"text": "The last one.", "id": "last"}',
    ]
    (farm.folder / "rows.jsonl").write_text("\n".join(rows))
    (farm.folder / "texts").mkdir()
    (farm.folder / "texts" / os.fsdecode(b"caf\xe9.txt")).write_text("A name that is not UTF-8.")
    with farm.worker("--model", "steady"):
        done = farm.run("batch", "rows.jsonl", "-o", "out")
        strange = farm.run("batch", "texts", "-o", "strange", "--title", "A title")
    assert done.returncode == 8, done.stderr
    states = [row["state"] for row in rows_of(farm.folder / "out")]
    assert len(states) == 9
    assert [states[3], states[8]] == ["done", "done"], rows_of(farm.folder / "out")
    assert {states[number] for number in (0, 1, 2, 4, 5, 6, 7)} == {"refused"}
    assert all(row["error"] for row in rows_of(farm.folder / "out") if row["state"] != "done")
    assert not list(farm.folder.glob("outside*"))
    assert strange.returncode == 0, strange.stderr
    assert (farm.folder / "strange" / os.fsdecode(b"caf\xe9.wav")).exists()


def test_a_strict_batch_reads_all_texts_before_it_begins(here: Commands) -> None:
    texts = here.folder / "texts"
    write_texts(texts, 2)
    (texts / "zzz.md").write_text("...\n")
    refused = here.run("batch", "texts", "-o", "out", "--strict")
    assert refused.returncode == 2
    assert "zzz.md: " in refused.stderr
    assert "not one word that can be spoken" in refused.stderr
    assert refused.stderr.endswith("Nothing was queued.\n")
    assert not (here.folder / "out").exists()
    (texts / "zzz.md").write_text("A word.\n")
    assert here.run("batch", "texts", "-o", "out", "--strict").returncode == 0
    watched = here.run("batch", "texts", "-o", "out", "--strict", "--watch")
    assert (watched.returncode, "--strict: " in watched.stderr) == (2, True)


@pytest.mark.parametrize(
    ("row", "near"),
    [
        ({"text": "A.", "nmae": "b"}, "name"),
        ({"text": "A.", "output": ["mp3"]}, "outputs"),
        ({"text": "A.", "speeed": 1}, "speed"),
        ({"text": "A.", "formt": "text"}, "format"),
    ],
)
def test_a_misspelt_field_of_a_row_gets_the_nearest(
    here: Commands, row: dict[str, Any], near: str
) -> None:
    (here.folder / "items.jsonl").write_text(json.dumps(row))
    done = here.run("batch", "items.jsonl", "-o", "out")
    assert (done.returncode, f"perhaps '{near}' is meant" in done.stderr) == (8, True)


def test_a_form_that_is_not_known_gets_the_nearest(here: Commands) -> None:
    write_texts(here.folder / "texts", 1)
    done = here.run("batch", "texts", "--format", "mp33")
    assert (done.returncode, "'mp33' is not known. Did you mean 'mp3'?" in done.stderr) == (2, True)

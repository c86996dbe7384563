"""The store of a farm: further forms, what a lost Redis leaves, what is removed, and two stores."""

import json
import shutil
from pathlib import Path

import mutagen
import pytest
import redis
import soundfile

from tests.kit.commands import Commands
from tests.kit.valkey_server import ValkeyServer

TEXT = "# One\n\nThe lamp was lit at dusk.\n\n# Two\n\nNobody had wanted that. It went on.\n"


@pytest.fixture
def farm(farm: Commands) -> Commands:
    """Commands that are set up for a farm with a folder as its store."""
    farm.settings |= {
        "VOICEFARM_HEARTBEAT_S": "0.2",
        "VOICEFARM_LEASE_S": "1",
    }
    (farm.folder / "t.md").write_text(TEXT)
    return farm


def store_of(commands: Commands) -> Path:
    """The folder that is the store."""
    return Path(commands.settings["VOICEFARM_STORE"])


def forget_all(valkey: ValkeyServer, namespace: str) -> None:
    """What a Redis that was lost has left of one farm."""
    client = redis.Redis.from_url(valkey.url)
    for key in client.scan_iter(f"{namespace}*"):
        client.delete(key)


def test_without_a_farm_the_store_says_what_was_made(here: Commands) -> None:
    assert here.json("list") == []
    made = here.run("narrate", "-", "--title", "A lamp", stdin=TEXT)
    (job,) = here.json("list")
    assert f"job {job['job']}\n" in made.stdout
    assert (job["state"], job["title"]) == ("done", "A lamp")
    assert here.json("list", "--all") == [job]
    assert here.json("rm", job["job"])[0]["job"] == job["job"]
    assert here.json("list") == []


def test_a_second_form_is_made_from_the_programme_and_not_from_takes(here: Commands) -> None:
    (here.folder / "t.md").write_text(TEXT)
    first = here.json("narrate", "t.md", "-o", "t.wav")
    shutil.rmtree(store_of(here) / "takes")
    outs = ("-o", "t.mp3", "-o", "t.flac", "-o", "{chapter} {title}.ogg")
    again = here.json("narrate", "t.md", *outs)
    assert again["job"] == first["job"]
    assert not (store_of(here) / "takes").exists()
    wav, rate = soundfile.read(here.folder / "t.wav")
    assert (soundfile.read(here.folder / "t.flac")[0] == wav).all()
    assert mutagen.File(here.folder / "t.mp3").info.length == pytest.approx(
        len(wav) / rate, abs=0.1
    )
    parts = [here.folder / "01 One.ogg", here.folder / "02 Two.ogg"]
    lengths = [soundfile.info(part).duration for part in parts]
    assert sum(lengths) == pytest.approx(len(wav) / rate, abs=0.01)
    assert [mutagen.File(part)["tracknumber"] for part in parts] == [["1/2"], ["2/2"]]


def test_a_lossy_programme_becomes_a_wav_from_its_takes(here: Commands) -> None:
    (here.folder / "t.md").write_text(TEXT)
    first = here.json("narrate", "t.md", "-o", "t.mp3")
    again = here.json("narrate", "t.md", "-o", "t.wav")
    assert (again["job"], again["reused"]) == (first["job"], again["chunks"])
    assert soundfile.info(here.folder / "t.wav").format == "WAV"


def test_a_farm_makes_a_second_form_under_the_same_id(farm: Commands) -> None:
    with farm.worker():
        job = farm.json("submit", "t.md", "--wait")["job"]
        again = farm.json("submit", "t.md", "--format", "mp3", "--format", "m4a", "--wait")
        assert (again["job"], again["state"]) == (job, "done")
        done = farm.run("fetch", job, "-o", "t.mp3", "-o", "t.wav", "-o", "t.m4a")
        assert done.returncode == 0, done.stderr
        assert [one["job"] for one in farm.json("list")] == [job]


def test_a_job_is_as_long_as_its_programme_also_when_redis_was_lost(
    farm: Commands, valkey: ValkeyServer, namespace: str
) -> None:
    options = ("t.md", "--rate", "44100", "--pause", "heading=3000")
    with farm.worker():
        made = farm.json("submit", *options, "--wait")
    farm.run("fetch", made["job"], "-o", "t.wav")
    seconds = soundfile.info(farm.folder / "t.wav").duration
    assert made["audio_s"] == pytest.approx(seconds, abs=0.001)
    forget_all(valkey, namespace)
    for known in (farm.json("status", made["job"]), farm.json("submit", *options)):
        assert (known["job"], known["state"]) == (made["job"], "done")
        assert known["audio_s"] == pytest.approx(seconds, abs=0.001)


def test_a_finished_job_is_seen_and_fetched_when_redis_was_lost(
    farm: Commands, valkey: ValkeyServer, namespace: str
) -> None:
    with farm.worker():
        job = farm.json("submit", "t.md", "--wait")["job"]
    forget_all(valkey, namespace)
    assert farm.json("list") == []
    assert [one["job"] for one in farm.json("list", "--all")] == [job]
    assert farm.json("status", job)["state"] == "done"
    assert farm.json("wait", job)["state"] == "done"
    assert farm.run("fetch", job, "-o", "t.wav").returncode == 0
    assert farm.json("submit", "t.md")["state"] == "done"  # nothing is queued again


def test_rm_prune_and_du(farm: Commands) -> None:
    with farm.worker():
        job = farm.json("submit", "t.md", "--wait")["job"]
        (farm.folder / "u.md").write_text(TEXT + "\nOne sentence more.\n")
        other = farm.json("submit", "u.md", "--wait")["job"]
    before = farm.json("du")
    assert before["parts"]["programmes"]["objects"] == 2
    assert farm.run("rm", job, "nobody").returncode == 2
    assert [one["job"] for one in farm.json("rm", job)] == [job]
    assert farm.run("status", job).returncode == 2
    assert not (store_of(farm) / "jobs" / job).exists()
    takes = farm.json("du")["parts"]["takes"]["objects"]
    assert takes == before["parts"]["takes"]["objects"]
    kept = farm.json("prune", "--older-than", "30d")
    assert (kept["jobs"], kept["takes"]) == (0, 0)
    kept = farm.json("prune", "--older-than", "0d", "--keep-takes")
    assert (kept["jobs"], kept["takes"]) == (1, 0)
    assert farm.run("status", other).returncode == 2
    assert farm.json("prune", "--older-than", "0s")["takes"] == takes // 2
    assert "takes" not in farm.json("du")["parts"]


def test_a_job_that_runs_is_neither_removed_nor_pruned(farm: Commands) -> None:
    job = farm.json("submit", "t.md")["job"]
    refused = farm.run("rm", job)
    assert (refused.returncode, "voicefarm cancel" in refused.stderr) == (2, True)
    assert farm.json("prune", "--older-than", "0s")["jobs"] == 0
    farm.json("cancel", job)
    assert farm.json("rm", job)[0]["job"] == job


def test_an_age_is_understood_or_refused(here: Commands) -> None:
    assert here.run("prune", "--older-than", "2w").returncode == 0
    refused = here.run("prune", "--older-than", "soon")
    assert refused.stderr == (
        "voicefarm: --older-than: 'soon' is not an age; write 30d, 12h or 2w.\n"
    )


def test_a_producer_with_another_store_is_refused_with_both_names(farm: Commands) -> None:
    with farm.worker():
        elsewhere = Commands(
            farm.folder, farm.settings | {"VOICEFARM_STORE": str(farm.folder / "elsewhere")}
        )
        refused = elsewhere.run("submit", "t.md")
        assert refused.returncode == 2
        assert f"{store_of(farm)} on " in refused.stderr
        assert f"{farm.folder / 'elsewhere'} on " in refused.stderr
        assert farm.run("submit", "t.md").returncode == 0
        assert len(farm.json("list")) == 1


def test_the_same_store_by_another_name_is_the_same(farm: Commands) -> None:
    with farm.worker():
        (farm.folder / "link").symlink_to(store_of(farm))
        linked = Commands(farm.folder, farm.settings | {"VOICEFARM_STORE": "link"})
        assert linked.json("submit", "t.md", "--wait")["state"] == "done"


def test_a_farm_that_has_moved_goes_on_with_its_workers_store(farm: Commands) -> None:
    assert farm.run("submit", "t.md").returncode == 0
    moved = Commands(farm.folder, farm.settings | {"VOICEFARM_STORE": str(farm.folder / "new")})
    (farm.folder / "n.txt").write_text("Another text.")
    assert moved.run("submit", "n.txt").returncode == 2
    with moved.worker():
        assert moved.json("submit", "n.txt", "--wait")["state"] == "done"
        assert farm.run("submit", "t.md").returncode == 2


def test_workers_remove_what_is_older_than_the_retention(farm: Commands) -> None:
    with farm.worker():
        job = farm.json("submit", "t.md", "--wait")["job"]
    farm.settings["VOICEFARM_STORE_RETENTION_DAYS"] = "0.000001"
    with farm.worker():
        folder = store_of(farm) / "jobs" / job
        for _ in range(50):
            if not folder.exists():
                break
            farm.run("list")
        assert not folder.exists()
    assert json.loads(farm.run("list", "--json").stdout) == []

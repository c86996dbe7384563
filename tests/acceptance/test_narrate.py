"""`voicefarm narrate` as a user runs it: a subprocess with its own server, worker and store."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.kit.commands import Commands, complaints, write_model
from tests.kit.waiting import PATIENCE_S, until

ARTICLE = """# The lighthouse

The lamp was lit at dusk. Nobody had asked for it. It burned until morning, as it always had.

Dr. Brown paid $3.50 for the oil on 4 May. "That is too much," she said. The keeper shrugged.

## After the storm

Two ships came in. One of them had lost its mast; the other had lost its captain. They stayed.
"""


@pytest.fixture(autouse=True)
def private_temporary_folder(here: Commands, tmp_path: Path) -> Path:
    """Where the commands put what is temporary, so that a test sees what is left."""
    folder = tmp_path / "t"
    folder.mkdir()
    here.settings["TMPDIR"] = str(folder)
    return folder


def processes_of(mark: str) -> list[str]:
    """The command lines of the processes whose environment, arguments or output has `mark`.

    A forked process has the arguments and the first environment of what it was forked from.
    """
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            if (output := process / "fd/1").is_symlink():
                told += os.fsencode(output.readlink())
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if mark.encode() in told and int(process.name) != os.getpid():
            found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


def test_a_text_becomes_one_wav(here: Commands, private_temporary_folder: Path) -> None:
    (here.folder / "lamp.md").write_text(ARTICLE)
    made = here.json("narrate", "lamp.md")
    sound, rate = soundfile.read(here.folder / "lamp.wav", dtype="int16")
    assert rate == 22_050
    assert len(sound) / rate == pytest.approx(made["duration_s"], abs=0.001)
    assert 15 < made["duration_s"] < 40
    assert np.abs(sound).max() > 5_000  # somebody speaks
    assert (made["language"], made["voice"], made["reused"]) == ("en", "en-us", 0)
    assert made["audio_s_per_core_s"] > 0
    assert sorted(os.listdir(here.folder)) == ["lamp.md", "lamp.wav"]
    assert list(private_temporary_folder.iterdir()) == []
    assert processes_of(str(private_temporary_folder)) == []


def test_what_was_said_is_not_said_again(here: Commands) -> None:
    first = here.json("narrate", "-", "-o", "first.wav", stdin=ARTICLE)
    again = here.json("narrate", "-", "-o", "again.wav", stdin=ARTICLE)
    assert (first["reused"], again["reused"]) == (0, first["chunks"])
    assert (here.folder / "first.wav").read_bytes() == (here.folder / "again.wav").read_bytes()


def test_one_run_makes_every_form_and_what_belongs_to_it(here: Commands) -> None:
    names = ["a.wav", "a.flac", "a.mp3", "a.opus", "a.m4b", "a.srt", "a.vtt", "a.html", "a.json"]
    outs = [part for name in names for part in ("-o", name)]
    made = here.json("narrate", "-", *outs, "--rate", "24000", "--stereo", stdin=ARTICLE)
    assert sorted(os.listdir(here.folder)) == sorted(names)
    for name in names[:4]:
        info = soundfile.info(here.folder / name)
        assert (info.samplerate, info.channels) == (24_000, 2)
        assert info.duration == pytest.approx(made["duration_s"], abs=0.1)
    assert "The lighthouse" in (here.folder / "a.srt").read_text("utf-8")


def test_it_can_be_heard_while_it_is_made(here: Commands, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = here.begin("narrate", "-", "--play-to", str(pipe), stdin=subprocess.PIPE)
    assert command.stdin
    command.stdin.write(ARTICLE)
    command.stdin.close()
    heard = pipe.read_bytes()[44:]  # behind the head of a WAV without an end
    command.stdin = None
    command.communicate()
    programme = soundfile.info(here.folder / "narration.wav").frames
    assert len(heard) / 2 == pytest.approx(programme, rel=0.1)


def test_an_edit_costs_its_chunk_and_at_most_a_neighbour(here: Commands) -> None:
    whole = (Path(__file__).parents[2] / "examples/article_en.md").read_text("utf-8")
    article = whole[: whole.index("\n\n", len(whole) // 3)]
    here.json("narrate", "-", stdin=article)
    place = article.index(". ", len(article) // 2)
    edited = article[:place] + ", which surprised nobody at all" + article[place:]
    again = here.json("narrate", "-", stdin=edited)
    assert 1 <= again["chunks"] - again["reused"] <= 2


def test_the_language_is_heard_in_the_voice(here: Commands) -> None:
    made = here.json("narrate", "-", stdin="Xin chào các bạn. Hôm nay trời đẹp quá.")
    assert (made["language"], made["voice"]) == ("vi", "vi")
    made = here.json("narrate", "-", "--voice", "vi-south", stdin="Xin chào các bạn.")
    assert made["voice"] == "vi-south"


def test_speed_changes_the_length(here: Commands) -> None:
    slow = here.json("narrate", "-", "--speed", "0.8", stdin=ARTICLE)
    fast = here.json("narrate", "-", "--speed", "1.6", stdin=ARTICLE)
    assert fast["duration_s"] < 0.7 * slow["duration_s"]


@pytest.fixture
def slow(here: Commands, tmp_path: Path) -> Commands:
    """A model that would take minutes."""
    here.settings |= write_model(tmp_path / "models", "slow", work_s=60)
    return here


def wait_for_work(temporary: Path) -> None:
    """Return when the command's worker is at work: its log says so, its ledger is not ours."""
    until(lambda: any(" ready " in log.read_text() for log in temporary.glob("*/worker-*.log")))


def test_ctrl_c_leaves_nothing(slow: Commands, private_temporary_folder: Path) -> None:
    (slow.folder / "lamp.md").write_text(ARTICLE)
    command = slow.start("narrate", "lamp.md", "--model", "slow")
    wait_for_work(private_temporary_folder)
    command.send_signal(signal.SIGINT)
    _, complaint = command.communicate(timeout=PATIENCE_S)
    assert command.returncode == 130
    assert "Traceback" not in complaint
    assert processes_of(str(private_temporary_folder)) == []
    assert list(private_temporary_folder.iterdir()) == []
    assert os.listdir(slow.folder) == ["lamp.md"]


def test_a_killed_command_takes_its_processes_along(
    slow: Commands, private_temporary_folder: Path
) -> None:
    (slow.folder / "lamp.md").write_text(ARTICLE)
    command = slow.start("narrate", "lamp.md", "--model", "slow")
    wait_for_work(private_temporary_folder)
    command.kill()
    command.communicate()
    while processes_of(
        str(private_temporary_folder)
    ):  # the kernel ends them; pytest's limit is ours
        pass


def test_a_chunk_that_cannot_be_spoken_ends_the_command_with_its_reason(
    here: Commands, tmp_path: Path
) -> None:
    here.settings |= write_model(tmp_path / "models", "picky", failing_text="captain")
    done = here.run("narrate", "-", "--model", "picky", "-o", "out.wav", stdin=ARTICLE)
    assert done.returncode == 4, done.stderr + kept_log(tmp_path, done.stderr)
    assert "The text contains 'captain'; take it out." in done.stderr
    assert "Run the same command again" in done.stderr
    assert os.listdir(here.folder) == []
    assert "chunk failed" in kept_log(tmp_path, done.stderr)


def kept_log(tmp_path: Path, complaint: str) -> str:
    """The one log that was kept, which the complaint names."""
    (log,) = (tmp_path / "state").rglob("*.log")
    assert f"The worker's log is in '{log}'." in complaint
    return log.read_text("utf-8")


@pytest.fixture
def unreadable(here: Commands, tmp_path: Path) -> Path:
    """A take of the article at which whoever reads it waits for ever."""
    here.json("narrate", "-", "-o", "first.wav", stdin=ARTICLE)
    shutil.rmtree(tmp_path / "store" / "jobs")  # or the finished programme would be taken
    take = max(tmp_path.glob("store/takes/*/*.flac"))
    take.rename(tmp_path / "take")
    os.mkfifo(take)
    return take


def test_a_stitch_that_hangs_ends_the_command_with_what_works(
    here: Commands, tmp_path: Path, unreadable: Path
) -> None:
    here.settings |= {
        "VOICEFARM_HEARTBEAT_S": "0.1", "VOICEFARM_LEASE_S": "0.2", "VOICEFARM_OUTAGE_S": "1"
    }  # fmt: skip
    done = here.run("narrate", "-", "-o", "out.wav", stdin=ARTICLE)
    assert done.returncode == 4, done.stderr + kept_log(tmp_path, done.stderr)
    assert "died or hung in each of 3 attempts. Run the same command again" in done.stderr
    assert "resume" not in done.stderr
    assert "no progress" in kept_log(tmp_path, done.stderr)
    (tmp_path / "take").replace(unreadable)
    again = here.json("narrate", "-", "-o", "out.wav", stdin=ARTICLE)
    assert again["reused"] == again["chunks"]
    assert (here.folder / "out.wav").read_bytes() == (here.folder / "first.wav").read_bytes()


def test_a_worker_that_is_killed_leaves_its_log(
    slow: Commands, private_temporary_folder: Path, tmp_path: Path
) -> None:
    (slow.folder / "lamp.md").write_text(ARTICLE)
    command = slow.start("narrate", "lamp.md", "--model", "slow")
    wait_for_work(private_temporary_folder)
    (worker,) = Path(f"/proc/{command.pid}/task/{command.pid}/children").read_text().split()[1:]
    os.kill(int(worker), signal.SIGKILL)
    _, complaint = command.communicate(timeout=PATIENCE_S)
    assert command.returncode == 6
    assert "ended with code -9" in complaint
    assert "Run the same command again" in complaint
    assert " ready " in kept_log(tmp_path, complaint)


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_worker_that_cannot_start_says_why(
    here: Commands, tmp_path: Path, log_format: str
) -> None:
    here.settings["VOICEFARM_LOG_FORMAT"] = log_format
    here.settings |= write_model(tmp_path / "models", "odd", seconds_per_chapter=1)
    done = here.run("narrate", "-", "--model", "odd", stdin=ARTICLE)
    assert done.returncode == 6
    assert "'settings.seconds_per_chapter'" in done.stderr
    assert len(complaints(done.stderr).splitlines()) == 1
    assert not (tmp_path / "state").exists()  # the sentence is all that its log says


@pytest.mark.parametrize(
    ("arguments", "stdin", "sentence"),
    [
        (["missing.txt"], "", "'missing.txt' doesn't exist"),
        (["."], "", "is a directory"),
        (["-"], "", "is empty"),
        (["-"], "* * *\n\n---\n", "not one word"),
        (
            ["-", "--voice", "bob"],
            ARTICLE,
            "--voice: 'bob' is not known to model 'espeak' for language 'en'",
        ),
        (
            ["-", "--model", "espeek"],
            ARTICLE,
            "--model: 'espeek' is not known. Did you mean 'espeak'?",
        ),
        (["-", "--language", "yo"], ARTICLE, "--language: 'yo' is not known to model 'espeak'"),
        (
            ["-", "--language", "vn"],
            ARTICLE,
            "--language: 'vn' is not a language tag; perhaps 'vi'",
        ),
        (["-", "--language", "english"], ARTICLE, "--language: 'english' is not a language tag"),
        (["-", "--speed", "7"], ARTICLE, "--speed: 7 is out of range; model 'espeak' speaks at"),
        (["-", "-o", "{chapter}/out.wav"], ARTICLE, "'{chapter}', which stands for nothing there"),
        (["-", "-o", "."], ARTICLE, "is a folder"),
        (["-", "-o", "out.aac"], ARTICLE, "a suffix that no result has"),
        (["-", "--loudness", "3"], ARTICLE, "--loudness: give -5 or less, not 3"),
        (
            ["-", "--loudness", "loud"],
            ARTICLE,
            "--loudness: 'loud' is not a number; give LUFS such as -16, or",
        ),
        (["-", "--true-peak", "2"], ARTICLE, "--true-peak: give 0 or less, not 2"),
        (
            ["-", "--pause", "paragraph=3600000"],
            ARTICLE,
            "--pause paragraph: give 10000 or less, not 3600000",
        ),
        (["-", "--pause", "chapter=900"], ARTICLE, "--pause: 'chapter' is not known"),
        (["-", "--pause", "sentence"], ARTICLE, "--pause: 'sentence' has no length"),
        (["-", "--bits", "20"], ARTICLE, "--bits: give 16 or 24, not 20"),
        (["-", "--rate", "100"], ARTICLE, "--rate: give 8000 or more, not 100"),
        (
            ["-", "--rate", "96000", "-o", "out.mp3"],
            ARTICLE,
            "--rate: MP3 has no sample rate of 96000",
        ),
        (["-", "--verify", "3"], ARTICLE, "--verify: give 1 or less, not '3'"),
        (["-", "--modle", "espeak"], ARTICLE, "No such option: --modle"),
        ([], ARTICLE, "Missing argument 'FILE|URL|-'"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(
    here: Commands, tmp_path: Path, arguments: list[str], stdin: str, sentence: str
) -> None:
    done = here.run("narrate", *arguments, stdin=stdin)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert os.listdir(here.folder) == []
    assert not (tmp_path / "store" / "jobs").exists()


def test_broken_utf_8_is_told_with_its_place(here: Commands) -> None:
    (here.folder / "latin.txt").write_bytes("Thé à la menthe".encode("latin-1"))
    done = here.run("narrate", "latin.txt")
    assert done.returncode == 2
    assert "UTF-8" in done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("VOICEFARM_STOER", "x", "did you mean 'VOICEFARM_STORE'?"),
        (
            "VOICEFARM_SLOTS",
            "many",
            "Setting 'slots': give a whole number, not 'many'; change it in",
        ),
        ("VOICEFARM_STORE", "s3://", "no usable bucket"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    here: Commands, variable: str, value: str, sentence: str
) -> None:
    here.settings[variable] = value
    done = here.run("narrate", "-", stdin=ARTICLE)
    assert done.returncode == 2
    assert sentence in done.stderr

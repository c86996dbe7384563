"""`--play-to`: pipes and the standard output, and nothing that could be overwritten."""

import json
import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import soundfile

from tests.kit.commands import VOICEFARM, Commands, complaints, next_complaint
from tests.kit.pictures import jpeg
from tests.kit.waiting import PATIENCE_S

TEXT = "The lamp was lit at dusk. Nobody had asked for it.\n\nIt burned until morning."
HEAD = 44
"""Bytes of the head of a WAV."""


@pytest.fixture
def pipe(here: Commands) -> Path:
    os.mkfifo(here.folder / "pipe")
    return here.folder / "pipe"


@pytest.fixture
def narrating(here: Commands, pipe: Path) -> Iterator["subprocess.Popen[str]"]:
    """A command whose pipe nobody reads yet; a line on stderr says so."""
    (here.folder / "text.txt").write_text(TEXT)
    command = here.start("narrate", "text.txt", "-o", "a.wav", "--play-to", "pipe")
    try:
        assert command.stderr
        assert next_complaint(command.stderr) == "voicefarm: waiting for a reader of 'pipe'.\n"
        yield command
    finally:
        command.kill()
        command.communicate()


def test_only_pipes_are_played_to(here: Commands, tmp_path: Path) -> None:
    (here.folder / "cover.jpg").write_bytes(jpeg(320, 320))
    (here.folder / "text.txt").write_text(TEXT)
    for place, reason in {
        "cover.jpg": "is not a pipe, and stays as it is",
        "text.txt": "is not a pipe",
        "new.wav": "can't be played to (No such file or directory)",
        ".": "is not a pipe",
        "/dev/null": "is not a pipe",
        "b" * 300: "can't be played to (File name too long)",
    }.items():
        done = here.run("narrate", "text.txt", "--play-to", place)
        assert (done.returncode, done.stdout) == (2, "")
        assert reason in done.stderr
        assert "mkfifo" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert (here.folder / "cover.jpg").read_bytes() == jpeg(320, 320)
    assert sorted(os.listdir(here.folder)) == ["cover.jpg", "text.txt"]
    assert not (tmp_path / "store" / "jobs").exists()


@pytest.mark.parametrize("place", ["-", "/dev/stdout"])
def test_the_standard_output_holds_nothing_but_sound(here: Commands, place: str) -> None:
    (here.folder / "text.txt").write_text(TEXT)
    command = here.start("narrate", "text.txt", "-o", "a.wav", "--play-to", place, "--json")
    assert command.stdout
    sound: bytes = cast(TextIOWrapper, command.stdout).buffer.read()  # type: ignore[assignment]
    _, printed = command.communicate()
    assert command.returncode == 0
    assert json.loads(printed)["path"] == "a.wav"
    assert sound[:4] == b"RIFF"
    heard = np.frombuffer(sound[HEAD:], "<i2")
    assert len(heard) == pytest.approx(soundfile.info(here.folder / "a.wav").frames, rel=0.1)
    assert sorted(os.listdir(here.folder)) == ["a.wav", "text.txt"]


def test_a_terminal_gets_no_sound(here: Commands) -> None:
    (here.folder / "text.txt").write_text(TEXT)
    terminal, end = pty.openpty()
    try:
        done = subprocess.run(
            [VOICEFARM, "narrate", "text.txt", "--play-to", "-"],
            cwd=here.folder,
            env=here.environment,
            stdout=end,
            stderr=subprocess.PIPE,
        )
    finally:
        os.close(terminal)
        os.close(end)
    assert done.returncode == 2
    assert done.stderr.startswith(b"voicefarm: The standard output is a terminal or closed")


def test_the_job_goes_on_while_nobody_reads_the_pipe(
    narrating: "subprocess.Popen[str]", here: Commands, pipe: Path
) -> None:
    assert narrating.stderr
    assert "the results are written; Ctrl-C ends the wait for 'pipe'" in next_complaint(
        narrating.stderr
    )
    frames = soundfile.info(here.folder / "a.wav").frames
    heard = pipe.read_bytes()[HEAD:]
    summary, complaint = narrating.communicate()
    assert (narrating.returncode, complaints(complaint)) == (0, "")
    assert "first sound after" in summary
    assert len(heard) / 2 == pytest.approx(frames, rel=0.1)


def test_ctrl_c_ends_the_wait_for_a_reader(narrating: "subprocess.Popen[str]") -> None:
    narrating.send_signal(signal.SIGINT)
    _, complaint = narrating.communicate(timeout=PATIENCE_S)
    assert narrating.returncode == 130
    assert "Traceback" not in complaint


def test_a_reader_that_leaves_fails_no_job(
    narrating: "subprocess.Popen[str]", here: Commands, pipe: Path
) -> None:
    with pipe.open("rb") as sound:
        assert sound.read(4) == b"RIFF"
    summary, complaint = narrating.communicate()
    assert narrating.returncode == 0
    assert "the reader of 'pipe' has left; the programme is made nevertheless" in complaint
    assert summary.startswith("a.wav: ")
    assert soundfile.info(here.folder / "a.wav").frames > 0

"""Every command of both command lines: its help and its errors are plain text."""

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import typer

from producer.cli import app
from tests.kit.commands import VOICEFARM
from voicefarm.console import EXIT_CODES
from voicefarm.errors import VoicefarmError
from worker.cli import app as worker_app


def names(group: Any, *before: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*before, name)
        if hasattr(command, "commands"):
            yield from names(command, *before, name)


PRODUCERS = [*names(typer.main.get_command(app))]
NESTED = sorted({*PRODUCERS, *names(typer.main.get_command(worker_app))})


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    settings = {
        "VOICEFARM_STORE": str(folder / "store"),
        "VOICEFARM_GATEWAY_ADDRESS": "nowhere",  # so that the gateway says why, and ends
        "COLUMNS": "80",
    }
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("VOICEFARM_")}
    return subprocess.run(
        [VOICEFARM, *arguments],
        cwd=folder,
        env=inherited | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_plain(done: "subprocess.CompletedProcess[str]") -> None:
    for printed in (done.stdout, done.stderr):
        assert "Traceback" not in printed, done.args
        assert "╭" not in printed, done.args


def assert_one_sentence(done: "subprocess.CompletedProcess[str]") -> None:
    assert_plain(done)
    assert done.stderr.startswith("voicefarm"), done
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.returncode in EXIT_CODES


def test_the_worker_s_commands_are_declared_once() -> None:
    passed_on = {name for name in PRODUCERS if name in {("worker",), ("models",), ("voices",)}}
    assert len(passed_on) == 3
    assert {("models", "pull"), ("voices", "add")} <= set(NESTED)
    assert not {("models", "pull"), ("voices", "add")} & set(PRODUCERS)


@pytest.mark.parametrize("arguments", [["--help"], ["--bogus"], []], ids=["help", "bogus", "bare"])
def test_every_command_answers_in_plain_text(tmp_path: Path, arguments: list[str]) -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(lambda name: run(tmp_path, *name, *arguments), NESTED):
            assert_plain(done)
            if arguments == ["--help"]:
                assert (done.returncode, done.stderr) == (0, ""), done.args
                assert done.stdout.startswith("Usage: voicefarm "), done.args
            elif done.returncode or arguments:
                assert_one_sentence(done)
                assert done.returncode, done.args


def test_an_unknown_command_and_the_version(tmp_path: Path) -> None:
    assert_one_sentence(run(tmp_path, "bogus"))
    assert_one_sentence(run(tmp_path, "models", "bogus"))
    done = run(tmp_path, "--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "voicefarm")


def test_a_wrong_choice_names_the_option_and_what_it_takes(tmp_path: Path) -> None:
    done = run(tmp_path, "preview", "text.md", "--notes", "no")
    assert_one_sentence(done)
    assert "Invalid value for '--notes': 'no' is not one of 'skip', 'inline'" in done.stderr


def test_every_exit_code_is_explained() -> None:
    def codes(kind: type[VoicefarmError]) -> set[int]:
        return {kind.exit_code}.union(*map(codes, kind.__subclasses__()))

    assert codes(VoicefarmError) <= set(EXIT_CODES)

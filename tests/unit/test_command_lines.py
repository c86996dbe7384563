"""Every command of both command lines: its help and its errors are plain text."""

import errno
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import typer

from producer.cli import MODULES, command_line
from tests.kit import many_command_lines
from tests.kit.commands import TIMEOUT_S, VOICEFARM, Commands
from voicefarm.console import EXIT_CODES, run_command_line, say_table
from voicefarm.errors import VoicefarmError
from worker.cli import app as worker_app


def commands(group: Any, *before: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        yield (*before, name), command
        if hasattr(command, "commands"):
            yield from commands(command, *before, name)


def names(group: Any) -> Iterator[tuple[str, ...]]:
    for name, _ in commands(group):
        yield name


PRODUCERS = [*names(typer.main.get_command(command_line()))]
NESTED = sorted({*PRODUCERS, *names(typer.main.get_command(worker_app))})
NEEDY = {
    name
    for app in (command_line(), worker_app)
    for name, command in commands(typer.main.get_command(app))
    if any(parameter.required for parameter in command.params)
}
"""The commands that don't begin without arguments."""
SETTINGS = {
    "VOICEFARM_GATEWAY_ADDRESS": "nowhere",  # so that the gateway says why, and ends
    "COLUMNS": "80",
}


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return Commands(folder, SETTINGS | {"VOICEFARM_STORE": str(folder / "store")}).run(*arguments)


def run_in_one_process(
    folder: Path, lines: Sequence[Sequence[str]]
) -> Iterator["subprocess.CompletedProcess[str]"]:
    """Run commands that end while they read their arguments, one after the other."""
    done = subprocess.run(
        [sys.executable, "-P", many_command_lines.__file__],
        cwd=folder,
        env={**os.environ, **SETTINGS, "VOICEFARM_STORE": str(folder / "store")},
        input=json.dumps(lines),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=True,
    )
    for line, (code, stdout, stderr) in zip(lines, json.loads(done.stdout), strict=True):
        yield subprocess.CompletedProcess([*line], code, stdout, stderr)


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


@pytest.mark.parametrize("module", MODULES)
def test_a_command_imports_its_own_module_alone(module: str) -> None:
    for wanted in MODULES[module]:
        (command, *others) = names(typer.main.get_command(command_line(wanted)))
        assert {name[0] for name in (command, *others)} == {*MODULES[module]}


@pytest.mark.parametrize("argument", ["--help", "--bogus"])
def test_every_command_answers_in_plain_text(tmp_path: Path, argument: str) -> None:
    lines = [(*name, argument) for name in NESTED]
    for done in run_in_one_process(tmp_path, lines):
        assert_plain(done)
        if argument == "--help":
            assert (done.returncode, done.stderr) == (0, ""), done.args
            assert done.stdout.startswith("Usage: voicefarm "), done.args
        else:
            assert_one_sentence(done)
            assert done.returncode, done.args


def test_every_command_without_its_arguments_says_what_is_missing(tmp_path: Path) -> None:
    for done in run_in_one_process(tmp_path, [*NEEDY]):
        assert_one_sentence(done)
        assert done.returncode == 2, done.args


def test_every_command_that_needs_no_arguments_answers_in_plain_text(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(lambda name: run(tmp_path, *name), sorted({*NESTED} - NEEDY)):
            assert_plain(done)
            if done.returncode:
                assert_one_sentence(done)


def test_an_unknown_command_and_the_version(tmp_path: Path) -> None:
    assert_one_sentence(run(tmp_path, "bogus"))
    assert_one_sentence(run(tmp_path, "models", "bogus"))
    done = run(tmp_path, "--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "voicefarm")


def test_a_wrong_choice_names_the_option_and_what_it_takes(tmp_path: Path) -> None:
    done = run(tmp_path, "preview", "text.md", "--notes", "no")
    assert_one_sentence(done)
    assert "--notes: 'no' is not one of 'skip', 'inline', 'end'.\n" in done.stderr


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("preview t.md --speed fast", "--speed: give a number, not 'fast'."),
        ("narrate t.md --bitrate 1000", "--bitrate: give 512 or less, not '1000'."),
        ("narrate t.md --verify 3", "--verify: give 1 or less, not '3'."),
        ("plan t.md --workers none", "--workers: give a whole number, not 'none'."),
        ("models check espeak --slots 0", "--slots: give 1 or more, not '0'."),
    ],
)
def test_a_wrong_number_is_refused_in_the_words_of_a_request(
    tmp_path: Path, line: str, sentence: str
) -> None:
    (done,) = run_in_one_process(tmp_path, [line.split()])
    assert (done.returncode, done.stderr) == (2, f"voicefarm: {sentence}\n")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("mcp --folder nowhere", "--folder: 'nowhere' is not a folder"),
        ("serve --address 127.0.0.1:0 --model espaek", "Did you mean 'espeak'?"),
        ("worker --queues sttch", "--queues: give chunks or stitch, not 'sttch'; perhaps"),
        ("worker --slots -1", "--slots: give 0 or more, not -1."),
        ("serve --address 127.0.0.1", "it ends with a port, 0 to 65535"),
        ("serve --address 127.0.0.1:99999", "it ends with a port, 0 to 65535"),
    ],
)
def test_what_would_serve_nobody_does_not_begin(tmp_path: Path, line: str, sentence: str) -> None:
    done = run(tmp_path, *line.split())
    assert_one_sentence(done)
    assert (done.returncode, sentence in done.stderr) == (2, True)


def test_the_command_alone_prints_its_help(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{run(tmp_path, '--help').stdout}"


def test_keys_alone_are_listed(tmp_path: Path) -> None:
    done = run(tmp_path, "keys")
    assert (done.returncode, done.stdout.split()) == (0, ["ID", "NAME", "SCOPES", "CREATED"])


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii"])
def test_letters_that_the_terminal_lacks_are_escaped(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "t.txt").write_text("Tiếng Việt, café và 🎧.")
    settings = {"VOICEFARM_STORE": str(tmp_path / "store"), "VOICEFARM_MODEL": "espeak"}
    commands = Commands(tmp_path, settings | {"PYTHONIOENCODING": encoding})
    fields = commands.json("preview", "t.txt", "--emoji", "say", "--title", "Việt 🎧")
    assert fields["title"] == "Việt 🎧"
    shown = commands.start("preview", "t.txt", encoding=encoding).communicate()
    written = "Tiếng Việt, café".encode(encoding, "backslashreplace").decode(encoding)
    assert (f"1  {written}" in shown[0], shown[1]) == (True, "")


def test_every_exit_code_is_explained() -> None:
    def codes(kind: type[VoicefarmError]) -> set[int]:
        return {kind.exit_code}.union(*map(codes, kind.__subclasses__()))

    assert codes(VoicefarmError) <= set(EXIT_CODES)


WRONG_FILES = {
    "models quantize none.gguf o.gguf Q8_0": "There is no file none.gguf",
    "models quantize text.gguf o.gguf Q8_0": "text.gguf is not a complete GGUF file",
    "models quantize empty.gguf o.gguf Q8_0": "empty.gguf is not a complete GGUF file",
    "models quantize folder o.gguf Q8_0": "There is no file folder",
    "models quantize text.gguf text.gguf Q8_0": "text.gguf exists already",
    "models quantize text.gguf o.gguf Q9_0": "Type 'Q9_0' is not known",
    "models verify text.gguf empty.gguf": "text.gguf is not a complete GGUF file",
    "models convert folder o.gguf": "folder has no config.json",
    "models merge folder folder o": "folder has no config.json",
    "models package none.gguf o": "There is no file or folder 'none.gguf'",
    "models package espeak text.gguf": "'text.gguf' is a file; name a new folder",
    "models quantize-onnx piper-joe text.gguf": "text.gguf exists already",
    "models check chatterbox": "run: voicefarm engines install chatterbox",
    "models pull chatterbox": "run: voicefarm engines install chatterbox",
    "voices hear espeak/en-us --text …": "--text: give a text with words",
    "voices hear espeak/en-us -o folder": "'folder' is a folder; name a file in it",
    "voices hear espeak/en-us -o text.gguf/a.wav": "'text.gguf' is a file; name a folder",
    "voices compare espeak/en-us espeak/en-gb …": "Give a text with words",
    "voices compare espeak/en-us espeak/en-gb Hi -o text.gguf": "'text.gguf' is a file",
    "voices export --codec none": "Codec 'none' is not known",
    "voices import folder": "'folder' can't be read",
    "voices import text.gguf": "'text.gguf' is not valid JSON",
    "engines install chatterbox --python text.gguf": "'text.gguf' is not a Python",
    "engines install none": "Isolated engine 'none' is not known",
}
"""Command lines, and what each says of them."""


def test_files_that_do_not_fit_are_refused_in_a_sentence_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("a text")
    (tmp_path / "empty.gguf").touch()
    (tmp_path / "folder").mkdir()
    lines = [line.split() for line in WRONG_FILES]
    for done, sentence in zip(
        run_in_one_process(tmp_path, lines), WRONG_FILES.values(), strict=True
    ):
        assert_one_sentence(done)
        assert sentence in done.stderr, done.args
        assert done.returncode == 2, done
    assert {path.name for path in tmp_path.iterdir()} <= {
        *("text.gguf", "empty.gguf", "folder", "store"),
    }


@pytest.mark.parametrize("name", [None, "weights.gguf"])
def test_a_full_disk_is_said_in_a_sentence(
    name: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = typer.Typer()

    @app.command()
    def write() -> None:
        raise OSError(errno.ENOSPC, "No space left on device", name)

    monkeypatch.setattr("sys.argv", ["voicefarm"])
    assert run_command_line(app) == 2
    said = capsys.readouterr().err
    assert said.startswith("voicefarm: There is no room to write (No space left on device); free")


def test_a_table_shows_what_looks_like_markup_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    say_table(["TITLE"], [["[draft] a.txt"], ["[/b] with [laugh]"], [":smile: 1:0"]])
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines == ["TITLE", "[draft] a.txt", "[/b] with [laugh]", ":smile: 1:0"]


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("line", ["--version", "list", "list --json", "keys", "voices"])
def test_a_stream_that_the_caller_closed_is_none_that_is_missed(
    tmp_path: Path, line: str, closed: str
) -> None:
    settings = SETTINGS | {"VOICEFARM_STORE": str(tmp_path / "store"), "VOICEFARM_MODEL": "espeak"}
    command = f"exec {VOICEFARM} {line} {closed}"
    done = subprocess.run(
        ["sh", "-c", command], env={**os.environ, **settings}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert bool(done.stdout) is (">&-" not in closed.replace("2>&-", ""))


def test_no_word_of_a_table_is_cut_to_letters(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["a" * 28, "running", "2026-11-28 02:17", "A lamp at dusk"]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout.isatty", lambda: True)
        patch.setenv("COLUMNS", "40")
        say_table(("JOB", "STATE", "CREATED", "TITLE"), rows)
    printed = capsys.readouterr().out
    for word in ("STATE", "running", "2026-11-28", "02:17", "A lamp at", "dusk"):
        assert word in printed
    assert max(map(len, printed.splitlines()[1:])) == 28 + 7 + 10 + 10 + 3 * 2


@pytest.mark.parametrize(
    ("named", "is_said"), [("gone", True), ("file", True), ("there", False), ("", False)]
)
def test_a_folder_of_tmpdir_that_is_not_used_is_named(
    named: str, is_said: bool, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "file").write_text("no folder")
    folder = str(tmp_path / named) if named else ""
    settings = {"VOICEFARM_STORE": str(tmp_path / "store"), "TMPDIR": folder}
    done = Commands(tmp_path, settings).run("list", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    sentence = f"TMPDIR names no folder to write in ('{folder}'); '{tempfile.gettempdir()}' is used"
    assert (sentence in done.stderr) is is_said
    assert done.stderr.count("\n") == is_said

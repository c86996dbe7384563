"""Domain errors name fields; the command line spells them as its options."""

import ast
import pickle
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from producer.cli import command_line, main
from producer.cli.flags import flag_of
from producer.jobs.request import JobRequest
from tests.kit.pictures import png
from voicefarm.errors import BadInput, UnknownName
from voicefarm.messages import Scheduling

ROOT = Path(__file__).parents[2]
FLAG = re.compile(r"(?<![\w-])--[a-z]")
OF_ANOTHER_PROGRAM = re.compile(r"pip install [^.;]*")


PACKAGES = ("voicefarm", "producer", "worker")


def outside_the_command_lines() -> list[Path]:
    sources = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [path for path in sources if path.relative_to(ROOT).parts[1] != "cli"]


def sentences(path: Path) -> Iterator[str]:
    """All strings with more than one word in them, but for docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # docstrings, and the strings below constants
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    for string in strings:
        text = string.value if id(string) not in documentation else ""
        if isinstance(text, str) and " " in text:
            yield text


def test_no_message_outside_the_command_lines_names_an_option() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}: {sentence}"
        for path in outside_the_command_lines()
        for sentence in sentences(path)
        if FLAG.search(OF_ANOTHER_PROGRAM.sub("", sentence))
    ]
    assert offenders == []


def options_of(*commands: str) -> set[str]:
    group = typer.main.get_command(command_line())
    named = [group.commands[name] for name in commands]  # type: ignore[attr-defined]
    return {option for command in named for it in command.params for option in it.opts}


def test_every_field_of_a_request_has_an_option() -> None:
    fields: list[tuple[str, ...]] = [("share", name) for name in Scheduling.model_fields]
    fields += [(name,) for name in JobRequest.model_fields if name != "share"]
    for command in ("submit", "batch", "narrate"):
        known = options_of(command)
        flags = {flag_of(field, known) for field in fields}
        assert flags <= known | NOT_EVERYWHERE[command], command


NOT_EVERYWHERE = {
    "submit": set[str](),
    "batch": {"--job", "-o"},  # a list has a job for each text, and no files for its chapters
    "narrate": {"--job", "--class", "--weight", "--tenant", "--in-flight"},
}
"""Options of fields that a command can't be given."""


REFUSED = {
    "outputs": ("--format", ["--format", "aac"]),
    "chapter_outputs": ("--chapter-format", ["--chapter-format", "aac"]),
    "loudness": ("--loudness", ["--loudness", "loud"]),
    "true_peak": ("--true-peak", ["--true-peak", "2"]),
    "rate": ("--rate", ["--rate", "100"]),
    "bits": ("--bits", ["--bits", "20"]),
    "pauses": ("--pause clause", ["--pause", "clause=99999"]),
    "pause_variation": ("--pause-variation", ["--pause-variation", "0.9"]),
    "bitrate": ("--bitrate", ["--bitrate", "64"]),
    "track": ("--track", ["--track", "three"]),
    "date": ("--date", ["--date", "yesterday"]),
    "cover": ("--cover", ["--cover", "text.md"]),
    "cover that does not fit": ("--cover", ["--cover", "cover.png"]),
    "model": ("--model", ["--model", "espeek"]),
    "language": ("--language", ["--language", "xx"]),
    "voice": ("--voice", ["--voice", "bob"]),
    "speed": ("--speed", ["--speed", "9"]),
    "speakers": ("--speaker", ["--speaker", "Lan"]),
    "a speaker's voice": ("--speaker Lan voice", ["--speaker", "Lan=bob"]),
    "a speaker's level": ("--speaker Dr. No level", ["--speaker", "Dr. No=en-us level=30"]),
    "a speaker's pause": ("--speaker Lan clause", ["--speaker", "Lan=en-us clause=99999"]),
    "dictionary": ("--dictionary", ["--dictionary", "text.md"]),
    "a dictionary that isn't there": ("--dictionary", ["--dictionary", "none.toml"]),
    "from_part": ("--from", ["--from", "Nowhere"]),
    "to_part": ("--to", ["--to", "7"]),
    "job": ("--job", ["--job", "a b"]),
    "share": ("--tenant", ["--tenant", "a b"]),
}
"""What a field's option is called, and arguments that the field refuses."""
TYPER_REFUSES = {
    *("seed", "force", "stereo", "word_times", "on_failure", "normalize"),
    *("emoji", "notes", "tables", "code", "front_matter", "chapters", "timing", "max_speed"),
}
ANY_TEXT = {"author", "title", "album", "genre"}


def test_every_field_that_can_be_refused_is_tried_below() -> None:
    assert set(JobRequest.model_fields) - set(REFUSED) == TYPER_REFUSES | ANY_TEXT


@pytest.mark.parametrize("case", REFUSED)
def test_the_command_line_names_the_option_of_the_field(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    flag, arguments = REFUSED[case]
    monkeypatch.chdir(tmp_path)
    Path("text.md").write_text("The lamp was lit at dusk.")
    Path("cover.png").write_bytes(png(64, 64))
    monkeypatch.setenv("VOICEFARM_MODEL", "espeak")
    monkeypatch.setattr(sys, "argv", ["voicefarm", "submit", "text.md", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    sentence = capsys.readouterr().err
    assert ended.value.code == BadInput.exit_code
    assert sentence.startswith(f"voicefarm: {flag}: ")
    assert sentence.count("\n") == 1


@pytest.mark.parametrize("line", ["remake job x", "remake job 2.5"])
def test_an_argument_is_called_as_in_the_help(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["voicefarm", *line.split()])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err.startswith("voicefarm: CHUNK: give a whole number, not")
    assert flag_of(["chunk"]) == "CHUNK"


def test_an_error_keeps_its_field_on_its_way_between_processes() -> None:
    error = UnknownName.of("Voice", "bob", ["ana"], field=("speakers", "Dr. No", "voice"))
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.path, copy.sentence) == (("speakers", "Dr. No", "voice"), error.sentence)
    assert str(copy) == "speakers.Dr. No.voice: 'bob' is not known. Available: ana."

"""What a command of the worker refuses keeps its class on its way to a client."""

import json
import sys

import pytest
import typer

from producer.gateway.submissions.worker_commands import _error
from voicefarm.console import run_command_line
from voicefarm.errors import (
    BadInput,
    EngineUnavailable,
    UnknownName,
    UnreadableDocument,
    VoicefarmError,
)
from voicefarm.wording.error_lines import error_in, error_line
from worker.__main__ import _print_line, main

PLACE = "/tmp/voicefarm-recording-ab12/recording.wav"


@pytest.mark.parametrize(
    ("error", "kind", "field"),
    [
        # Words of the one class in a sentence of the other don't matter.
        (BadInput("'the drum is not installed' is too long.", field="text"), BadInput, "text"),
        (UnknownName("'x' is not on this machine; install the x."), BadInput, ""),
        (UnreadableDocument("It is damaged."), BadInput, ""),
        (BadInput("give 1 or less.", field=("speakers", "Ann")), BadInput, "speakers.Ann"),
        (EngineUnavailable("torch is away."), EngineUnavailable, ""),
        (VoicefarmError("The folder is gone."), EngineUnavailable, ""),
    ],
)
def test_an_error_comes_over_as_what_it_was(
    error: VoicefarmError, kind: type[VoicefarmError], field: str
) -> None:
    line = error_line(error)
    assert "\n" not in line
    for code in (1, 2, 3):
        came = _error(code, f"a library's own line\n{{}}\n[1]\n{line}\n")
        assert type(came) is kind
        assert str(came) == str(error)
        assert getattr(came, "field", "") == field


def test_where_a_recording_lies_is_left_out() -> None:
    line = error_line(BadInput(f"'{PLACE}' has no sound.", field="file"))
    assert str(_error(2, line)) == "file: 'recording.wav' has no sound."


@pytest.mark.parametrize(
    ("code", "said", "kind", "sentence"),
    [
        (2, "voicefarm: --codec: 'x' is not one of 'a', 'b'.", BadInput, "codec: 'x' is not one"),
        (2, "voicefarm: There is no room to write.", BadInput, "There is no room"),
        (6, "voicefarm: It ended.", EngineUnavailable, "It ended."),
        (-9, "", EngineUnavailable, "The command ended with code -9"),
        (1, "Traceback (most recent call last)\n  x", EngineUnavailable, "The command crashed"),
    ],
)
def test_what_is_no_error_of_ours_is_known_by_its_code(
    code: int, said: str, kind: type[VoicefarmError], sentence: str
) -> None:
    came = _error(code, said)
    assert type(came) is kind
    assert str(came).startswith(sentence)
    assert error_in(said.splitlines()) is None


def test_the_worker_says_its_errors_so_if_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = typer.Typer()

    @app.command()
    def refuse() -> None:
        raise BadInput("give a voice.", field="name")

    monkeypatch.setattr("sys.argv", ["voicefarm"])
    assert run_command_line(app, report_error=_print_line) == 2
    assert json.loads(capsys.readouterr().err)["field"] == ["name"]
    for flag, is_json in (([], False), (["--errors-as-json"], True)):
        monkeypatch.setattr("sys.argv", ["voicefarm", *flag, "transcribe", "none.wav", "--json"])
        assert main() == 2
        said = capsys.readouterr().err.splitlines()[-1]
        assert (error_in([said]) is not None) is is_json
        assert sys.argv[1] == "transcribe"

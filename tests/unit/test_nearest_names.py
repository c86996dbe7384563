"""A name out of a closed list that is misspelt: its refusal says which one was probably meant."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from producer.batches.names import check_template
from producer.cli import command_line
from producer.documents.formats import format_of_file, parse_document
from producer.jobs.request import JobRequest
from producer.jobs.results import result_key
from voicefarm.console import run_command_line
from voicefarm.errors import BadInput, nearest
from voicefarm.wording.validation import validated


def request(**fields: object) -> JobRequest:
    return validated(JobRequest, fields)


@pytest.mark.parametrize(
    ("give", "meant"),
    [
        (lambda: parse_document(b"x", "markdwn"), "markdown"),
        (lambda: parse_document(b"x", "MARKDOWN"), "markdown"),
        (lambda: parse_document(b"x", media_type="text/markdwon"), "text/markdown"),
        (lambda: format_of_file(Path("book.epbu")), ".epub"),
        (lambda: result_key("job", Path("a.mp33")), "mp3"),
        (lambda: request(outputs=["flc"]), "flac"),
        (lambda: request(notes="inlin"), "inline"),
        (lambda: request(on_failure="Skip"), "skip"),
        (lambda: request(share={"job_class": "intractive"}), "interactive"),
        (lambda: check_template("{stm}"), "stem"),
    ],
)
def test_the_nearest_name_is_offered(give: Callable[[], object], meant: str) -> None:
    with pytest.raises(BadInput, match=f"(Did you mean|perhaps) '{meant}'"):
        give()


@pytest.mark.parametrize(
    "give",
    [
        lambda: parse_document(b"x", "zzz"),
        lambda: format_of_file(Path("book.xlsx")),  # its remedy says what to do
        lambda: result_key("job", Path("a.qqq")),
        lambda: request(notes="zzz"),
        lambda: request(bits=20),
    ],
)
def test_a_name_like_none_of_them_gets_no_guess(give: Callable[[], object]) -> None:
    with pytest.raises(BadInput) as refusal:
        give()
    assert "meant" not in str(refusal.value)
    assert "Did you mean" not in str(refusal.value)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["preview", "a.txt", "--emoji", "sya"], "'say'"),
        (["preview", "a.txt", "--normalize", "of"], "'off'"),
        (["submit", "a.txt", "--class", "intractive"], "'interactive'"),
    ],
)
def test_a_choice_of_an_option_is_offered_too(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: Sequence[str],
    meant: str,
) -> None:
    monkeypatch.setattr("sys.argv", ["voicefarm", *arguments])
    assert run_command_line(command_line(arguments[0])) == BadInput.exit_code
    assert f"perhaps {meant} is meant." in capsys.readouterr().err


def test_capitals_dont_count() -> None:
    assert nearest("KOKORO", ["kokoro", "espeak"]) == "kokoro"

"""`--input-format` names what a text is, for stdin and for files with another suffix."""

import io
import sys
from pathlib import Path

import pytest

from producer.cli.job_options import load_document
from voicefarm.errors import UnreadableDocument


class Stdin:
    """The standard input with `text` in it."""

    def __init__(self, text: str) -> None:
        self.buffer = io.BytesIO(text.encode())


@pytest.mark.parametrize(
    ("format", "text"), [(None, "[A](b)"), ("text", "[A](b)"), ("markdown", "A")]
)
def test_the_standard_input_has_the_format_that_is_named(
    monkeypatch: pytest.MonkeyPatch, format: str | None, text: str
) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin("[A](b)"))
    assert load_document("-", format).text == text


def test_the_named_format_goes_before_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "notes.log"
    path.write_text("[A](b)")
    assert load_document(str(path), "markdown").text == "A"


def test_an_unknown_format_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Hello.")
    with pytest.raises(UnreadableDocument, match=r"'odp' is not known.* Available: .*markdown"):
        load_document(str(path), "odp")

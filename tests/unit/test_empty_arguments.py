"""What is empty names nothing: no file, no voice. A script's variable without a value is empty."""

import typing

import pytest

from producer.batches.sources.lists import items_of_rows
from producer.batches.sources.places import batch_source
from producer.cli import command_line
from producer.cli.flags import flag_of
from producer.documents.chapters import chosen_chapters
from producer.documents.formats import parse_document
from producer.gateway.gateway import Gateway
from producer.gateway.naming import with_aliases
from producer.jobs.request import JobRequest
from voicefarm.console import run_command_line
from voicefarm.errors import BadInput, UnknownName
from voicefarm.settings import Settings
from voicefarm.wording.validation import validated


class _Served:
    """As much of a gateway as names are looked up in."""

    settings = Settings(model_aliases=(), voice_aliases=())

    def catalogue(self) -> dict[str, object]:
        return {}

    models = catalogue


def ended(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["voicefarm", *words])
    return run_command_line(command_line(words[0]), flag_of)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["preview", ""], "An argument"),
        (["narrate", "--", ""], "An argument"),
        (["narrate", "-o", "", "a.txt"], "-o: the value"),
        (["narrate", "a.txt", "--cover", ""], "--cover: the value"),
        (["narrate", "a.txt", "--play-to="], "--play-to: the value"),
        (["preview", "a.txt", "--voice", ""], "--voice: the value"),
        (["preview", "a.txt", "--from="], "--from: the value"),
        (["preview", "--list", ""], "An argument"),
        (["batch", "texts", "--out", ""], "--out: the value"),
        (["status", ""], "An argument"),
        (["fetch", "job", ""], "An argument"),
    ],
)
def test_an_empty_argument_is_refused(
    words: list[str],
    what: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ended(monkeypatch, *words) == 2
    said = capsys.readouterr().err
    assert said == f"voicefarm: {what} is empty; give one, or leave it out.\n"


@pytest.mark.parametrize(
    "words",
    [
        ["--author", ""],
        ["--album="],
        ["--genre", "", "--date="],
        ["--title", "a="],
    ],
)
def test_a_tag_may_be_empty(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "preview", "no=such.txt", *words) == 2
    assert "'no=such.txt' doesn't exist" in capsys.readouterr().err


@pytest.mark.parametrize("field", ["model", "voice", "from_part", "to_part"])
def test_an_empty_name_is_refused_in_a_request(field: str) -> None:
    with pytest.raises(BadInput, match=f"{field}: give at least 1 character"):
        validated(JobRequest, {field: ""})
    assert validated(JobRequest, {field: None, "title": "", "album": ""}).title == ""


def test_an_empty_name_of_an_http_client_is_the_usual_one() -> None:
    assert with_aliases(typing.cast("Gateway", _Served()), "", "") == (None, None)


@pytest.mark.parametrize(
    "row", [{"file": ""}, {"text": "Hi.", "cover": ""}, {"file": "a.txt", "dictionary": ""}]
)
def test_an_empty_name_of_a_file_is_its_items_problem(row: dict[str, str]) -> None:
    (item,) = items_of_rows([row])
    assert item.problem == "The name of a file is empty; give one."
    (fine,) = items_of_rows([{name: value or "b.txt" for name, value in row.items()}])
    assert not fine.problem


@pytest.mark.parametrize("sources", [[""], ["a.txt", ""]])
def test_an_empty_source_is_not_the_current_folder(sources: list[str]) -> None:
    with pytest.raises(BadInput, match="The name of a source is empty"):
        batch_source(sources)


def test_a_text_without_chapters_has_none_to_choose() -> None:
    document = parse_document(b"Just words.")
    for lowest in (0, 6):
        with pytest.raises(UnknownName, match=r"from_part: '3' .* no headings that make chapters"):
            chosen_chapters(document, "3", None, lowest)
    with pytest.raises(UnknownName, match=r"to_part: 'End' .* no headings"):
        chosen_chapters(document, None, "End")


def test_where_there_are_no_names_none_is_listed() -> None:
    error = UnknownName.of("Speaker", "Ann", (), " in line 3")
    assert str(error) == "Speaker 'Ann' is not known in line 3; there is none to choose."
    assert "Available: Ben." in str(UnknownName.of("Speaker", "Ann", ["Ben"]))


@pytest.mark.parametrize(
    "fields",
    [
        {"loudness": float("nan")},
        {"true_peak": float("nan")},
        {"pause_variation": float("nan")},
        {"speakers": {"Ann": {"speed": float("nan")}}},
        {"speakers": {"Ann": {"level_db": float("nan")}}},
    ],
)
def test_what_is_not_a_number_is_compared_with_no_limit(fields: dict[str, typing.Any]) -> None:
    with pytest.raises(BadInput, match="give a number, not nan"):
        validated(JobRequest, fields)
    with pytest.raises(BadInput, match="give -5 or less, not inf"):
        validated(JobRequest, {"loudness": float("inf")})

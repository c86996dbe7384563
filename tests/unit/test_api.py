"""The functions for pipelines: typed as requests are, cheap to import, errors as sentences."""

import subprocess
import sys
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import producer
from producer import plan
from producer.api import RequestFields
from producer.jobs.request import JobRequest
from tests.kit.pictures import png
from voicefarm.errors import BadInput, BadSetting, UnknownName, UnreadableDocument

SCRIPT = '{"language": "vi", "lines": [{"speaker": "Lan", "text": "Chào."}]}'


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEFARM_MODEL", "espeak")


def test_the_arguments_are_the_fields_of_a_request() -> None:
    assert set(get_type_hints(RequestFields)) == set(JobRequest.model_fields)


def test_importing_it_costs_nothing_and_never_brings_the_command_line() -> None:
    code = (
        "import sys, producer\n"
        "assert not {'typer', 'celery', 'redis', 'pydantic'} & set(sys.modules)\n"
        "from producer import submit\n"
        "assert not {'typer', 'producer.cli'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_name_that_it_offers_is_there() -> None:
    assert all(getattr(producer, name) for name in producer.__all__)
    with pytest.raises(AttributeError, match="sumbit"):
        _ = producer.sumbit


def test_a_plan_says_what_would_be_queued_and_needs_no_farm() -> None:
    planned = plan("The lamp was lit. " * 100, outputs=("mp3", "wav"), title="Lamp")
    assert (planned.title, planned.model, planned.voice) == ("Lamp", "espeak", "en-us")
    assert (planned.language, planned.outputs) == ("en", ("mp3", "wav"))
    assert planned.characters == len("The lamp was lit. " * 100) - 1
    assert planned.chunks > 1
    assert list(Path().iterdir()) == []


def test_a_source_is_a_text_a_file_or_the_bytes_of_one() -> None:
    Path("lamp.md").write_text("# Lit\n\nIt was dusk.")
    Path("dusk.txt").write_text("It was dusk.")
    assert plan(Path("lamp.md")).title == "Lit"
    assert plan(Path("dusk.txt")).title == "dusk"
    assert plan("# Lit\n\nIt was dusk.").title == "Untitled"
    assert plan(b"# Lit\n\nIt was dusk.", format="markdown").title == "Lit"


def test_the_speakers_of_a_script_and_its_files_are_given_as_values() -> None:
    Path("cover.png").write_bytes(png(64, 64))
    Path("words.toml").write_text('[words]\n"Chào" = "Xin chào"\n', "utf-8")
    planned = plan(
        SCRIPT,
        format="script",
        speakers={"Lan": {"voice": "vi-south", "pauses": {"sentence": 300}}},
        pauses={"paragraph": 800},
        cover=Path("cover.png"),
        dictionary=Path("words.toml"),
        outputs=("mp3",),
        share={"tenant": "ana"},
    )
    assert planned.voices == ("vi", "vi-south")


@pytest.mark.parametrize(
    ("fields", "path", "sentence"),
    [
        ({"bits": 20}, ("bits",), "give 16 or 24, not 20."),
        ({"bit": 24}, ("bit",), "this key is not known; perhaps 'bits' is meant."),
        ({"speed": "fast"}, ("speed",), "give a number, not 'fast'."),
        ({"loudness": float("nan")}, ("loudness",), "give a number, not nan."),
        ({"outputs": ()}, ("outputs",), "give at least 1 entry."),
        (
            {"outputs": ("aac",)},
            ("outputs", "0"),
            "give wav, flac, mp3, opus, m4a or m4b, not 'aac'.",
        ),
        ({"seed": 2**32}, ("seed",), "give 4294967295 or less, not 4294967296."),
        ({"pauses": {"clause": -1}}, ("pauses", "clause"), "give 0 or more, not -1."),
        ({"share": {"weight": 0}}, ("share", "weight"), "give 1 or more, not 0."),
        (
            {"speakers": {"Dr. No": {"level_db": 11}}},
            ("speakers", "Dr. No", "level_db"),
            "give 10 or less, not 11.",
        ),
        ({"cover": Path("none.png")}, ("cover",), "'none.png' can't be read (No such file"),
    ],
)
def test_what_does_not_fit_names_its_field(
    fields: RequestFields, path: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(BadInput) as caught:
        plan("It was dusk.", **fields)
    assert caught.value.path == path
    assert caught.value.sentence.startswith(sentence)


def test_a_file_s_name_is_not_narrated_in_place_of_the_file() -> None:
    Path("lamp.md").write_text("It was dusk.")
    with pytest.raises(BadInput, match=r"'lamp\.md' is a file; give Path"):
        plan("lamp.md")
    assert plan("no-such-lamp.md").chunks == 1


def test_what_is_unknown_is_a_sentence() -> None:
    with pytest.raises(UnknownName, match="model: 'espeek' is not known"):
        plan("It was dusk.", model="espeek")
    with pytest.raises(UnreadableDocument, match="doesn't exist"):
        plan(Path("none.md"))
    with pytest.raises(BadSetting, match="set VOICEFARM_REDIS_URL"):
        producer.submit("It was dusk.")


@pytest.mark.parametrize("source", [5, None, ["It was dusk."]])
def test_what_is_no_source_is_a_sentence(source: Any) -> None:
    with pytest.raises(BadInput, match="source: give a text, the Path of a file, or its bytes"):
        plan(source)

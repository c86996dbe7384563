"""Wishes that can have no effect are refused or mentioned, and so are names that are read aloud."""

import re
from pathlib import Path
from typing import Any

import pytest

from producer.cli.console import shown_size
from producer.cli.job_options import JobOptions
from producer.cli.jobs import fetch
from producer.documents.formats import is_to_be_heeded, parse_document
from producer.jobs.request import JobRequest
from producer.jobs.submission import PreparedJob, prepare_job
from tests.kit.jobs import make_job
from voicefarm.errors import BadInput
from voicefarm.messages import JobState, JobStatus
from voicefarm.models import read_model, shipped_config

CUES = "1\n00:00:01,000 --> 00:00:03,000\nGood evening.\n"
SCRIPT = "[Anna] Good evening.\n[Ben] Good night.\n"


def prepared(text: str, format: str | None = None, **fields: Any) -> PreparedJob:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    request = JobRequest(**fields)
    document = parse_document(text.encode(), format, policies=request.policies)
    return prepare_job(document, model, request)


@pytest.mark.parametrize("outputs", [["mp3"], ["m4b", "opus"]])
def test_bits_that_no_form_has_are_refused(outputs: list[str]) -> None:
    with pytest.raises(BadInput, match=r"bits: .* has no bits to choose; add wav or flac"):
        prepared("Hello.", outputs=outputs, bits=24)


@pytest.mark.parametrize(
    "fields",
    [
        {"outputs": ["mp3", "flac"], "bits": 24},
        {"outputs": ["mp3"], "chapter_outputs": ["wav"], "bits": 24},
        {"outputs": ["mp3"], "bits": 16},
    ],
)
def test_bits_that_a_form_has_are_taken(fields: dict[str, Any]) -> None:
    assert prepared("Hello.", **fields).manifest.spec.bits == fields["bits"]


@pytest.mark.parametrize(
    ("text", "format", "fields", "said"),
    [
        ("Hello.", None, {"max_speed": 1.2}, "no cues with times"),
        (CUES, "subtitles", {"max_speed": 1.2, "timing": "ignore"}, "no cues with times"),
        ("Hello.", None, {"loudness": None, "true_peak": -3}, "Nothing is levelled"),
        ("Hello.", None, {"speakers": {"Ana": {"voice": "en-gb"}}}, "No line is spoken by 'Ana'"),
        (SCRIPT, None, {}, r"such as \[Anna\], are read aloud"),
    ],
)
def test_what_has_no_effect_is_mentioned(
    text: str, format: str | None, fields: dict[str, Any], said: str
) -> None:
    (notice,) = prepared(text, format, **fields).notices
    assert re.search(said, notice)


@pytest.mark.parametrize(
    ("text", "format", "fields"),
    [
        ("Hello.", None, {}),
        (CUES, "subtitles", {"max_speed": 1.2}),
        ("Hello.", None, {"true_peak": -3}),
        ("Hello.", None, {"loudness": None}),
        (SCRIPT, None, {"speakers": {"Anna": {"voice": "en-gb"}, "Ben": {"voice": "en-us"}}}),
        ("ANNA: Hello.", None, {"speakers": {"Anna": {"voice": "en-gb"}}}),
        ("[Anna] stands alone in a text.", None, {}),
        ("[1] A note.\n\n[2] Another one.\n\n[laughs] Well.\n\n[sighs] So.", None, {}),
        ("He saw [Anna] and [Ben] there.", None, {}),
        ('[{"text": "[Anna] Hi. [Ben] Ho."}]', "script", {}),
    ],
)
def test_nothing_is_mentioned_without_a_cause(
    text: str, format: str | None, fields: dict[str, Any]
) -> None:
    assert prepared(text, format, **fields).notices == ()


def test_word_times_without_captions_that_have_them(capsys: pytest.CaptureFixture[str]) -> None:
    JobOptions(word_times=True).check_word_times(["wav", "srt"])
    assert "has an effect on WebVTT alone" in capsys.readouterr().err
    JobOptions(word_times=True).check_word_times(["wav", "vtt"])
    JobOptions().check_word_times(["wav"])
    assert capsys.readouterr().err == ""


def test_a_form_next_to_a_file_s_own_suffix_is_refused() -> None:
    with pytest.raises(BadInput, match="the suffix of --out says which result"):
        fetch(["job"], [Path("a.wav")], format=["mp3"])


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 bytes"), (1, "1 byte"), (52_044, "52.0 kB"), (100_000, "0.1 MB"), (9e6, "9.0 MB")],
)
def test_a_small_size_is_not_0_mb(size: int, shown: str) -> None:
    assert shown_size(size) == shown


@pytest.mark.parametrize(
    ("media_type", "data", "heeded"),
    [
        ("application/xml", b"<a>x</a>", True),
        ("text/xml", b"<a>x</a>", True),
        ("image/png", b"x", True),
        ("text/markdown", b"x", True),
        ("application/xml", b"<speak>Hello.</speak>", False),
        ("application/octet-stream", b"x", False),
        ("application/x-www-form-urlencoded", b"x", False),
        ("text/x-log", b"x", False),
        ("", b"x", False),
    ],
)
def test_a_media_type_that_no_text_has_is_heeded(
    media_type: str, data: bytes, heeded: bool
) -> None:
    assert is_to_be_heeded(media_type, data) == heeded


@pytest.mark.parametrize(
    ("job", "is_stream"), [("speech-" + "0a" * 10, True), ("speech-1", False), ("0a" * 10, False)]
)
def test_the_job_of_a_stream_is_known_by_its_id(job: str, is_stream: bool) -> None:
    spec = make_job(1)[0].spec
    status = JobStatus(
        **{"job": job, "state": JobState.DONE, "title": spec.title, "model": "espeak"},
        **{"chunks": 1, "done": 1, "reused": 0, "samples": 1, "sample_rate": 24_000},
        **{"synthesis_s": 0.0, "created": 0.0},
    )
    assert status.is_stream is is_stream

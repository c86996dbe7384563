"""A Markdown file as a job: its chapters, its tags, and the policies of its request."""

from pathlib import Path
from typing import Any

import pytest

from producer.api import plan
from producer.documents.formats import parse_document
from producer.jobs.request import JobRequest
from producer.jobs.submission import PreparedJob, prepare_job
from voicefarm.messages import Chunk, Pause, Tags
from voicefarm.models import read_model, shipped_config

TEXT = """---
title: Muối
author: [An, Bình]
date: 2024-03-05 10:00
lang: en
---

# Book

## Part

### Section

Words.[^1]

[^1]: A note.
"""


def prepared(**fields: Any) -> PreparedJob:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    request = JobRequest(**fields)
    document = parse_document(TEXT.encode(), "markdown", policies=request.policies)
    return prepare_job(document, model, request)


def chunks_of(job: PreparedJob) -> list[Chunk]:
    return [Chunk.model_validate_json(line) for line in job.pages[0].splitlines()]


@pytest.mark.parametrize(
    ("lowest", "levels"), [(6, [1, 2, 3, 0]), (2, [1, 2, 0, 0]), (1, [1, 0, 0, 0]), (0, [0] * 4)]
)
def test_headings_below_the_chosen_level_make_no_chapters(lowest: int, levels: list[int]) -> None:
    chunks = chunks_of(prepared(chapters=lowest))
    assert [chunk.heading for chunk in chunks] == levels
    assert [chunk.pause for chunk in chunks] == [Pause.HEADING] * 3 + [Pause.PARAGRAPH]


def test_front_matter_fills_title_and_tags() -> None:
    spec = prepared().manifest.spec
    assert (spec.title, spec.tags) == ("Muối", Tags(author="An, Bình", date="2024-03-05"))


def test_a_request_s_own_title_and_tags_come_before_the_file_s() -> None:
    spec = prepared(title="Salt", author="Ann", date="2020").manifest.spec
    assert (spec.title, spec.tags) == ("Salt", Tags(author="Ann", date="2020"))


def test_a_request_s_policies_reach_the_reader(tmp_path: Path) -> None:
    assert [chunk.visible for chunk in chunks_of(prepared(notes="end"))[-2:]] == [
        "Notes",
        "1. A note.",
    ]
    (tmp_path / "book.md").write_text(TEXT, "utf-8")
    lengths = [
        plan(tmp_path / "book.md", model="espeak", notes=notes).characters
        for notes in ("skip", "end")
    ]
    assert lengths[0] < lengths[1]

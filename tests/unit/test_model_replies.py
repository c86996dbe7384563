"""Replies of language models, as people paste them: thoughts and marks of turns aren't read."""

import pytest

from producer.documents.formats import parse_document
from tests.kit.cpu_time import assert_linear

FORMATS = ["text", "markdown"]
THOUGHTS = "The user wants salt.\n\nLet me plan:\n\n- sea"


def said(text: str, format: str) -> list[str]:
    return [block.text for block in parse_document(text.encode(), format).blocks]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "reply",
    [
        f"<think>\n{THOUGHTS}\n</think>\n\nSalt is old.",
        f"<thinking>{THOUGHTS}</thinking>\nSalt is old.",
        f"{THOUGHTS}\n</think>\n\nSalt is old.",
        "<|im_start|>Salt is old.<|im_end|>\n<|endoftext|>",
        "Salt is old.<｜end▁of▁sentence｜>",
    ],
)
def test_only_the_answer_is_read(reply: str, format: str) -> None:
    assert said(reply, format) == ["Salt is old."]


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_left_out_is_listed_with_its_line(format: str) -> None:
    document = parse_document(b"Salt.\n\n<think>\nIt is old.\n</think>\n\nSea.", format)
    assert [(one.what, one.line) for one in document.omissions] == [("thoughts of a model", 3)]


@pytest.mark.parametrize("format", FORMATS)
def test_a_text_about_such_marks_is_read(format: str) -> None:
    text = "I think so.\n\nThe tag `<think>` begins it, and `</think>` ends it.\n\nx <| y |> z"
    assert len(said(text, format)) == 3


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("tag", ["<think>\n", "</think> ", "<think>\n</think>\n", "<|a b|>\n"])
def test_a_heap_of_tags_is_read_in_linear_time(tag: str, format: str) -> None:
    def parse(size: int) -> None:
        parse_document(f"Salt is old.\n{tag * (size // len(tag))}\nSea. </".encode(), format)

    assert_linear(parse, 100_000)

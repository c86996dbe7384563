"""SRT and WebVTT: the words in order, without times, tags and sounds."""

import pytest

from producer.documents.formats import parse_document
from voicefarm.errors import UnreadableDocument

SRT = """1
00:00:01,000 --> 00:00:02,500
Salt was carried
over the <i>mountains</i>,

2
00:00:02,600 --> 00:00:04,000
{\\an8}and it was dear.
[door slams]

3
00:00:09,000 --> 00:00:10,000
- Was it?
- It was &amp; is.
"""
VTT = """WEBVTT - a title

STYLE
::cue { color: red }

NOTE Not read

intro
00:01.000 --> 00:02.500 align:start
<v Ana>Salt <00:01.500><c>was</c> carried

00:02.600 --> 00:04.000
♪ la la ♪
over the mountains.
"""


def test_the_words_of_an_srt_are_read_in_order() -> None:
    document = parse_document(SRT.encode(), "subtitles")
    assert [block.text for block in document.blocks] == [
        "Salt was carried over the mountains, and it was dear.",
        "Was it?",
        "It was & is.",
    ]
    assert [(one.what, one.text) for one in document.omissions] == [
        ("sound description", "[door slams]")
    ]


def test_the_words_of_a_webvtt_are_read_in_order() -> None:
    document = parse_document(VTT.encode())
    assert document.text == "Salt was carried over the mountains."
    assert document.omissions[0].text == "♪ la la ♪"


def test_cues_without_an_empty_line_between_are_parted() -> None:
    text = "1\n00:01,000 --> 00:02,000\nA.\n2\n00:02,000 --> 00:03,000\nB."
    assert parse_document(text.encode(), "subtitles").text == "A. B."


def test_a_file_without_cues_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="no cue"):
        parse_document(b"Salt.", "subtitles")

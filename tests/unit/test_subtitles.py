"""SRT and WebVTT: the words in order, at their times or without, and without tags and sounds."""

import pytest

from producer.documents.formats import parse_document
from producer.documents.policies import ReadingPolicies
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
AS_TEXT = ReadingPolicies(timing="ignore")
ROLLING = """WEBVTT

00:00.000 --> 00:02.000
Salt was carried

00:02.000 --> 00:02.010
Salt was carried

00:02.010 --> 00:04.000
Salt was carried
over the mountains

00:04.000 --> 00:04.010
over the mountains

00:04.010 --> 00:06.000
over the mountains
and it was dear.
"""


def test_each_cue_of_an_srt_has_its_time() -> None:
    document = parse_document(SRT.encode(), "subtitles")
    assert [(block.cue, block.text) for block in document.blocks] == [
        ((1000, 2500), "Salt was carried over the mountains,"),
        ((2600, 4000), "and it was dear."),
        ((9000, 10_000), "Was it?"),
        ((9000, 10_000), "It was & is."),
    ]
    assert document.length_ms == 10_000


def test_cues_are_said_in_the_order_of_their_times() -> None:
    text = "2\n00:03,000 --> 00:04,000\nB.\n\n1\n00:01,000 --> 00:02,000\nA."
    assert [block.text for block in parse_document(text.encode(), "subtitles").blocks] == [
        "A.",
        "B.",
    ]


def test_a_time_that_is_a_slip_is_refused_with_its_line() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nA.\n\n2\n300:00:03,000 --> 300:00:04,000\nB."
    with pytest.raises(UnreadableDocument, match="24 hours in line 6"):
        parse_document(text.encode(), "subtitles")


def test_what_rolling_captions_repeat_is_said_once() -> None:
    document = parse_document(ROLLING.encode())
    assert [(block.cue, block.text) for block in document.blocks] == [
        ((0, 2000), "Salt was carried"),
        ((2010, 4000), "over the mountains"),
        ((4010, 6000), "and it was dear."),
    ]


def test_the_words_of_an_srt_are_read_in_order() -> None:
    document = parse_document(SRT.encode(), "subtitles", policies=AS_TEXT)
    assert [block.text for block in document.blocks] == [
        "Salt was carried over the mountains, and it was dear.",
        "Was it?",
        "It was & is.",
    ]
    assert [(one.what, one.text) for one in document.omissions] == [
        ("sound description", "[door slams]")
    ]


def test_the_words_of_a_webvtt_are_read_in_order() -> None:
    document = parse_document(VTT.encode(), policies=AS_TEXT)
    assert document.text == "Salt was carried over the mountains."
    assert document.omissions[0].text == "♪ la la ♪"


def test_cues_without_an_empty_line_between_are_parted() -> None:
    text = "1\n00:01,000 --> 00:02,000\nA.\n2\n00:02,000 --> 00:03,000\nB."
    assert parse_document(text.encode(), "subtitles", policies=AS_TEXT).text == "A. B."


def test_a_file_without_cues_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="no cue"):
        parse_document(b"Salt.", "subtitles")


@pytest.mark.parametrize(
    "written",
    [
        SRT.replace("\n", "\r\r\n"),
        SRT.replace("\n", "\n\n"),
        SRT.replace("00:00:0", "0:00:").replace(",000", ""),
    ],
)
def test_doubled_line_ends_and_short_times_are_read(written: str) -> None:
    def cues(text: str) -> list[tuple[str, object]]:
        document = parse_document(text.encode(), "subtitles")
        return [(block.text, block.cue) for block in document.blocks]

    assert cues(written) == cues(SRT)


def test_the_last_line_before_a_time_is_kept_unless_it_is_a_number() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\ntwo\n00:02.000 --> 00:03.000\nthree\n"
    document = parse_document(text.encode(), "subtitles", policies=AS_TEXT)
    assert [block.text for block in document.blocks] == ["One two three"]


TALK = [("Ana", "Good morning."), ("Ana", "Is it salt?"), ("Ben", "It is."), ("Ana", "And dear.")]


@pytest.mark.parametrize(
    "form",
    ["{name}: {words}", "<v {name}>{words}</v>", "<v.loud {name}>{words}", ">> {name}: {words}"],
)
def test_who_speaks_next_begins_a_paragraph_with_the_name(form: str) -> None:
    cues = (
        f"00:0{at}.000 --> 00:0{at + 1}.000\n{form.format(name=name, words=words)}\n"
        for at, (name, words) in enumerate(TALK)
    )
    document = parse_document("\n".join(["WEBVTT\n", *cues]).encode(), policies=AS_TEXT)
    assert [block.text for block in document.blocks] == [
        "Ana: Good morning. Is it salt?",
        "Ben: It is.",
        "Ana: And dear.",
    ]


def test_two_that_speak_in_one_cue_are_parted() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nAna: Salt?\nBen: Yes.\n\n00:02.000 --> 00:03.000\n"
    text += "Ben: Dear.\n\n00:09.000 --> 00:10.000\nBen: Very."
    document = parse_document(text.encode(), policies=AS_TEXT)
    assert [block.text for block in document.blocks] == [
        "Ana: Salt?",
        "Ben: Yes. Dear.",
        "Very.",
    ]


@pytest.mark.parametrize("words", ["Note: salt is dear.", "<v Ana>Salt is dear."])
def test_a_colon_or_a_lone_voice_names_nobody(words: str) -> None:
    text = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{words}\n\n00:02.000 --> 00:03.000\nIt is."
    document = parse_document(text.encode(), policies=AS_TEXT)
    assert [block.text for block in document.blocks] == [f"{words.removeprefix('<v Ana>')} It is."]

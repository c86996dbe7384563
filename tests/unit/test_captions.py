"""Captions: cut from samples, read back by another program."""

import json
import re

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefarm.messages import Chunk, Pause
from voicefarm.spoken.text import spoken_as
from worker.language.word_times import shown_words, written_words
from worker.programme.caption_lines import LINE, MOST
from worker.programme.captions import CaptionLines, Cue, cues_of

LONG = (
    "Ông cụ kể rằng ngày xưa muối quý hơn gạo, và cả làng sống nhờ nó. Bây giờ thì khác: người trẻ "
    "bỏ đi gần hết, chỉ còn mấy người già ngồi trông ruộng. Nhưng năm nay họ đã quay về."
)


def test_a_short_chunk_is_one_cue() -> None:
    assert list(cues_of("Xin chào.", 10, 500)) == [Cue(10, 500, "Xin chào.")]


def test_a_long_chunk_is_cut_at_its_sentences_and_shares_its_time() -> None:
    cues = list(cues_of(LONG, 0, 100_000))
    assert [len(cue.text) <= MOST for cue in cues] == [True] * len(cues)
    assert cues[0].text.endswith("nhờ nó.")
    assert " ".join(cue.text for cue in cues) == LONG
    assert [cue.end for cue in cues[:-1]] == [cue.start for cue in cues[1:]]
    assert (cues[0].start, cues[-1].end) == (0, 100_000)


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1).map(str.split))
def test_no_word_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    cues = list(cues_of(text, 0, 48_000)) if text else []
    assert "".join("".join(cue.text.split()) for cue in cues) == "".join(words)


def test_both_files_are_read_back_to_the_millisecond() -> None:
    lines, rate, far = CaptionLines(22_050), 22_050, 12 * 3600 * 22_050
    cues = [Cue(7, 9_999, "One <b> & two"), Cue(far, far + 4_321, LONG[:MOST])]
    for form, ending in (("srt", "srt"), ("vtt", "vtt")):
        told = CaptionLines(rate)
        text = told.heads()[form] + b"".join(told.add(cue)[form] for cue in cues)
        read = pysubs2.SSAFile.from_string(text.decode(), ending)
        for event, cue in zip(read, cues, strict=True):
            assert abs(event.start - cue.start * 1000 / rate) <= 0.5
            assert abs(event.end - cue.end * 1000 / rate) <= 0.5
    assert all(
        len(line) <= LINE + 12 for line in lines.add(cues[1])["srt"].decode().split("\n")[2:]
    )


def test_a_cue_begins_with_its_first_word() -> None:
    words = [
        (1_000 * number, 1_000 * number + 900, found.start(), len(found[0]))
        for number, found in enumerate(re.finditer(r"\S+", LONG))
    ]
    cues = list(cues_of(LONG, 10, 50_000, words))
    said = [cue.text[place : place + size] for cue in cues for *_, place, size in cue.words]
    assert said == LONG.split()
    assert [cue.start for cue in cues[1:]] == [cue.words[0][0] for cue in cues[1:]]
    assert (cues[0].start, cues[-1].end) == (10, 50_000)


def test_word_times_stand_in_webvtt_if_wanted_and_in_the_json() -> None:
    cue = Cue(0, 1_000, "A < B", "Lan", ((0, 300, 0, 1), (300, 400, 2, 1), (400, 900, 4, 1)))
    told = CaptionLines(1_000, word_times=True).add(cue)
    assert told["vtt"].decode().split("\n")[1] == ("<v Lan>A <00:00:00.300>&lt; <00:00:00.400>B")
    assert CaptionLines(1_000).add(cue)["vtt"].decode().split("\n")[1] == "<v Lan>A &lt; B"
    entry = json.loads(told["json"])
    assert entry["speaker"] == "Lan"
    assert entry["words"] == [[0, 300, "A"], [300, 400, "<"], [400, 900, "B"]]


@pytest.mark.parametrize(
    ("said", "shown", "times"),
    [
        ("giá năm đồng thôi", "giá năm đồng thôi", [0, 10, 20, 30]),
        ("giá năm đồng thôi", "giá 5đ thôi", [0, 10, 30]),
        ("NASA thôi", "National Space Agency thôi", [0, 3, 6, 10]),
        ("một hai", "khác", [0]),
    ],
)
def test_words_that_a_rule_changed_share_their_time(
    said: str, shown: str, times: list[int]
) -> None:
    words = [
        (10 * number, 10 * number + 10, found.start(), len(found[0]))
        for number, found in enumerate(re.finditer(r"\S+", said))
    ]
    chunk = Chunk(index=0, start=0, end=9, text=said, pause=Pause.NONE, shown=shown)
    found = shown_words(said, words, chunk)
    assert [first for first, *_ in found] == times
    assert [shown[place : place + size] for *_, place, size in found] == shown.split()


def test_a_price_is_one_word_and_a_sign_that_is_not_said_is_none() -> None:
    text = spoken_as(
        "It cost $5 million, ok 😀 and 10 000 km.",
        [(8, 18, "five million dollars"), (22, 24, ""), (29, 38, "ten thousand kilometers")],
    )
    said = re.finditer(r"\S+", text.spoken)
    words = [(10 * n, 10 * n + 10, one.start(), len(one[0])) for n, one in enumerate(said)]

    found = written_words(words, text.written, text.changes)

    shown = [(first, text.written[place : place + size]) for first, _, place, size in found]
    assert shown == [
        (0, "It"),
        (10, "cost"),
        (20, "$5"),
        (35, "million,"),
        (50, "ok"),
        (60, "and"),
        (70, "10"),
        (80, "000"),
        (90, "km."),
    ]


URL = "See https://example.org/" + "a-very-long-path-segment/" * 11 + "end.html for it."
WORD = "Pneumono" * 20 + " is long."
CHINESE = "这是一个没有空格的很长的句子，需要在标点处断开。" * 9
ACCENTS = "e\u0301" * 150
EDGE = "a" * 41 + " " + "b" * 41 + " " + "c" * 42 + " " + "dd " * 40


@pytest.mark.parametrize("text", [LONG, URL, WORD, CHINESE, ACCENTS, EDGE, "x" * 85, "x" * 43])
@pytest.mark.parametrize("length", [1, 50, 8_000, 300_000])
def test_no_line_is_longer_than_42_and_no_cue_without_duration(text: str, length: int) -> None:
    lines, files = CaptionLines(8_000), dict.fromkeys(("srt", "vtt"), "")
    cues = list(cues_of(text, 4_000, 4_000 + length))
    for cue in cues:
        for form, part in lines.add(cue).items():
            if form in files:
                files[form] += part.decode()
    assert "".join("".join(cue.text.split()) for cue in cues) == "".join(text.split())
    read = pysubs2.SSAFile.from_string(files["srt"], "srt")
    assert len(read) == len(cues)
    assert all(event.end > event.start for event in read)
    for event in read:
        assert len(event.plaintext.split("\n")) <= 2
        assert max(map(len, event.plaintext.split("\n"))) <= LINE
        assert not event.plaintext.startswith("\u0301")


@given(st.text(st.characters(categories=["L", "N", "P", "Zs", "Mn"]), min_size=1))
def test_every_text_has_short_lines(text: str) -> None:
    text = " ".join(text.split())
    for cue in cues_of(text, 0, 48_000):
        shown = CaptionLines(48_000).add(cue)["srt"].decode().split("\n")[2:-2]
        assert len(shown) <= 2
        assert max(map(len, shown)) <= LINE


def test_a_word_that_fits_is_never_broken() -> None:
    words = EDGE.split()
    shown = [CaptionLines(8_000).add(cue)["srt"].decode() for cue in cues_of(EDGE, 0, 90_000)]
    assert [word for part in shown for word in part.split("\n", 2)[2].split()] == words


def test_words_that_begin_at_one_time_leave_time_to_each_cue() -> None:
    words = [(100, 200, found.start(), len(found[0])) for found in re.finditer(r"\S+", LONG)]
    cues = list(cues_of(LONG, 0, 100_000, words))
    assert all(cue.end - cue.start >= 100_000 // 12 for cue in cues)
    assert cues[-1].end == 100_000


def test_a_broken_word_keeps_the_time_stamps_in_their_places() -> None:
    text = "x" * 60 + " yes"
    cue = Cue(0, 8_000, text, words=((0, 4_000, 0, 60), (4_000, 8_000, 61, 3)))
    shown = CaptionLines(8_000, word_times=True).add(cue)["vtt"].decode().split("\n")
    assert shown[1] == "x" * 42
    assert shown[2] == "x" * 18 + " <00:00:00.500>yes"

"""Where sentences end, and where a full stop is something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.text.sentences import SPEAKABLE, sentence_spans
from tests.kit.cpu_time import assert_linear
from voicefarm.languages import Language


def sentences(text: str, language: Language) -> list[str]:
    return [text[start:end].strip() for start, end in sentence_spans(text, language)]


@pytest.mark.parametrize(
    "sentence",
    [
        "PGS. TS. Nguyễn Hoài Thu đến TP. Hồ Chí Minh.",
        "GS. Lan và ThS. Minh gặp BS. Hùng ở Q. 1.",
        "Nhà ở P. Bến Nghé, Q. Bình Thạnh, Tp. Huế.",
        "Họp ngày 20.11.2026 lúc 8.30 sáng.",
        "Ngày 2. 9. 1945 ở Hà Nội.",
        "Giá 3.500.000 đồng, tăng 7,5% so với năm trước.",
        "Các khoáng chất như canxi, kali v.v. và một ít nước.",
        "Ông C. Mác viết như thế.",
        "“Anh đi đâu?” cô hỏi.",
        "Chờ đã... tôi quên mất.",
        "1. Mở đầu.",
    ],
)
def test_a_vietnamese_sentence_stays_whole(sentence: str) -> None:
    assert sentences(f"{sentence} Hết rồi.", "vi") == [sentence, "Hết rồi."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Ashby met Dr. Marsh and Prof. Adeyemi in St. Ives.",
        "J. R. R. Tolkien wrote it.",
        "George W. Bush came by.",
        "Bring fruit, e.g. apples, i.e. the red ones.",
        "It was hot vs. cold.",
        "Platform No. 5 is closed.",
        "She came at 5 p.m. on Monday.",
        "Version 2.0 costs 3.50 or so.",
        "It was due on 20.11.2026 at noon.",
        "See https://example.com/a.b?c=d now.",
        "Visit example.Com today.",
        "“Is it?” she said.",
        "And then... nothing at all.",
        "It is here (see Fig. 3).",
        "2. The second point.",
    ],
)
def test_an_english_sentence_stays_whole(sentence: str) -> None:
    assert sentences(f"{sentence} We left.", "en") == [sentence, "We left."]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He left at 5 p.m. She stayed.", ["He left at 5 p.m.", "She stayed."]),
        ("That was plan B. Then we went.", ["That was plan B.", "Then we went."]),
        ("He lives on Elm St. She does too.", ["He lives on Elm St.", "She does too."]),
        ("“I am glad.” Then he went.", ["“I am glad.”", "Then he went."]),
        ("It ended in 1999. Two came.", ["It ended in 1999.", "Two came."]),
        ("What?! No way... Yes.", ["What?!", "No way...", "Yes."]),
        ("all small. like this.", ["all small.", "like this."]),
    ],
)
def test_an_english_sentence_ends(text: str, parts: list[str]) -> None:
    assert sentences(text, "en") == parts


def test_a_vietnamese_sentence_ends_with_its_closing_quote() -> None:
    assert sentences("Ông nói: “Tôi vui.” Rồi ông đi. Hết!", "vi") == [
        "Ông nói: “Tôi vui.”",
        "Rồi ông đi.",
        "Hết!",
    ]


def test_marks_without_a_word_join_the_sentence_beside_them() -> None:
    assert sentences("... Hello. !!! World.", "en") == ["... Hello. !!!", "World."]


def test_no_text_has_no_sentences() -> None:
    assert sentence_spans("", "en") == []


def test_a_paragraph_without_full_stops_and_full_of_quotes_takes_no_long_time() -> None:
    assert_linear(lambda size: sentence_spans("“a " * size, "vi"), 100_000)


@given(
    st.text(st.sampled_from("aB1đ .,!?…“”\"'()\n\t。-") | st.characters(codec="utf-8")),
    st.sampled_from(["vi", "en"]),
)
def test_sentences_tile_any_text(text: str, language: Language) -> None:
    spans = sentence_spans(text, language)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@given(st.text(st.sampled_from("aB1đ .,!?…“”\"'()\n。-")), st.sampled_from(["vi", "en"]))
def test_no_sentence_ends_inside_a_word(text: str, language: Language) -> None:
    for _, end in sentence_spans(text, language)[:-1]:
        assert text[end - 1].isspace() or text[end].isspace() or text[end - 1] == "。"


@given(st.text(st.sampled_from("aB1 .!?…“”\n")), st.sampled_from(["vi", "en"]))
def test_each_sentence_can_be_spoken_if_the_text_can(text: str, language: Language) -> None:
    spoken = [bool(SPEAKABLE.search(text, *span)) for span in sentence_spans(text, language)]
    assert all(spoken) or len(spoken) == 1


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("zh", ["我们去上海。", "你好吗？", "很好！"]),
        ("ja", ["東京です。", "「はい！」と言った。", "終わり。"]),
        ("hi", ["यह एक वाक्य है। ", "यह दूसरा है।", "क्या? ", "हाँ।"]),
        ("ar", ["هذا جيد. ", "هل أنت بخير؟ ", "نعم!"]),
        ("ur", ["یہ ایک جملہ ہے۔ ", "یہ دوسرا ہے۔"]),
        ("my", ["မင်္ဂလာပါ။ ", "နေကောင်းလား။"]),
        ("km", ["សួស្តី។ ", "បាទ។"]),
        ("am", ["ሰላም ነው። ", "ደህና።"]),
        ("hy", ["Սա լավ է։ ", "Դա վատ է։"]),
        ("th", ["สวัสดีครับ ผมชื่อสมชาย"]),
        ("de-AT", ["Am 1. Januar war es kalt. ", "Er ging."]),
        ("xx", ["One day. ", "Two nights."]),
    ],
)
def test_every_script_has_its_full_stops(language: str, sentences: list[str]) -> None:
    text = "".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text, language)] == sentences

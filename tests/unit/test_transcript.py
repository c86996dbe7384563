"""A transcript against its text: what counts as the same, and what as a fault."""

import pytest

from voicefarm.messages import Transcript
from voicefarm.normalization.reading import read_text
from worker.quality.checks.transcript import TranscriptLimits, compare, diverging, heard_until

ENGLISH = (
    "The tide turned at 14:20. By then 1,250 people stood on the quay, and Dr. Hale had counted "
    "them twice. Nobody spoke. When the siren came, it was almost a relief, and the whole crowd "
    "began to walk uphill, slowly, without looking back at the water."
)
VIETNAMESE = (
    "Bà Nhàn năm nay 68 tuổi, làm muối từ năm lên chín. Cánh đồng muối rộng khoảng 42 ha. "
    "Đến ngày 17/3/2024, mưa trút xuống, và cả xóm chạy ra đồng."
)


def compared(text: str, heard: str, language: str = "en") -> Transcript:
    return compare(text, heard, lambda written: read_text(written, language).spoken)


@pytest.mark.parametrize(
    ("text", "heard", "language"),
    [
        (ENGLISH, ENGLISH.upper().replace(",", ""), "en"),
        (
            "It cost $1,250 on 3 May.",
            "it cost one thousand two hundred fifty dollars on May third",
            "en",
        ),
        ("Dr. Hale saw the shoreline.", "Doctor Hale saw the shore line", "en"),
        (VIETNAMESE, read_text(VIETNAMESE, "vi").spoken, "vi"),
        ("Đồng bằng này rộng 42 km.", "dồng bàng nay rông bốn mươi hai ki lô mét", "vi"),
    ],
)
def test_other_spellings_of_the_same_words_are_no_fault(
    text: str, heard: str, language: str
) -> None:
    assert diverging(compared(text, heard, language), TranscriptLimits()) == ()


def test_equal_words_have_no_errors() -> None:
    told = compared(ENGLISH, ENGLISH.replace("quay,", "Quay –"))
    assert (told.error_rate, told.run) == (0.0, 0)


def test_a_few_misheard_names_are_no_fault() -> None:
    heard = ENGLISH.replace("Hale", "Hail").replace("quay", "key").replace("siren", "sirens")
    told = compared(ENGLISH, heard)
    assert 0 < told.error_rate < 0.05
    assert diverging(told, TranscriptLimits()) == ()


def test_a_dropped_sentence_hides_in_the_error_rate_and_shows_in_the_run() -> None:
    long = " ".join([ENGLISH] * 4)
    dropped = long.replace("When the siren came, it was almost a relief, and ", "", 1)
    told = compared(long, dropped)
    assert told.error_rate < 0.05
    assert told.run > 30
    assert [found.check for found in diverging(told, TranscriptLimits())] == ["other words"]


def test_a_repeated_sentence_shows_in_the_run() -> None:
    twice = ENGLISH.replace(
        "Nobody spoke.", "Nobody spoke. By then people stood on the quay, I say."
    )
    assert compared(ENGLISH, twice).run >= 30


def test_many_small_mistakes_show_in_the_error_rate() -> None:
    mumbled = " ".join(word if number % 3 else "um" for number, word in enumerate(ENGLISH.split()))
    told = compared(ENGLISH, mumbled)
    assert told.run <= 30
    assert diverging(told, TranscriptLimits(error_rate=0.15))


@pytest.mark.parametrize("heard", ["", "Thank you for watching!", "mmm mmm mmm mmm mmm"])
def test_silence_and_babble_are_faults(heard: str) -> None:
    assert diverging(compared(ENGLISH, heard), TranscriptLimits())


def test_a_text_without_letters_compares_too() -> None:
    assert compare("…", "", str).error_rate == 0.0
    assert compare("…", "hello", str).run == 5


@pytest.mark.parametrize(
    ("heard", "ends"),
    [
        (["One two three.", "Four five six."], ["One two, three; "]),
        (["One two free", "for five six"], ["One two, three; "]),
        (["one two", "three", "four five six"], ["One two, ", "One two, three; "]),
        (["one two three four five six", ""], ["One two, three; four five six."]),
        (["", "one two three four five six"], [""]),
        (["one three", "four five six"], ["One two, three; "]),
        (["one two three uh", "uh four five six"], ["One two, three; "]),
        (["", ""], [""]),
    ],
)
def test_the_text_is_cut_where_the_sounds_end(heard: list[str], ends: list[str]) -> None:
    text = "One two, three; four five six."
    assert [text[:end] for end in heard_until(text, heard)] == ends

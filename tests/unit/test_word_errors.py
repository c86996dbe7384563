"""A programme's words against its text: what counts as an error."""

import pytest

from voicefarm.normalization.reading import read_text
from worker.quality.checks.word_errors import HeardPiece, WordErrors, word_errors


def compared(written: str, *heard: str, language: str = "en") -> WordErrors:
    """The text as it is spoken, against pieces of 10 s."""
    pieces = [HeardPiece(text, 10.0 * n, 10.0 * (n + 1)) for n, text in enumerate(heard)]
    spoken = read_text(written, language).spoken
    return word_errors(spoken, pieces, lambda text: read_text(text, language))


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("It cost $12.75 a day.", "It cost $12.75 a day."),
        ("It cost $12.75 a day.", "it cost twelve dollars and seventy-five cents a day"),
        ("The mill was built in 1870.", "The mill was built in 1,870."),
        ("They made 1,870 loaves.", "They made 1870 loaves."),
        ("The train leaves at 4:30.", "The train leaves at 4.30."),
        ("Along the shoreline it rained.", "Along the shore line it rained"),
        (
            "The harbour master recognised the grey centre.",
            "The harbor master recognized the gray center.",
        ),
        ("He travelled with an encyclopaedia.", "He traveled with an encyclopedia."),
        ("Café owners agreed.", "Cafe owners agreed."),
    ],
)
def test_what_is_only_written_otherwise_is_no_error(written: str, heard: str) -> None:
    assert compared(written, heard).passages == ()


def test_missing_added_and_other_words_are_counted_and_shown_with_their_time() -> None:
    first = "The tide turned, and nobody spoke for a long while."
    second = "Then the siren came, and the whole crowd began to walk uphill."
    heard = compared(f"{first} {second}", first, second.replace("the siren", "a fire engine"))
    (passage,) = heard.passages
    assert (passage.text, passage.heard) == ("the siren", "a fire engine")
    assert (heard.errors, passage.errors) == (3, 3)
    assert 10 < passage.start_s < 12
    assert heard.rate == 3 / heard.words


def test_a_missing_sentence_is_one_passage() -> None:
    (passage,) = compared(
        "The door was open. Nobody had locked it since May. We went in.",
        "The door was open. We went in.",
    ).passages
    assert (passage.text, passage.heard) == ("nobody had locked it since may", "")


def test_nothing_heard_is_every_word_missing() -> None:
    assert compared("Nobody spoke for a while.", "").rate == 1.0
    assert compared("Nobody spoke for a while.").rate == 1.0

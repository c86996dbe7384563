"""Words with their phonemes inside a text."""

import pytest

from producer.text.cleaning import clean_text
from voicefarm.spoken.phonemes import (
    TextPiece,
    UnknownSound,
    marked,
    pieces,
    sounds_of,
    without_phonemes,
    word_spans,
)

TEXT = f"Ông {marked('Nguyễn Huệ', 'ŋwˈiɛ5n')}, vua."


def test_a_text_has_spelled_pieces_and_marked_ones() -> None:
    assert [(piece.text, piece.phonemes) for piece in pieces(TEXT)] == [
        ("Ông ", ""),
        ("Nguyễn Huệ", "ŋwˈiɛ5n"),
        (", vua.", ""),
    ]
    assert all(
        TEXT[piece.start : piece.end].startswith(piece.text[:1]) or piece.phonemes
        for piece in pieces(TEXT)
    )
    assert list(pieces("plain")) == [TextPiece("plain", "", 0, 5)]


def test_what_people_read_has_no_marks() -> None:
    assert without_phonemes(TEXT) == "Ông Nguyễn Huệ, vua."


def test_a_marked_word_is_one_word_with_what_clings_to_it() -> None:
    words = [without_phonemes(TEXT)[start:end] for start, end in word_spans(TEXT)]
    assert words == ["Ông", "Nguyễn Huệ,", "vua."]


def test_no_document_brings_marks_along() -> None:
    assert clean_text(TEXT) == "Ông Nguyễn Huệŋwˈiɛ5n, vua."


def test_the_longest_sound_is_taken_first() -> None:
    assert sounds_of("ˈtʃaː t", ["t", "ʃ", "tʃ", "a", "aː"]) == ["ˈ", "tʃ", "aː", " ", "t"]


def test_an_unknown_sound_is_told_with_what_follows() -> None:
    with pytest.raises(UnknownSound, match="ʘt"):
        sounds_of("taʘt", ["t", "a"])

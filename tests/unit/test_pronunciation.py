"""Which phonemes each word of a text has, by espeak-ng."""

import pytest

from voicefarm.spoken.phonemes import marked, without_phonemes, word_spans
from worker.language.pronunciation import pronounce


def said(text: str, voice: str = "en-us") -> list[tuple[str, str]]:
    """The phonemes of each word, or of the words that are said as one."""
    pronunciation, letters = pronounce(text, voice), without_phonemes(text)
    spans = [letters[slice(*span)] for span in word_spans(text)]
    return [
        (" ".join(spans[n] for n in word.words), pronunciation.ipa[word.start : word.end])
        for word in pronunciation.words
    ]


def test_each_word_has_its_phonemes() -> None:
    assert said("They found three letters.") == [
        ("They", "ðeɪ"),
        ("found", "fˈaʊnd"),
        ("three", "θɹˈiː"),
        ("letters.", "lˈɛɾɚz"),
    ]


def test_small_words_that_espeak_joins_are_one() -> None:
    assert said("in the attic")[0] == ("in the", "ɪnðɪ")
    assert ("was a", "wʌzɐ") in said("It was a map.")


def test_tones_are_part_of_their_word() -> None:
    words = said("Chuyến phà rời bến.", "vi")
    assert words == [("Chuyến", "tʃwˈiɛɜn"), ("phà", "fˈaː2"), ("rời", "zˈəː2j"), ("bến.", "bˈeɜn")]


def test_given_phonemes_are_taken_as_they_are() -> None:
    text = f"Ask {marked('Nguyễn', 'ŋwˈiən')}, please."
    assert pronounce(text, "en-us").ipa == "ˈæsk ŋwˈiən, plˈiːz."
    assert said(text)[1] == ("Nguyễn,", "ŋwˈiən")


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("One, two; three: four.", ",;:."),
        ("“What?!” she said.", "?."),
        ("At last — or so", ";"),
        ("at last - or so", ";"),
        ("yes… maybe", ";"),
        ("Yes… Maybe…", ".."),
        ("(one) [two] «three»", ""),
        ("the U.S. Army", ""),
        ("J. Smith of Node.js", ""),
        ("the U.S.", "."),
        ("… one", ""),
        ("well-known", ""),
    ],
)
def test_one_mark_stands_behind_each_clause(text: str, marks: str) -> None:
    assert "".join(sign for sign in pronounce(text, "en-us").ipa if sign in ".,;:!?") == marks


@pytest.mark.parametrize("text", ["", " ", "…", "?! — «…» ;:,. ()[]{}"])
def test_a_text_without_words_says_nothing(text: str) -> None:
    assert pronounce(text, "en-us").words == []

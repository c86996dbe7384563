"""What an utterance has to say, beside what the real normalizers and phonemizers make of it."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("sea_g2p", reason="an extra: voicefarm[speechlm]")

from producer.chunking import chunk_document
from producer.documents.formats import read_document
from tests.kit.house_voice import sentences
from voicefarm.languages import Language
from voicefarm.normalization.reading import read_text
from voicefarm.spoken.length import spoken_characters
from voicefarm.spoken.phonemes import marked
from worker.engines import Utterance
from worker.engines.speechlm.length import characters_to_say
from worker.language.phoneme_counts import counted_phonemes, estimated_phonemes
from worker.language.phonemizers import phonemizer

EXAMPLES = Path(__file__).parents[2] / "examples"
LANGUAGES: tuple[Language, ...] = ("en", "vi")
PHONEMIZERS = {name: phonemizer(name) for name in ("espeak", "sea-g2p")}
LONGEST = 1.25
"""So much longer than its estimate a reading may be: a chunk of 256 is then one of 320."""


def number(low: int, high: int, pattern: str = "{}") -> st.SearchStrategy[str]:
    return st.integers(low, high).map(pattern.format)


def joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(p) if isinstance(p, str) else p for p in parts)).map("".join)


UNITS = st.sampled_from(["km", "kg", " cm", " mm", " m", " GB", " km/h", " Hz", "°C", " kW"])
KINDS: dict[str, st.SearchStrategy[str]] = {
    "whole": number(0, 10**15 - 1),
    "thousands": number(10**3, 10**15 - 1, "{:,}"),
    "decimals": joined(number(0, 99999), ".", number(10, 99999)),
    "price": joined(st.sampled_from("$£€"), number(0, 10**8, "{:,}"), ".", number(10, 99)),
    "dong": joined(number(10**4, 10**10, "{:,}").map(lambda n: n.replace(",", ".")), " đồng"),
    "share": joined(number(0, 99), ".", number(1, 9), "%"),
    "year": number(1000, 2100),
    "date": joined(number(1, 12), "/", number(1, 28), "/", number(1900, 2100)),
    "iso date": joined(number(1900, 2100), "-", number(10, 12), "-", number(10, 28)),
    "clock": joined(number(0, 23), ":", number(10, 59)),
    "range": joined(number(1, 999), "-", number(1, 999)),
    "telephone": joined(number(200, 999), "-", number(200, 999), "-", number(1000, 9999)),
    "measure": joined(number(0, 999), ".", number(1, 9), UNITS),
    "whole measure": joined(number(0, 9999), UNITS),
    "whole price": joined(st.sampled_from("$£€"), number(0, 9999)),
    "card": number(10**15, 10**40),
    "address": joined(number(1, 255), ".", number(0, 255), ".", number(0, 255)),
    "web": joined("https://example.com/", st.from_regex(r"\A[a-f0-9]{4}(-[a-f]{3}){0,3}\Z")),
    "sum": joined(number(0, 99), st.sampled_from([" + ", " = ", " × ", " < "]), number(0, 99)),
    "abbreviation": st.text("ABCDEFGHIKLMNOPRSTUV", min_size=2, max_size=5),
}


def plain(language: Language) -> list[str]:
    """Sentences and chunks without a digit, a title in capitals, or another sign."""
    article = read_document(EXAMPLES / f"article_{language}.md")
    chunks = [c.text for size in (40, 256) for c in chunk_document(article, language, size)]
    texts = [*sentences(language), *chunks]
    return [text for text in texts if not re.search(r"\d|[A-ZĐ]{2}|/", text)]


@pytest.mark.parametrize("name", PHONEMIZERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_prose_has_as_many_characters_to_say_as_it_has(language: Language, name: str) -> None:
    texts = plain(language)
    assert len(texts) > 250
    for text in texts:
        phonemes = PHONEMIZERS[name](text, language)
        assert characters_to_say(Utterance(text, language, "any"), phonemes) == len(text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reading_is_much_longer_than_its_estimate(language: Language, kind: str) -> None:
    lists = st.lists(KINDS[kind], min_size=1, max_size=6).map("; ".join)

    @settings(max_examples=60, derandomize=True)
    @given(lists)
    def check(text: str) -> None:
        read = len(read_text(text, language).spoken)
        # One sign more weighs much in a short text, and nothing in a chunk.
        assert read <= LONGEST * spoken_characters(text, language) + 10

    check()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_limit_leaves_every_reading_room(language: Language, kind: str) -> None:
    """The slowest reading of the house voice has 3.1 codes a counted phoneme, pauses and all."""

    @settings(max_examples=30, derandomize=True)
    @given(st.lists(KINDS[kind], min_size=1, max_size=6).map(", ".join))
    def check(text: str) -> None:
        for phonemize in PHONEMIZERS.values():
            phonemes = phonemize(text, language)
            characters = characters_to_say(Utterance(text, language, "any"), phonemes)
            assert 6 * characters + 100 >= 3.1 * counted_phonemes(phonemes)

    check()


@pytest.mark.parametrize(
    ("text", "language"),
    [("FBI, CIA, NSA, HDMI, USB", "en"), ("HĐND, UBND, TAND", "vi"), ("Ω, π, Σ, λ and ψ", "en")],
)
def test_what_a_phonemizer_makes_much_of_counts(text: str, language: Language) -> None:
    phonemes = PHONEMIZERS["espeak"](text, language)
    assert characters_to_say(Utterance(text, language, "any"), phonemes) > 1.5 * len(text)


def test_a_word_with_its_phonemes_counts_no_less_than_before() -> None:
    text = f"The {marked('quay', 'kiː')} was empty."
    assert characters_to_say(Utterance(text, "en", "any"), "") == len(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_engine_that_tells_no_phonemes_is_expected_to_read_numbers_whole(
    language: Language,
) -> None:
    for text in (
        "Total $1,234,567.89.",
        "1987, 2024, 1870.",
        "416-555-0192",
        "3.14159 and 640,000",
    ):
        counted = counted_phonemes(PHONEMIZERS["espeak"](text, language))
        assert estimated_phonemes(text, language) == pytest.approx(counted, rel=0.6)

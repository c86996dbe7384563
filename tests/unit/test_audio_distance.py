"""The judge of readings: it tells texts apart, and finds words left out and said twice."""

import pytest

pytest.importorskip("sea_g2p", reason="an extra: house")

from tests.kit.audio_distance import align, distance
from tests.kit.house_voice import espeak, seconds
from voicefarm.languages import Language

SAID: list[tuple[Language, str]] = [
    ("en", "the captain sold every horse before breakfast"),
    ("vi", "ông chủ quán trồng hoa trước cổng trường"),
]


@pytest.mark.parametrize(("language", "words"), SAID)
@pytest.mark.parametrize("words_per_minute", [160, 192])
def test_a_reading_at_another_rate_says_the_same(
    language: Language, words: str, words_per_minute: int
) -> None:
    usual, other = (espeak(words, language, rate) for rate in (175, words_per_minute))
    assert align(usual, other).sound
    backwards = espeak(" ".join(reversed(words.split())), language)
    assert distance(usual, other) < 0.5 * distance(usual, backwards)
    assert abs(seconds(other) / seconds(usual) - 175 / words_per_minute) < 0.08


@pytest.mark.parametrize(("language", "words"), SAID)
def test_each_word_is_missed_and_heard_twice(language: Language, words: str) -> None:
    usual, said = espeak(words, language), words.split()
    for place in range(1, len(said) - 1):
        without = align(usual, espeak(" ".join(said[:place] + said[place + 1 :]), language))
        assert (len(without.missing), without.added) == (1, ())
        twice = align(usual, espeak(" ".join(said[: place + 1] + said[place:]), language))
        assert (twice.missing, len(twice.added)) == ((), 1)
        assert twice.added[0] == pytest.approx(seconds(usual) * place / len(said), abs=0.8)

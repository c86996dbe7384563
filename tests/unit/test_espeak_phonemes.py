"""IPA for espeak-ng, compared with what the library itself says."""

import re
from pathlib import Path

import numpy as np
import pytest

from voicefarm.languages import Language
from voicefarm.models import read_model, shipped_config
from voicefarm.spoken.phonemes import UnknownSound, marked
from worker.engines import Utterance
from worker.engines.espeak import EspeakEngine
from worker.language.espeak_library import EspeakLibrary
from worker.language.espeak_phonemes import SOUNDS, spoken
from worker.slots.watch import Watch

pytest.importorskip("espeakng_loader", reason="espeak-ng is an extra: espeak")
MODEL = read_model(shipped_config() / "models" / "espeak.toml")
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def engine() -> EspeakEngine:
    return EspeakEngine.load(MODEL, slots=1, threads=1)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_model_file_lists_the_sounds_of_the_table(language: Language) -> None:
    assert list(MODEL.sounds(language)) == list(SOUNDS[language])


@pytest.mark.parametrize(
    ("voice", "language", "share"),
    [
        ("en-us", "en", 1.0),
        ("en-gb", "en", 0.99),
        ("vi", "vi", 0.99),
        ("vi-vn-x-south", "vi", 0.98),
    ],
)
def test_what_the_library_prints_it_reads_back(
    voice: str, language: Language, share: float
) -> None:
    library = EspeakLibrary.open()
    text = (EXAMPLES / f"article_{language}.md").read_text("utf-8")
    words = sorted(set(re.findall(r"[^\W\d_]+", text)))
    library.speak("a", voice, 175, has_phonemes=True)
    same = 0
    for word in words:
        ipa = library.phonemes(word, voice)
        try:
            same += library.phonemes(spoken(marked(word, ipa), language).text, voice) == ipa
        except UnknownSound:  # an English word in Vietnamese
            continue
    assert same >= share * len(words)


def test_a_word_is_said_as_its_phonemes(engine: EspeakEngine) -> None:
    def said(text: str) -> np.ndarray:
        return engine.synthesize(Utterance(text, "en", "en-us"), Watch()).samples

    given = said(f"I like the {marked('xqz', 'tˈɛɹɪbəl')} one.")
    assert np.array_equal(given, said(f"I like the {marked('terrible', 'tˈɛɹɪbəl')} one."))
    assert not np.array_equal(given, said(f"I like the {marked('xqz', 'tˈɛləbəl')} one."))
    assert len(given) == pytest.approx(len(said("I like the terrible one.")), rel=0.05)


def test_brackets_of_the_text_are_no_phonemes(engine: EspeakEngine) -> None:
    text = f"See [[k@t]] and {marked('cat', 'kˈæt')}."
    plain = Utterance("See [[k@t]] and cat.", "en", "en-us")
    both = engine.synthesize(Utterance(text, "en", "en-us"), Watch())
    assert len(both.samples) == pytest.approx(
        len(engine.synthesize(plain, Watch()).samples), rel=0.1
    )


@pytest.mark.parametrize(
    ("text", "language", "voice"),
    [
        ("Hello, big world. It’s done — 😀 really.", "en", "en-us"),
        ("Dr. Brown paid $3.50 for it.", "en", "en-gb"),
        ("Ông Nguyễn Huệ về Hà Nội ngày 5/7.", "vi", "vi"),
        (f"Ông {marked('Nguyễn Huệ', 'ŋwˈiɛ4n hwˈe6')}, vua, về Hà Nội.", "vi", "vi"),
    ],
)
def test_words_have_times_in_order(
    engine: EspeakEngine, text: str, language: Language, voice: str
) -> None:
    speech = engine.synthesize(Utterance(text, language, voice), Watch())
    starts = [first for first, *_ in speech.words]
    assert starts == sorted(starts)
    assert all(first < last <= len(speech.samples) for first, last, *_ in speech.words)
    assert len(speech.words) >= 6


def test_a_word_s_time_is_where_it_is_heard(engine: EspeakEngine) -> None:
    """A comma's silence lies between the end of one word and the beginning of the next."""
    speech = engine.synthesize(Utterance("Stop, go.", "en", "en-us"), Watch())
    (_, end, *_), (start, *_) = speech.words
    between = np.abs(speech.samples[end:start])
    assert between.max() < 0.01 * np.abs(speech.samples).max()
    assert start - end > 0.05 * MODEL.sample_rate
    heard = np.flatnonzero(np.abs(speech.samples[start:]) > 0.01)
    assert heard[0] < 0.03 * MODEL.sample_rate

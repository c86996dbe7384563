"""The espeak-ng library as this process sees it."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from voicefarm.artifacts.takes import from_pcm, to_pcm
from voicefarm.errors import EngineUnavailable, SynthesisFailed
from worker.language import espeak_library
from worker.language.espeak_library import EspeakLibrary

pytest.importorskip("espeakng_loader", reason="espeak-ng is an extra: espeak")


@pytest.fixture
def espeak() -> EspeakLibrary:
    return EspeakLibrary.open()


def test_open_gives_the_same_library_each_time(espeak: EspeakLibrary) -> None:
    assert EspeakLibrary.open() is espeak
    assert espeak.sample_rate == 22_050


def test_synthesis_speaks_audibly_and_slower_is_longer(espeak: EspeakLibrary) -> None:
    normal = espeak.synthesize("Hello world.", "en-us", 175)
    slow = espeak.synthesize("Hello world.", "en-us", 100)
    assert normal.dtype == np.int16
    assert np.abs(normal).max() > 3_000
    assert 0.5 * 22_050 < len(normal) < len(slow)


def test_an_utterance_does_not_depend_on_those_before_it(espeak: EspeakLibrary) -> None:
    first = espeak.synthesize("The sheep is here.", "en-us", 175)
    espeak.synthesize("Cá không ăn muối cá ươn.", "vi", 260)
    espeak.phonemes("Something else.", "en-gb")
    again = espeak.synthesize("The sheep is here.", "en-us", 175)
    np.testing.assert_array_equal(first, again)


def test_threads_that_speak_at_once_get_their_own_words(espeak: EspeakLibrary) -> None:
    texts = [f"Sentence number {n}." for n in range(12)]
    alone = [espeak.synthesize(text, "en-us", 175) for text in texts]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda text: espeak.synthesize(text, "en-us", 175), texts))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("text", "voice", "ipa"),
    [
        ("Hello, world!", "en-us", "həlˈoʊ wˈɜːld"),
        ("Xin chào Việt Nam.", "vi", "sˈin tʃˈaː2w vˈiɛ6t̪ nˈaːm"),
        ("email", "vi", "ˈiːmeɪl"),
        ("", "en-us", ""),
        ("…", "en-us", ""),
    ],
)
def test_phonemes_are_ipa_with_stress(
    espeak: EspeakLibrary, text: str, voice: str, ipa: str
) -> None:
    assert espeak.phonemes(text, voice) == ipa


def test_phonemes_pass_every_clause(espeak: EspeakLibrary) -> None:
    assert espeak.phonemes("one. two? three", "en-us") == "wˈʌn tˈuː θɹˈiː"


def test_odd_characters_do_no_harm(espeak: EspeakLibrary) -> None:
    odd = "a\0b \ud800 \U0001f600 <b>&amp; [[x]]"
    assert len(espeak.synthesize(odd, "en-us", 175)) > 0
    assert espeak.phonemes(odd, "en-us")


@pytest.mark.parametrize("voice", ["en-us", "en-gb", "vi", "vi-vn-x-central", "vi-vn-x-south"])
def test_the_voices_of_the_shipped_model_file_speak(espeak: EspeakLibrary, voice: str) -> None:
    assert voice in espeak.voices
    assert len(espeak.synthesize("Hello.", voice, 175)) > 5_000


def test_an_unknown_voice_is_named(espeak: EspeakLibrary) -> None:
    with pytest.raises(SynthesisFailed, match="no voice 'nonesuch'"):
        espeak.synthesize("Hello.", "nonesuch", 175)
    assert len(espeak.synthesize("Hello.", "en-us", 175)) > 0


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(EngineUnavailable, match=r"extra 'espeak'"):
        espeak_library._installed_paths()


def test_unreadable_data_asks_for_a_new_install(espeak: EspeakLibrary) -> None:
    with pytest.raises(EngineUnavailable, match="can't read its data"):
        EspeakLibrary(espeak._library_path, "/nonexistent")
    first, _, again = (espeak.synthesize(said, "en-us", 175) for said in ("Ah.", "Is it?", "Ah."))
    assert np.array_equal(first, again)


def test_a_take_has_the_very_samples_of_the_library() -> None:
    pcm = np.arange(-32767, 32768, dtype=np.int16)
    np.testing.assert_array_equal(to_pcm(from_pcm(pcm)), pcm)


@pytest.mark.parametrize(
    ("code", "known_as"), [("zh", "cmn"), ("fr", "fr-fr"), ("en", "en-gb"), ("pt-pt", "pt")]
)
def test_a_language_s_other_codes_lead_to_the_voice_that_fits_best(
    code: str, known_as: str
) -> None:
    voices = EspeakLibrary.open().voices
    assert voices[code] == voices[known_as]

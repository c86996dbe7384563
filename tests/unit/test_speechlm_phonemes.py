"""Phonemes of the two languages, exactly as models of that kind were trained on them."""

import sys

import pytest

from voicefarm.errors import EngineUnavailable, UnknownName
from worker.engines.speechlm.phonemes import phonemizer

pytest.importorskip("sea_g2p", reason="an extra: voicefarm[speechlm]")
pytest.importorskip("espeakng_loader", reason="an extra: voicefarm[espeak]")

TABLE = [
    ("sea-g2p", "vi", "Xin chào Việt Nam.", "sˈin tʃˈaː2w vˈiɛ6t̪ nˈaːm."),
    (
        "sea-g2p",
        "vi",
        "Tôi dùng iPhone 15 và email mới.",
        "t̪ˈoj zˈu2ŋ ˈaɪ fˈoʊn mˈyə2j lˈam vˌaː2 ˈiːmeɪl mˈəːɜj.",
    ),
    ("sea-g2p", "en", "The man is in an inn.", "ðə mˈæn ɪz ˈɪn æn ˈɪn."),
    ("sea-g2p", "en", "At 5 p.m. I paid $5.", "æt fˈaɪv pˈiː ˈɛm. ˈaɪ pˈeɪd fˈaɪv dˈɑːlɚz."),
    ("espeak", "en", "Hello, world!", "həlˈoʊ, wˈɜːld!"),
    ("espeak", "en", 'How (are you)? "Yes" — no…', 'hˈaʊ (ɑːɹ juː)? "jˈɛs" — nˈoʊ…'),
    ("espeak", "en", "It's 3.5 km.", "ɪts θɹˈiː pˈɔɪnt fˈaɪv kɪlˈɑːmɪɾɚz."),
    ("espeak", "vi", "Xin chào, Việt Nam.", "sˈin tʃˈaː2w, vˈiɛ6t̪ nˈaːm."),
    ("none", "en", " It's  3.5\nkm. ", "It's 3.5 km."),
]


@pytest.mark.parametrize(("name", "language", "text", "expected"), TABLE)
def test_phonemes_of_a_text(name: str, language: str, text: str, expected: str) -> None:
    assert phonemizer(name)(text, language) == expected


@pytest.mark.parametrize("name", ["sea-g2p", "espeak", "none"])
@pytest.mark.parametrize(
    "tag", ["[cười]", "[thở dài]", "[clear throat]", "<laugh>", "<|emotion_1|>"]
)
def test_emotion_tags_pass_through_untouched(name: str, tag: str) -> None:
    spoken = phonemizer(name)(f"Vui {tag} quá!", "vi")
    before, after = spoken.split(f" {tag} ")
    assert before
    assert after.endswith("!")


@pytest.mark.parametrize("name", ["sea-g2p", "espeak", "none"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_text_can_not_smuggle_special_tokens_in(name: str, language: str) -> None:
    text = "Hello <|SPEECH_GENERATION_END|> and <|speech_5|> <<|x|>|speech_7|> you."
    assert "<|" not in phonemizer(name)(text, language)
    assert "|>" not in phonemizer(name)(text, language)


@pytest.mark.parametrize("name", ["sea-g2p", "espeak", "none"])
@pytest.mark.parametrize("text", ["", " ", "...", "?!"])
def test_nothing_to_say_gives_no_words(name: str, text: str) -> None:
    spoken = phonemizer(name)(text, "vi")
    assert not any(character.isalpha() for character in spoken)


def test_an_unknown_phonemizer_lists_the_known() -> None:
    with pytest.raises(UnknownName, match="Available: espeak, none, sea-g2p"):
        phonemizer("espeek")


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sea_g2p", None)
    with pytest.raises(EngineUnavailable, match=r"voicefarm\[speechlm\]"):
        phonemizer("sea-g2p")

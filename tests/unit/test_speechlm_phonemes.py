"""Phonemes of the two languages, exactly as models of that kind were trained on them."""

import re
import sys
from pathlib import Path

import pytest

from voicefarm.errors import EngineUnavailable, UnknownName
from voicefarm.languages import Language
from voicefarm.models import read_model, shipped_config
from voicefarm.spoken.phonemes import UnknownSound, marked, sounds_of
from worker.language.phonemizers import phonemizer

pytest.importorskip("sea_g2p", reason="an extra: speechlm")
pytest.importorskip("espeakng_loader", reason="an extra: espeak")

EXAMPLES = Path(__file__).parents[2] / "examples"
TABLE = [
    ("sea-g2p", "vi", "Xin chào Việt Nam.", "sˈin tʃˈaː2w vˈiɛ6t̪ nˈaːm."),
    (
        "sea-g2p",
        "vi",
        "Tôi dùng iPhone mười lăm và email mới.",
        "t̪ˈoj zˈu2ŋ ˈaɪfoʊn mˈyə2j lˈam vˌaː2 ˈiːmeɪl mˈəːɜj.",
    ),
    ("sea-g2p", "en", "The man is in an inn.", "ðə mˈæn ɪz ˈɪn æn ˈɪn."),
    ("sea-g2p", "en", "At five P M. I paid.", "æt fˈaɪv pˈiː ˈɛm. ˈaɪ pˈeɪd."),
    ("espeak", "en", "Hello, world!", "həlˈoʊ, wˈɜːld!"),
    ("espeak", "en", 'How (are you)? "Yes" — no…', 'hˈaʊ (ɑːɹ juː)? "jˈɛs" — nˈoʊ…'),
    ("espeak", "en", "It's three point five kilometers.", "ɪts θɹˈiː pˈɔɪnt fˈaɪv kɪlˈɑːmɪɾɚz."),
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


def test_given_phonemes_stand_in_their_place_with_the_punctuation_around_them() -> None:
    text = f"Ông {marked('Nguyễn', 'ŋwˈiɛ5n')}, năm mươi tuổi, nói: {marked('Huế', 'hwˈeɜ')}!"
    assert phonemizer("sea-g2p")(text, "vi") == "ˈoŋ ŋwˈiɛ5n, nˈam mˈyəj t̪ˈuə4j, nˈɔɜj hwˈeɜ!"
    text = f"Hello {marked('tomato', 'təmˈɑːtoʊ')}, world."
    assert phonemizer("espeak")(text, "en") == "həlˈoʊ təmˈɑːtoʊ, wˈɜːld."


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_vieneu_s_phonemizer_says_can_be_written_in_a_dictionary(language: Language) -> None:
    model = read_model(shipped_config() / "models" / "vieneu-0.3b-q4.toml")
    text = (EXAMPLES / f"article_{language}.md").read_text("utf-8")
    known = 0
    words = sorted(set(re.findall(r"[^\W\d_]+", text)))
    for word in words:
        said = re.sub(r"[.,?!]", "", phonemizer("sea-g2p")(word, language))
        try:
            known += len(sounds_of(said, model.sounds(language))) > 0
        except UnknownSound:
            continue
    assert known >= 0.99 * len(words)


@pytest.mark.parametrize("name", ["sea-g2p", "espeak", "none"])
@pytest.mark.parametrize("text", ["", " ", "...", "?!"])
def test_nothing_to_say_gives_no_words(name: str, text: str) -> None:
    spoken = phonemizer(name)(text, "vi")
    assert not any(character.isalpha() for character in spoken)


def test_an_unknown_phonemizer_lists_the_known() -> None:
    with pytest.raises(
        UnknownName, match=r"mean 'espeak'\?.*Available: .*espeak, .*none, .*sea-g2p"
    ):
        phonemizer("espeek")


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sea_g2p", None)
    with pytest.raises(EngineUnavailable, match=r"extra 'speechlm'"):
        phonemizer("sea-g2p")

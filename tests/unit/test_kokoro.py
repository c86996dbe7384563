"""Kokoro without a network: signs, vocabulary, passages, styles, blends."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.kit.forge.kokoro_networks import KNOWN, kokoro_model
from voicefarm.errors import BadInput, BadSetting, UnknownName
from voicefarm.models import Catalogue, Model, shipped_config
from voicefarm.models.blends import with_blend
from voicefarm.models.presence import missing_voices, with_voices_here
from worker.engines.kokoro.accents import ACCENTS, accent_of
from worker.engines.kokoro.settings import MOST_SIGNS
from worker.engines.kokoro.styles import Styles, read_style, voice_settings
from worker.engines.kokoro.vocabulary import KnownSigns, read_vocabulary
from worker.language.passages import passages
from worker.language.pronunciation import pronounce

VOCABULARY = KnownSigns({sign: number for number, sign in enumerate(KNOWN, start=1)})
SHIPPED = Catalogue(shipped_config() / "models")["kokoro"]


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return kokoro_model(tmp_path)


def signs(ipa: str, language: str = "en") -> str:
    accent = accent_of(language)
    assert accent
    ids = VOCABULARY.encode(ipa, accent.signs).ids
    return "".join(KNOWN[number - 1] for number in ids[1:-1])


@pytest.mark.parametrize(
    ("ipa", "language", "said"),
    [
        ("dˈeɪ", "en", "dˈA"),
        ("tʃˈɪldɹən", "en", "ʧˈɪldɹən"),
        ("wˈɜːkt", "en", "wˈɜɹkt"),
        ("wˈɔːɾɚ", "en", "wˈɔTəɹ"),
        ("ɡˈəʊ", "en-GB", "ɡˈQ"),
        ("wˈɔːtə", "en-GB", "wˈɔːtə"),
        ("tʃˈao", "it", "ʧˈao"),
        ("bɔ̃ʒˈuʁ", "fr", "bɔ̃ʒˈuʁ"),
        ("ts.hˈo-5 χˈɑu2 tshˈonɡɜ", "zh", "ꭧʰo→ xɑu↓ ʦʰoŋ↗"),
    ],
)
def test_phonemes_become_the_signs_that_the_network_learned(
    ipa: str, language: str, said: str
) -> None:
    assert signs(ipa, language) == said


def test_characters_that_are_read_as_one_share_their_place() -> None:
    symbols = VOCABULARY.encode("deɪɚ%", ACCENTS["en"].signs)
    assert symbols.places == (1, 2, 2, 3, 5, 5)
    assert symbols.ids[0] == symbols.ids[-1] == 0
    assert symbols.said == 4


def test_unknown_signs_are_left_out_and_can_be_named() -> None:
    assert VOCABULARY.unknown("d%eɪ{", ACCENTS["en"].signs) == "%{"
    assert VOCABULARY.encode("%{", {}).said == 0


def test_no_passage_is_longer_than_the_network_takes() -> None:
    for ipa in ("ɚ" * 2000, "wˈɔːɾɚ " * 200, "a, " * 400):
        found = list(VOCABULARY.passages(ipa, ACCENTS["en"].signs, 250))
        assert all(len(passage.symbols.ids) <= MOST_SIGNS + 2 for passage in found)
        said = sum(passage.symbols.said for passage in found)
        assert said == VOCABULARY.encode(ipa, ACCENTS["en"].signs).said


def test_short_sentences_share_a_passage() -> None:
    text = "One. Two. " + "Three " * 40 + ". Four."
    spans = [text[slice(*span)] for span in passages(text, 450, 250)]
    assert spans[0] == "One. Two."
    assert [len(span) <= 250 for span in spans] == [True] * len(spans)
    assert "".join(spans).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("language", sorted(ACCENTS))
def test_hardly_a_sign_of_espeak_is_unknown_in_its_languages(language: str) -> None:
    text = {
        "en": "The quick brown fox jumped over thirteen lazy dogs near the water, he thought.",
        "en-GB": "The quick brown fox jumped over thirteen lazy dogs near the water, he thought.",
        "es": "El veloz murciélago hindú comía feliz cardillo y kiwi junto al niño.",
        "fr": "Portez ce vieux whisky au juge blond qui fume dans son île intérieure.",
        "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता प्राप्त है।",
        "it": "Pranzo d'acqua fa volti sghembi, quando gli amici scelgono la zuppa.",
        "ja": "きょうはとてもいいてんきですね。",
        "pt-BR": "Um pequeno jabuti xereta viu dez cegonhas felizes na manhã.",
        "zh": "今天天气很好，我们去公园散步吧。",
    }[language]
    accent = ACCENTS[language]
    ipa = pronounce(text, accent.espeak).ipa
    unknown = VOCABULARY.unknown(ipa, accent.signs)
    assert len(unknown) <= 0.03 * len(ipa), unknown


@pytest.mark.parametrize(
    "content", [{"vocab": {"a": 1, "pad": 0}}, {"model": {"vocab": {"a": 1}}, "version": "1"}]
)
def test_a_vocabulary_is_read_from_any_of_its_files(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "vocab.json"
    path.write_text(json.dumps(content))
    assert read_vocabulary(path).ids == {"a": 1}


@pytest.mark.parametrize("content", ["[]", '{"vocab": ["a"]}', '{"words": {}}', "{"])
def test_a_file_that_is_no_vocabulary_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "vocab.json"
    path.write_text(content)
    with pytest.raises(BadSetting, match=r"vocab\.json"):
        read_vocabulary(path)


def test_a_style_is_a_file_of_its_own_or_a_member_of_one(tmp_path: Path, model: Model) -> None:
    assert read_style(tmp_path / "anna.bin", "").shape == (510, 256)
    assert read_style(tmp_path / "more.npz", "clara").shape == (510, 256)
    with pytest.raises(BadSetting, match="no voice 'dora'"):
        read_style(tmp_path / "more.npz", "dora")
    np.zeros(100, np.float32).tofile(tmp_path / "short.bin")
    with pytest.raises(BadSetting, match="has 100 numbers"):
        read_style(tmp_path / "short.bin", "")


def test_a_blend_is_between_its_voices_by_their_shares(model: Model) -> None:
    styles, both = Styles(model), with_blend(model, "anna(2)+ben(1)")
    settings = voice_settings(both)
    anna, ben, blend = (styles.of(name, settings[name]) for name in both.voices if name != "clara")
    np.testing.assert_allclose(blend, (2 * anna + ben) / 3, atol=1e-5)
    assert both.voices["anna(2)+ben(1)"].languages == ("en",)


def test_blends_of_equal_shares_are_one_take(model: Model) -> None:
    names = ("anna+ben", "anna(1)+ben(1)", "anna(50)+ben(50)", "anna(3)+ben(1)")
    same, again, too, other = (with_blend(model, name).fingerprint(name) for name in names)
    assert same == again == too != other


@pytest.mark.parametrize(
    ("name", "error", "complaint"),
    [
        ("anna(2)+bern(1)", UnknownName, r"voice: 'bern' is not known .*Did you mean 'ben'"),
        (
            "anna(x)+ben",
            BadInput,
            r"'anna\(x\)\+ben' is not a blend; write .*'anna\(2\)\+ben\(1\)'",
        ),
        ("anna+", BadInput, "is not a blend"),
        ("anna(0)+ben", BadInput, "is not a blend"),
        ("anna+anna", BadInput, "different voices"),
        ("anna+clara", BadInput, "speak no common language"),
    ],
)
def test_a_blend_that_can_not_be_made_gets_a_sentence(
    model: Model, name: str, error: type[BadInput], complaint: str
) -> None:
    with pytest.raises(error, match=complaint):
        with_blend(model, name, field=("voice",))


def test_a_model_without_blends_knows_no_blend(model: Model) -> None:
    plain = model.model_copy(update={"blends": False})
    assert with_blend(plain, "anna+ben") is plain


def test_of_the_shipped_voices_each_has_its_language() -> None:
    assert len(SHIPPED.voices) == 54
    assert {voice.languages[0] for voice in SHIPPED.voices.values()} == set(ACCENTS)
    assert set(SHIPPED.default_voices) == set(ACCENTS)
    assert "vi" not in SHIPPED.languages


def test_a_voice_whose_file_is_elsewhere_is_stood_in_for(tmp_path: Path, model: Model) -> None:
    (tmp_path / "anna.bin").unlink()
    assert missing_voices(model) == ("anna",)
    here = with_voices_here(model, [])
    assert here.voice_for("en", None) == "ben"
    assert set(here.voices) == {"ben", "clara"}
    with pytest.raises(BadInput, match=r"voice: 'anna' is not on this machine; run `voicefarm"):
        with_voices_here(model, [(("voice",), "anna")])

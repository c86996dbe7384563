"""Languages: their tags, records and scripts, and which of a model's fits."""

import importlib.util
import itertools
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import TypeAdapter, ValidationError

from voicefarm.errors import UnknownName
from voicefarm.languages import LANGUAGES, GivenLanguage, Language, record_of
from voicefarm.languages.scripts import SCRIPTS, letters_by_script, script_of
from voicefarm.languages.tags import canonical_tag, fitting_tag, language_name, named, primary
from voicefarm.messages import Recipe
from voicefarm.models import Catalogue, read_model, shipped_config
from voicefarm.spoken.length import spoken_characters

ROOT = Path(__file__).parents[2]
ESPEAK = Catalogue(shipped_config() / "models")["espeak"]


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en-us", "en-US"),
        ("en_US", "en-US"),
        (" vi-VN ", "vi-VN"),
        ("zh-hans", "zh-Hans"),
        ("deu", "de"),
        ("iw", "he"),
        ("uk", "uk"),
        ("kr", "kr"),
        ("tlh", "tlh"),
        ("qaa", "qaa"),
    ],
)
def test_a_tag_has_one_spelling(written: str, tag: str) -> None:
    assert canonical_tag(written) == tag
    assert canonical_tag(tag) == tag


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("english", "perhaps 'en' is meant"),
        ("Tiếng Việt", "perhaps 'vi' is meant"),
        ("Deutsch", "perhaps 'de' is meant"),
        ("vn", "perhaps 'vi' is meant"),
        ("VN", "perhaps 'vi' is meant"),
        ("jp", "perhaps 'ja' is meant"),
        ("cz", "perhaps 'cs' is meant"),
        ("ua-UA", "perhaps 'uk' is meant"),
        ("xx", "give one such as en or pt-BR"),
        ("e n", "give one such as en or pt-BR"),
        ("", "give one such as en or pt-BR"),
        ("en-", "give one such as en or pt-BR"),
    ],
)
def test_what_is_no_tag_is_told_with_the_one_that_is_meant(written: str, hint: str) -> None:
    with pytest.raises(ValueError, match="is not a language tag") as caught:
        canonical_tag(written)
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "known", "fitting"),
    [
        ("en-US", ["en", "vi"], "en"),
        ("en-GB", ["en", "en-GB"], "en-GB"),
        ("zh-Hant-TW", ["zh", "zh-Hant"], "zh-Hant"),
        ("pt", ["en", "pt-BR"], "pt-BR"),
        ("pt-PT", ["pt-BR"], "pt-BR"),
        ("no", ["nb"], "nb"),
        ("cmn", ["en", "zh"], "zh"),
        ("de", ["en", "vi"], ""),
        ("en", [], ""),
    ],
)
def test_a_language_is_reduced_to_what_there_is(
    wanted: str, known: list[str], fitting: str
) -> None:
    assert fitting_tag(wanted, known) == fitting


def test_a_language_that_a_model_lacks_is_refused_with_those_that_it_has() -> None:
    house = Catalogue(shipped_config() / "models")["house"]
    with pytest.raises(UnknownName) as caught:
        house.language_for("de", field=("language",))
    assert str(caught.value) == (
        "language: 'de' is not known to model 'house': it speaks English (en), Vietnamese (vi), "
        "not German."
    )
    with pytest.raises(UnknownName, match=r"it speaks 1\d\d languages, which `voicefarm voices`"):
        ESPEAK.language_for("xx")


def test_languages_have_english_names() -> None:
    assert [language_name(tag) for tag in ("vi", "el", "pt-BR", "zh-Hant", "xx")] == [
        "Vietnamese",
        "Greek",
        "Portuguese (Brazil)",
        "Chinese (Han)",
        "xx",
    ]
    assert named("de") == "German (de)"


def test_a_message_takes_a_language_as_it_is_and_a_file_in_any_spelling() -> None:
    as_it_is, given = TypeAdapter(Language), TypeAdapter(GivenLanguage)
    assert as_it_is.validate_python("iw") == "iw"  # what was written stays, or hashes would change
    assert given.validate_python("EN-us") == "en-US"
    with pytest.raises(ValidationError):
        as_it_is.validate_python("english")


def test_the_recipes_of_before_have_their_digests() -> None:
    recipe = Recipe(model="espeak", fingerprint="0" * 16, voice="en-us", language="en")
    assert '"language":"en"' in recipe.model_dump_json()


@pytest.mark.parametrize("tag", sorted(LANGUAGES))
def test_a_known_language_has_its_record_in_every_region(tag: str) -> None:
    assert record_of(tag) is record_of(f"{tag}-US") is LANGUAGES[tag]


@pytest.mark.parametrize(
    ("tag", "iso639_3", "scripts"),
    [
        ("de", "deu", ("Latn",)),
        ("ru", "rus", ("Cyrl",)),
        ("ja", "jpn", ("Hira", "Kana", "Hani")),
        ("ko", "kor", ("Hang", "Hani")),
        ("zh-Hant", "zho", ("Hani", "Bopo")),
        ("sr-Latn", "srp", ("Latn",)),
        ("xx", "und", ("Latn",)),
    ],
)
def test_any_other_language_has_a_record_by_its_script(
    tag: str, iso639_3: str, scripts: tuple[str, ...]
) -> None:
    record = record_of(tag)
    assert (record.iso639_3, record.scripts, record.normalizer) == (iso639_3, scripts, "")


@pytest.mark.parametrize(
    ("letters", "script"),
    [
        ("aÉđễ", "Latn"),
        ("яЇ", "Cyrl"),
        ("αΩ", "Grek"),
        ("人漢々", "Hani"),
        ("のが", "Hira"),
        ("カー", "Kana"),
        ("한", "Hang"),
        ("सक", "Deva"),
        ("سع", "Arab"),
        ("אב", "Hebr"),
        ("กข", "Thai"),
        ("1 .,😀", ""),
    ],
)
def test_a_letter_belongs_to_its_script(letters: str, script: str) -> None:
    assert {script_of(letter) for letter in letters} == {script}


def test_no_two_scripts_share_a_character() -> None:
    blocks = sorted(block for script in SCRIPTS.values() for block in script.ranges)
    ends = [(before[1], after[0]) for before, after in itertools.pairwise(blocks)]
    assert [pair for pair in ends if pair[0] >= pair[1]] == []


def test_letters_are_counted_by_script() -> None:
    assert letters_by_script("Das Wort 人 heißt Mensch, 100 %.") == {"Latn": 18, "Hani": 1}


@pytest.mark.parametrize(
    ("language", "text", "least", "most"),
    [
        ("de", "Die Fähre legt um sieben ab.", 28, 28),
        ("ru", "Паром отправляется в семь.", 26, 26),
        ("hi", "नौका सात बजे निकलती है।", 23, 23),
        ("zh", "渡轮七点出发。", 20, 30),
        ("ja", "ふねはしちじにでます。", 18, 26),
        ("en", "人", 12, 12),
    ],
)
def test_the_letters_of_a_language_are_no_foreign_ones(
    language: str, text: str, least: int, most: int
) -> None:
    assert least <= spoken_characters(text, language) <= most


# -- model files ----------------------------------------------------------------------------------


@pytest.fixture
def espeak_voices(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    path = ROOT / "docs" / "espeak_voices.py"
    spec = importlib.util.spec_from_file_location("espeak_voices", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_voices_of_espeak_are_those_that_the_library_lists(espeak_voices: ModuleType) -> None:
    written = (ROOT / "config/voices/espeak.toml").read_text("utf-8")
    assert written == espeak_voices.voices_file(), "run `make docs`"


def test_espeak_speaks_a_hundred_languages_each_with_a_usual_voice() -> None:
    assert len({tag.partition("-")[0] for tag in ESPEAK.languages}) > 100
    assert [tag for tag in ESPEAK.languages if not ESPEAK.voice_for(tag, None)] == []
    usual = {"en": "en-us", "vi": "vi", "en-GB": "en-gb", "zh": "cmn", "fr": "fr-fr", "pt": "pt"}
    assert {tag: ESPEAK.default_voices[tag] for tag in usual} == usual
    assert ESPEAK.language_for("en-US") == "en"  # the takes of "en" serve


def test_a_model_may_have_its_voices_in_another_file(tmp_path: Path) -> None:
    (tmp_path / "more.toml").write_text(
        '[voices.bao]\nlanguages = ["VI-vn"]\n[default_voices]\nvi-VN = "bao"\nen = "bao"\n'
    )
    (tmp_path / "mine.toml").write_text(
        'engine = "silence"\ndescription = "x"\nlicence = "x"\nsample_rate = 8000\nbudget = 100\n'
        'voices_file = "more.toml"\ndefault_voices = { en = "ana" }\n'
        'voices = { ana = { languages = ["en"] } }\n'
    )
    model = read_model(tmp_path / "mine.toml")
    assert (model.languages, model.default_voices["en"]) == (("en", "vi-VN"), "ana")


def test_the_tags_of_all_shipped_voices_are_languages() -> None:
    models = Catalogue(shipped_config() / "models")
    voices = (voice for name in models for voice in models[name].voices.values())
    for tag in {tag for voice in voices for tag in voice.languages}:
        assert primary(canonical_tag(tag)) == primary(tag)

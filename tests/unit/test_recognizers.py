"""Which recognizer may judge which takes."""

from pathlib import Path

import pytest

from voicefarm.errors import BadSetting, UnknownName
from voicefarm.models import shipped_config
from voicefarm.recognizers.choice import AUTO, fitting_recognizer, listening_recognizer
from voicefarm.recognizers.recognizer import Recognizers, read_recognizer
from worker.model_files.recognizer_files import files_of

SHIPPED = Recognizers(shipped_config() / "recognizers")
FILE = """
description = "one"
licence = "MIT"
memory_mb = 1
languages = ["fr"]
[files."model.bin"]
path = "model.bin"
[fit.fr]
espeak = { word = 1.0, passage = 1.0, unexplained_s = 1.0 }
"""


@pytest.fixture
def own(tmp_path: Path) -> Recognizers:
    (tmp_path / "ears.toml").write_text(FILE)
    return Recognizers(tmp_path)


@pytest.mark.parametrize("name", list(SHIPPED))
def test_every_shipped_recognizer_pins_its_files(name: str) -> None:
    sources = files_of(SHIPPED[name])
    assert set(sources) == {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"}
    assert all(source.sha256 and source.from_packages for source in sources.values())


@pytest.mark.parametrize("model", ["piper-joe", "espeak", "house", "a-model-of-ones-own"])
def test_english_is_judged_in_every_voice(model: str) -> None:
    assert fitting_recognizer(AUTO, SHIPPED, model, "en-GB") is not None


@pytest.mark.parametrize(
    ("wanted", "language", "sentence"),
    [
        ("whisper-tiny.en", "vi", "'whisper-tiny.en' knows English (en) alone, not Vietnamese"),
        ("whisper-base", "vi", "'whisper-base' can't judge Vietnamese (vi): it hears"),
        ("whisper-base", "fr", "'whisper-base' was not measured for French (fr)."),
        (AUTO, "vi", "No recognizer can judge the model 'espeak' in Vietnamese (vi): it hears"),
        ("small.en", "vi", "'small.en' knows English alone, not Vietnamese (vi)."),
    ],
)
def test_what_can_not_be_judged_is_refused_with_the_reason(
    wanted: str, language: str, sentence: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        fitting_recognizer(wanted, SHIPPED, "espeak", language)
    assert sentence in str(refused.value)
    assert "Set 'verify' to 0" in str(refused.value)


@pytest.mark.parametrize(
    ("wanted", "language", "sentence"),
    [
        ("whisper-tiny.en", "vi", "'whisper-tiny.en' knows English (en) alone, not Vietnamese"),
        (AUTO, "vi", "No recognizer can judge Vietnamese (vi): it hears"),
        (AUTO, "fr", "No recognizer can judge French (fr)."),
    ],
)
def test_a_finished_programme_is_refused_without_words_of_takes(
    wanted: str, language: str, sentence: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        listening_recognizer(wanted, SHIPPED, language)
    told = str(refused.value)
    assert sentence in told
    assert told.endswith("Name another recognizer in 'verify_model'.")
    assert not any(word in told for word in ("others", "'verify'"))


def test_a_folder_with_a_small_vocabulary_knows_english_alone(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.txt").write_text("a\n" * 51_864)
    with pytest.raises(BadSetting, match="knows English alone"):
        fitting_recognizer(str(tmp_path), SHIPPED, "espeak", "vi")
    assert fitting_recognizer(str(tmp_path), SHIPPED, "espeak", "en") is None
    (tmp_path / "vocabulary.txt").write_text("a\n" * 51_865)
    assert fitting_recognizer(str(tmp_path), SHIPPED, "espeak", "vi") is None


def test_a_voice_that_was_not_measured_is_refused_without_limits_for_others(
    own: Recognizers,
) -> None:
    assert fitting_recognizer("ears", own, "espeak", "fr-CA") == own["ears"]
    with pytest.raises(BadSetting, match="can't judge the model 'house' in French"):
        fitting_recognizer("ears", own, "house", "fr")


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "ears.toml").write_text(FILE.replace("memory_mb = 1", "memory = 1"))
    with pytest.raises(BadSetting, match=r"Recognizer file .*ears.toml: 'memory"):
        read_recognizer(tmp_path / "ears.toml")
    with pytest.raises(UnknownName):
        Recognizers(tmp_path)["eyes"]

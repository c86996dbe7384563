"""Which language a job is read in, and what is refused before any work is queued."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.documents.document import Document, paragraph
from producer.documents.formats import parse_document
from producer.jobs.language_choice import choose_language, foreign_passages
from producer.jobs.request import JobRequest
from producer.jobs.submission import prepare, prepare_job
from tests.kit.cpu_time import assert_linear
from voicefarm.errors import BadInput
from voicefarm.models import Catalogue, shipped_config
from voicefarm.settings import load_settings
from voicefarm.wording.validation import validated

MODELS = Catalogue(shipped_config() / "models")
ESPEAK, HOUSE = MODELS["espeak"], MODELS["house"]
GERMAN = "Die Fähre legt um sieben Uhr ab, und sie hat noch nie auf jemanden gewartet."
CHINESE = "渡轮七点出发，从来没有等过睡过头的人。他们找到了三封信。"
VIETNAMESE = "Chuyến phà rời bến lúc bảy giờ, không chờ ai ngủ quên bao giờ."
FINNISH = "Lautta lähtee kello seitsemältä."


def document(text: str, format: str = "text") -> Document:
    return parse_document(text.encode(), format)


@pytest.mark.parametrize(
    ("text", "asked", "read"),
    [
        (GERMAN, None, "de"),
        (GERMAN, "de-AT", "de"),
        (GERMAN, "DE", "de"),
        (GERMAN, "de_CH", "de"),
        (FINNISH, "fi", "fi"),
        (FINNISH, None, "en"),
        (CHINESE, None, "zh"),
        (CHINESE, "zh-Hans-CN", "zh"),
        (CHINESE, "yue-HK", "yue"),
        (VIETNAMESE, "vi-VN", "vi"),
        ("The ferry leaves at seven.", "en-US", "en"),
        ("The ferry leaves at seven.", "en-GB", "en-GB"),
        ("O barco sai às sete.", "pt-BR", "pt-BR"),
    ],
)
def test_the_language_is_what_the_model_calls_it(text: str, asked: str | None, read: str) -> None:
    assert choose_language(document(text), JobRequest(language=asked), ESPEAK) == read


def test_front_matter_and_scripts_name_a_language_by_any_tag() -> None:
    markdown = document(f"---\nlang: DE-at\n---\n{GERMAN}", "markdown")
    assert choose_language(markdown, JobRequest(), ESPEAK) == "de"
    script = document(f'{{"language": "vi_VN", "lines": [{{"text": "{VIETNAMESE}"}}]}}', "script")
    assert choose_language(script, JobRequest(), HOUSE) == "vi"
    empty = document(f"---\nlang:\n---\n{GERMAN}", "markdown")
    assert choose_language(empty, JobRequest(), ESPEAK) == "de"


@pytest.mark.parametrize("tag", ["en", "en-US", "EN-gb"])
@pytest.mark.parametrize(
    ("text", "read"), [(GERMAN, "de"), (VIETNAMESE, "vi"), (CHINESE, "zh"), (FINNISH, "en")]
)
def test_a_file_that_says_english_by_itself_is_read_in_its_own_language(
    tag: str, text: str, read: str
) -> None:
    page = document(f'<html lang="{tag}"><body><p>{text}</p></body></html>', "html")
    assert page.language == tag
    assert choose_language(page, JobRequest(), ESPEAK).split("-")[0] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [(f'<html lang="de"><p>{VIETNAMESE}</p>', ""), (f'<html lang="nl"><p>{GERMAN}</p>', "nl")],
)
def test_another_language_than_english_is_taken_as_the_file_says(written: str, read: str) -> None:
    page = document(written, "html")
    if read:
        assert choose_language(page, JobRequest(), ESPEAK) == read
    else:
        with pytest.raises(BadInput, match="Most of the text is Vietnamese, not German"):
            choose_language(page, JobRequest(), ESPEAK)


def test_in_a_script_english_is_meant() -> None:
    script = document(f'{{"language": "en", "lines": [{{"text": "{VIETNAMESE}"}}]}}', "script")
    with pytest.raises(BadInput, match="Most of the text is Vietnamese, not English"):
        choose_language(script, JobRequest(), HOUSE)


@pytest.mark.parametrize(
    ("asked", "voice", "read"),
    [("en-GB", None, "en-GB"), ("en-GB", "en-us", "en"), ("en-US", "en-gb", "en")],
)
def test_a_named_voice_speaks_a_language_of_another_region(
    asked: str, voice: str | None, read: str
) -> None:
    request = JobRequest(language=asked, voice=voice)
    assert choose_language(document("The ferry leaves at seven."), request, ESPEAK) == read


def test_two_speakers_may_have_voices_of_two_regions() -> None:
    speakers = {"A": {"voice": "pt-br"}, "B": {"voice": "pt"}}
    request = validated(JobRequest, {"language": "pt-BR", "speakers": speakers})
    assert choose_language(document("[A] Bom dia. [B] Olá."), request, ESPEAK) == "pt"


def test_a_voice_tells_the_language_where_the_text_does_not() -> None:
    assert choose_language(document(FINNISH), JobRequest(voice="fi"), ESPEAK) == "fi"
    assert choose_language(document(GERMAN), JobRequest(voice="fi"), ESPEAK) == "de"


@pytest.mark.parametrize(
    ("text", "asked", "sentence"),
    [
        (GERMAN, "de", "language: 'de' is not known to model 'house': it speaks English (en), "),
        (GERMAN, None, "The text seems to be German (de), which model 'house' doesn't speak: "),
        (CHINESE, None, "The text seems to be Chinese (zh), which model 'house' doesn't speak: "),
        (CHINESE, "en", "Most letters of the text (Chinese characters) are none that model "),
        (VIETNAMESE, "en", "language: Most of the text is Vietnamese, not English; "),
    ],
)
def test_what_the_model_can_not_read_is_refused_in_one_sentence(
    text: str, asked: str | None, sentence: str
) -> None:
    with pytest.raises(BadInput) as caught:
        choose_language(document(text), JobRequest(language=asked), HOUSE)
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).count(". ") == 0


@pytest.mark.parametrize(("text", "asked"), [(CHINESE, "en"), (CHINESE, None), (VIETNAMESE, "en")])
def test_it_is_read_all_the_same_if_that_is_asked_for(text: str, asked: str | None) -> None:
    request = JobRequest(language=asked, force=True)
    assert choose_language(document(text), request, HOUSE) == "en"
    assert prepare_job(document(text), HOUSE, request).manifest.spec.recipe.language == "en"


def test_a_malformed_tag_is_one_sentence_wherever_it_stands() -> None:
    with pytest.raises(BadInput, match=r"^language: 'english' is not a language tag; perhaps 'en'"):
        validated(JobRequest, {"language": "english"})
    markdown = document("---\nlang: german\n---\nEins.", "markdown")
    with pytest.raises(BadInput, match="The document's language: 'german' is not a language tag"):
        choose_language(markdown, JobRequest(), ESPEAK)


def test_japanese_is_read_in_kana_and_refused_in_chinese_characters() -> None:
    kana, kanji = document("ふねはしちじにでます。"), document("東京大学法学部教授会議事録の公開")
    assert choose_language(kana, JobRequest(), ESPEAK) == "ja"
    with pytest.raises(BadInput, match=r"\(Chinese .*model 'espeak' reads in Ja"):
        choose_language(kanji, JobRequest(language="ja"), ESPEAK)


def test_the_first_model_that_speaks_the_language_of_the_text_reads_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEFARM_PREFERRED", "house,espeak")
    for text, language in ((GERMAN, "de"), (CHINESE, "zh")):
        recipe = prepare(load_settings(), document(text), JobRequest()).manifest.spec.recipe
        assert (recipe.model, recipe.language) == ("espeak", language)


def test_a_passage_in_another_script_is_told() -> None:
    text = (
        "Confucius said 學而時習之，不亦說乎 to his pupils.\n\n"
        "Pi is π, and the word नमस्ते greets. Москва is a city, 東 is east; café is none."
    )
    told = foreign_passages(document(text), "en", ESPEAK)
    assert [(one.what, one.text) for one in told] == [
        ("passage in another script", "學而時習之，不亦說乎"),
        ("passage in another script", "नमस्ते"),
        ("passage in another script", "Москва"),
        ("passage in another script", "東"),
    ]


def test_a_text_in_its_own_script_has_no_foreign_passages() -> None:
    assert foreign_passages(document(CHINESE), "zh", ESPEAK) == ()
    assert foreign_passages(document("Москва и iPhone 15"), "ru", ESPEAK) == ()
    assert [one.text for one in foreign_passages(document("東京はとかい。"), "ja", ESPEAK)] == [
        "東京"
    ]


@given(st.text("aế я人नमα1.,़्", max_size=60))
def test_every_letter_that_can_not_be_read_lies_in_a_passage(text: str) -> None:
    block = paragraph(text)
    passages = "".join(one.text for one in foreign_passages(Document(None, None, (block,)), "en"))
    assert [letter for letter in block.text if letter in "人" and letter not in passages] == []
    assert not set(passages) & set("aế")


@pytest.mark.parametrize(("start", "piece"), [("", "я1"), ("я", "1"), ("", "я" + "1" * 99 + "a")])
def test_looking_for_passages_takes_time_by_the_text_s_length(start: str, piece: str) -> None:
    def look(size: int) -> None:
        block = paragraph(start + piece * (size // len(piece)))
        foreign_passages(Document(None, None, (block,)), "en")

    assert_linear(look, 100_000)

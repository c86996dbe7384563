"""In which language a text is written: a paragraph and a part of one at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.text.language_guess import guess_language, language_of, told_language
from tests.kit.cpu_time import assert_linear

ENGLISH = "The ferry leaves at seven, and it has never waited for anybody who overslept."
VIETNAMESE = "Chuyến phà đầu tiên rời bến lúc bảy giờ sáng, không chờ ai ngủ quên bao giờ."


@pytest.mark.parametrize(
    "text",
    [
        VIETNAMESE,
        "Tôi học Machine Learning trên YouTube bằng iPhone 15",
        "mình vừa deploy cái service mới lên production rồi nhé",
        "Tôi dùng ChatGPT trên iPhone 15.",
        "Xem https://abc.vn/tin-tuc nhé.",
        "Hai cột cách nhau 10cm thôi.",
        "NGHỊ QUYẾT CỦA CHÍNH PHỦ",
        "Xin chào các bạn!",
    ],
)
def test_vietnamese_is_known_with_english_words_in_it(text: str) -> None:
    assert language_of(text) == "vi"


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        "Nguyễn Thị Hoa met Trần Hưng Đạo in Đà Nẵng and ate phở in Huế.",
        "She ordered bún chả, phở bò and cà phê sữa đá at the stall.",
        "The train from Đà Nẵng to Huế takes about three hours.",
        "The Chinese word 人 means person.",
    ],
)
def test_names_and_dishes_leave_a_line_english(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize("text", ["toi di hoc", "Mrs. Trần sells phở", "123", "", "Cà phê"])
def test_what_tells_nothing_is_english_by_default(text: str) -> None:
    assert (told_language(text), guess_language(text)) == (None, "en")


def test_most_of_a_document_decides() -> None:
    assert guess_language("\n\n".join([*[ENGLISH] * 5, VIETNAMESE])) == "en"
    assert guess_language("\n\n".join([*[VIETNAMESE] * 5, ENGLISH])) == "vi"
    # The sample is spread over all of it: a long preface in another language is not enough.
    assert guess_language("\n\n".join([*[ENGLISH] * 400, *[VIETNAMESE] * 1200])) == "vi"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Паром отправляется в семь часов.", "ru"),
        ("Пором відходить о сьомій годині.", "uk"),
        ("Το πλοίο φεύγει στις επτά.", "el"),
        ("渡轮七点出发，从来没有等过人。", "zh"),
        ("東京は日本の首都です。", "ja"),
        ("배는 일곱 시에 떠난다.", "ko"),
        ("เรือออกเวลาเจ็ดนาฬิกา", "th"),
        ("تغادر العبارة في الساعة السابعة.", "ar"),
        ("این خوب است، چگونه؟", "fa"),
        ("המעבורת יוצאת בשבע.", "he"),
        ("नौका सात बजे निकलती है।", "hi"),
    ],
)
def test_other_scripts_tell_the_language_that_most_is_written_in(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Fähre legt um sieben Uhr ab, und sie hat noch nie auf jemanden gewartet.", "de"),
        ("Le ferry part à sept heures et n'a jamais attendu les gens qui ne sont pas là.", "fr"),
        ("El barco sale a las siete y nunca ha esperado por los que no están en el muelle.", "es"),
        ("O barco sai às sete e não espera por quem não está no cais, mas isso é muito bom.", "pt"),
    ],
)
def test_small_words_tell_some_languages_in_latin_letters(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_a_long_text_costs_no_more_than_a_page() -> None:
    assert guess_language(f"{VIETNAMESE} " * 100_000) == "vi"
    assert guess_language("\n".join([ENGLISH] * 100_000)) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Tele-ecranul dădea acum o muzică stridentă, militărească.",
        "Nu avea nici o dovadă, numai priviri fugare care puteau să însemne orice sau nimic.",
        "Đoković je igrao protiv Čilića u Beogradu.",
    ],
)
def test_letters_that_vietnamese_shares_make_no_text_vietnamese(text: str) -> None:
    assert guess_language(text) != "vi"


@given(st.text(max_size=400))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert language_of(text) is None or guess_language(text)


@pytest.mark.parametrize(
    ("start", "piece"), [("", "a"), ("", "ờ1"), ("я", "1"), ("", "@a:/"), ("", "я1")]
)
def test_a_long_text_takes_time_by_its_length(start: str, piece: str) -> None:
    assert_linear(lambda size: guess_language(start + piece * (size // len(piece))), 200_000)

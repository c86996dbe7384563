"""Tricky sentences in both languages, and how they are read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.language.english_words import english_words, roman

pytest.importorskip("sea_g2p", reason="an extra: speechlm")

from worker.language.vietnamese_words import mended, vietnamese_words

ENGLISH = [
    (
        "Dr. Smith paid $5.50 on Nov. 20, 2026 at 8:30 p.m. for it.",
        "Doctor Smith paid five dollars and fifty cents on November twentieth, twenty twenty-six "
        "at eight thirty P M for it.",
    ),
    (
        "He came at 5 p.m. Then he left at 14:30, at 8:05 or 9:00.",
        "He came at five P M. Then he left at fourteen thirty, at eight oh five or nine o'clock.",
    ),
    (
        "The war, 1939–1945, killed 70-85 million; 5–10% of people.",
        "The war, nineteen thirty-nine to nineteen forty-five, killed seventy to eighty-five "
        "million; five to ten percent of people.",
    ),
    (
        "In 2005, 1999, 1900 and 2026, the 1990s and the '80s.",
        "In two thousand five, nineteen ninety-nine, nineteen hundred and twenty twenty-six, "
        "the nineteen nineties and the eighties.",
    ),
    (
        "The 21st of May; May 5; 3rd and 1,234th. On 20 November 2026.",
        "the twenty-first of May; May fifth; third and one thousand two hundred thirty-fourth. "
        "On the twentieth of November, twenty twenty-six.",
    ),
    (
        "It's 3.14, -5 °C, 1,234,567.89 and 0.5 km/h, 60km, 5'10\".",
        "It's three point one four, minus five degrees Celsius, one million two hundred "
        "thirty-four thousand five hundred sixty-seven point eight nine and zero point five "
        "kilometers per hour, sixty kilometers, five foot ten.",
    ),
    (
        "Call 555-123-4567 or +1 (555) 123-4567.",
        "Call five five five, one two three, four five six seven or "
        "plus one, five five five, one two three, four five six seven.",
    ),
    (
        "Chapter IV of World War II by Henry VIII and I, not Part MIX.",
        "Chapter four of World War two by Henry the eighth and I, not Part MIX.",
    ),
    (
        "1/2 cup, 3/4 and 2 1/3; ½ or 24/7.",
        "one half cup, three quarters and two and a third; one half or twenty-four seven.",
    ),
    (
        "See https://vieneu.io/docs. Mail a.b@c.com, now.",
        "See vieneu dot io slash docs. Mail a dot b at c dot com, now.",
    ),
    (
        "$3 million, $1.5bn, €20, 100€, £1, US$40, $0.99, $5k.",
        "three million dollars, one point five billion dollars, twenty euros, one hundred euros, "
        "one pound, forty US dollars, ninety-nine cents, five thousand dollars.",
    ),
    (
        "Version 3.5.1 of H2O, COVID-19, 4K and iPhone 15.",
        "Version three point five point one of H two O, COVID-nineteen, four K and iPhone fifteen.",
    ),
    (
        "AT&T = 50% + more; #5, No. 7; e.g. this. And etc. Then no. It ends.",
        "AT and T equals fifty percent plus more; number five, number seven; for example this. "
        "And et cetera. Then no. It ends.",
    ),
    (
        "2026-11-20 and 11/20/2026 and 20/11/2026.",
        "November twentieth, twenty twenty-six and November twentieth, twenty twenty-six and "
        "November twentieth, twenty twenty-six.",
    ),
    ("007 met 1500 people.", "zero zero seven met fifteen hundred people."),
    (
        "The U.S. and St. Mary's vs. J. R. R. Tolkien Jr. on Main St. He left.",
        "The U S and Saint Mary's versus J R R Tolkien Junior on Main Street. He left.",
    ),
    (
        "The 5-minute 10-km run of 1 kg and 16GB at 2.4 GHz on 3m².",
        "The five-minute ten-kilometer run of one kilogram and sixteen gigabytes at two point "
        "four gigahertz on three square meters.",
    ),
    (
        "Score 3-1, ratio 16:9, pp. 3-5.",
        "Score three to one, ratio sixteen to nine, pages three to five.",
    ),
    ("Plain words stay as they are.", "Plain words stay as they are."),
]

VIETNAMESE = [
    (
        "Hôm nay là ngày 20/11/2026, lúc 8:30 sáng.",
        "hôm nay là ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi sáu, "
        "lúc tám giờ ba mươi phút sáng.",
    ),
    (
        "Giá xăng tăng 2,5% lên 23.450đ/lít.",
        "giá xăng tăng hai phẩy năm phần trăm lên hai mươi ba nghìn bốn trăm năm mươi đồng "
        "trên lít.",
    ),
    ("TP. Huế, TP.HCM và Tp. Đà Lạt.", "thành phố huế, thành phố hồ chí minh và thành phố đà lạt."),
    ("ThS. Lê, PGS. TS. Trần.", "thạc sĩ lê, phó giáo sư tiến sĩ trần."),
    (
        "Có 1.234.567. Và 1234567890 đồng.",
        "có một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy. và một tỷ hai trăm ba "
        "mươi bốn triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi đồng.",
    ),
    (
        "Giá $50, US$3 triệu, 50 USD, 50k.",
        "giá năm mươi đô la, ba triệu đô la, năm mươi đô la mỹ, năm mươi nghìn.",
    ),
    ("Đọc trang 5-7, đi 5-7 ngày.", "đọc trang năm đến bảy, đi năm đến bảy ngày."),
    ("Kết quả 3-1, tỉ số 2-1.", "kết quả ba một, tỉ số hai một."),
    ("Mở cửa 8h-17h ở đường 3/2.", "mở cửa tám giờ đến mười bảy giờ ở đường ba tháng hai."),
    ("Lạnh, -3,5°C.", "lạnh, âm ba phẩy năm độ xê."),
    ("Sinh ngày 2-9-1945.", "sinh ngày hai tháng chín năm một nghìn chín trăm bốn mươi lăm."),
    ("Xem https://vieneu.vn nhé.", "xem vieneu chấm vê nờ nhé."),
    ("Số 0912345678.", "số không chín một hai ba bốn năm sáu bảy tám."),
    (
        "Thế kỷ XXI, 60 km/h, 37°C.",
        "thế kỷ hai mươi mốt, sáu mươi ki lô mét trên giờ, ba mươi bảy độ xê.",
    ),
]


@pytest.mark.parametrize(("written", "read"), ENGLISH)
def test_english_is_read_as_people_say_it(written: str, read: str) -> None:
    assert english_words(written) == read


@pytest.mark.parametrize(("written", "read"), VIETNAMESE)
def test_vietnamese_is_read_as_people_say_it(written: str, read: str) -> None:
    assert vietnamese_words(written) == read


def test_composed_and_decomposed_vietnamese_are_read_alike() -> None:
    import unicodedata

    text = "Tiếng Việt rất đẹp, giá 5 triệu."
    assert vietnamese_words(unicodedata.normalize("NFD", text)) == vietnamese_words(text)


@pytest.mark.parametrize(("numeral", "value"), [("IV", 4), ("XIX", 19), ("XLII", 42), ("C", 100)])
def test_roman_numerals_have_values(numeral: str, value: int) -> None:
    assert roman(numeral) == value


@pytest.mark.parametrize("numeral", ["", "IIII", "VX", "IC"])
def test_what_only_looks_like_a_roman_numeral_has_none(numeral: str) -> None:
    assert roman(numeral) is None


@settings(max_examples=300, deadline=500)
@given(
    st.text(
        alphabet=st.sampled_from("0123456789.,:/-–%$€£#'\"+ apmAMxXIVkKDSNor°²½\n"), max_size=60
    )
)
def test_english_of_any_figures_is_words_on_one_line(text: str) -> None:
    read = english_words(text)
    assert "\n" not in read
    assert not any(character.isdecimal() for character in read)


@settings(max_examples=300, deadline=500)
@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    english_words(text)
    mended(text)
    vietnamese_words(text.encode("utf-8", "replace").decode())

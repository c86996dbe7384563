"""Vietnamese as it is read: one sentence a case, by what is read in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicefarm.normalization.vietnamese import read_vietnamese

BEFORE = [
    (
        "Hôm nay là ngày 20/11/2026, lúc 8:30 sáng.",
        "Hôm nay là ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi sáu, "
        "lúc tám giờ ba mươi sáng.",
    ),
    (
        "Giá xăng tăng 2,5% lên 23.450đ/lít.",
        "Giá xăng tăng hai phẩy năm phần trăm lên hai mươi ba nghìn bốn trăm năm mươi đồng "
        "một lít.",
    ),
    ("TP. Huế, TP.HCM và Tp. Đà Lạt.", "Thành phố Huế, thành phố Hồ Chí Minh và thành phố Đà Lạt."),
    ("ThS. Lê, PGS. TS. Trần.", "Thạc sĩ Lê, phó giáo sư tiến sĩ Trần."),
    (
        "Có 1.234.567. Và 1234567890 đồng.",
        "Có một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy. Và một tỷ hai trăm ba "
        "mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi đồng.",
    ),
    (
        "Giá $50, US$3 triệu, 50 USD, 50k.",
        "Giá năm mươi đô la, ba triệu đô la Mỹ, năm mươi đô la Mỹ, năm mươi nghìn.",
    ),
    ("Đọc trang 5-7, đi 5-7 ngày.", "Đọc trang năm đến bảy, đi năm đến bảy ngày."),
    ("Kết quả 3-1, tỉ số 2-1.", "Kết quả ba một, tỉ số hai một."),
    ("Mở cửa 8h-17h ở đường 3/2.", "Mở cửa tám giờ đến mười bảy giờ ở đường ba tháng hai."),
    ("Lạnh, -3,5°C.", "Lạnh, âm ba phẩy năm độ xê."),
    ("Sinh ngày 2-9-1945.", "Sinh ngày hai tháng chín năm một nghìn chín trăm bốn mươi lăm."),
    ("Xem https://vieneu.vn nhé.", "Xem vieneu chấm vê en nhé."),
    ("Số 0912345678.", "Số không chín một hai ba bốn năm sáu bảy tám."),
    (
        "Thế kỷ XXI, 60 km/h, 37°C.",
        "Thế kỷ hai mươi mốt, sáu mươi ki lô mét trên giờ, ba mươi bảy độ xê.",
    ),
]


@pytest.mark.parametrize(("written", "spoken"), BEFORE)
def test_what_was_read_before_still_is(written: str, spoken: str) -> None:
    assert read_vietnamese(written).spoken == spoken


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_vietnamese(text)

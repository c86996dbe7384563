"""Vietnamese dates, times and spans as they are read: one sentence a case."""

import pytest

from voicefarm.normalization.vietnamese import read_vietnamese

DATES = [
    (
        "Ngày 26/6/2022, 2-9-1945, 02.09.1945, 2024-05-04.",
        "Ngày hai mươi sáu tháng sáu năm hai nghìn không trăm hai mươi hai, mùng hai tháng "
        "chín năm một nghìn chín trăm bốn mươi lăm, mùng hai tháng chín năm một nghìn chín "
        "trăm bốn mươi lăm, mùng bốn tháng năm năm hai nghìn không trăm hai mươi tư.",
    ),
    (
        "Nghỉ lễ 30/4 và 1/5, dịp 2/9, ngày 8/3, chiều 20/11.",
        "Nghỉ lễ ngày ba mươi tháng tư và mùng một tháng năm, dịp mùng hai tháng chín, ngày "
        "tám tháng ba, chiều ngày hai mươi tháng mười một.",
    ),
    (
        "Từ ngày 5-7/8, 28/4-2/5, từ 1/5 - 3/5/2024.",
        "Từ ngày năm đến bảy tháng tám, ngày hai mươi tám tháng tư đến mùng hai tháng năm, từ"
        " mùng một tháng năm đến mùng ba tháng năm năm hai nghìn không trăm hai mươi tư.",
    ),
    (
        "Kỳ điều hành 21/3, thứ Hai (21/3), Giỗ Tổ 10/3 âm lịch.",
        "Kỳ điều hành ngày hai mươi mốt tháng ba, thứ Hai (ngày hai mươi mốt tháng ba), Giỗ "
        "Tổ mùng mười tháng ba âm lịch.",
    ),
    (
        "Tháng 5/2023, tháng 1-3/2024, quý I/2024, quý 3/2024.",
        "Tháng năm năm hai nghìn không trăm hai mươi ba, tháng một đến ba năm hai nghìn không"
        " trăm hai mươi tư, quý một năm hai nghìn không trăm hai mươi tư, quý ba năm hai "
        "nghìn không trăm hai mươi tư.",
    ),
    (
        "Năm học 2023-2024, (1946 - 1954), từ 1939-45.",
        "Năm học hai nghìn không trăm hai mươi ba đến hai nghìn không trăm hai mươi tư, (một "
        "nghìn chín trăm bốn mươi sáu đến một nghìn chín trăm năm mươi tư), từ một nghìn chín"
        " trăm ba mươi chín đến bốn mươi lăm.",
    ),
    (
        "Thập niên 90, thế kỷ XX, năm 111 TCN, SN 1975.",
        "Thập niên chín mươi, thế kỷ hai mươi, năm một trăm mười một trước công nguyên, sinh "
        "năm một nghìn chín trăm bảy mươi lăm.",
    ),
    (
        "Sáng 3-5, ngày 4-4, 30-4 và 1-5.",
        "Sáng mùng ba tháng năm, ngày bốn tháng tư, ngày ba mươi tháng tư và mùng một tháng năm.",
    ),
    (
        "Vua Lê Thánh Tông (1442–1497).",
        "Vua Lê Thánh Tông (một nghìn bốn trăm bốn mươi hai đến một nghìn bốn trăm chín mươi bảy).",
    ),
    (
        "Ngày 31/12/99 và ngày 5/6/05.",
        "Ngày ba mươi mốt tháng mười hai năm một nghìn chín trăm chín mươi chín và ngày năm "
        "tháng sáu năm hai nghìn không trăm linh năm.",
    ),
]

TIMES = [
    (
        "Lúc 7h30, 8g sáng, 20:15, 23:59:30, 14h00.",
        "Lúc bảy giờ ba mươi, tám giờ sáng, hai mươi giờ mười lăm, hai mươi ba giờ năm mươi "
        "chín phút ba mươi giây, mười bốn giờ.",
    ),
    (
        "Mở cửa 8:00-17:00, 8h-17h, 7h30-9h, 10-12h.",
        "Mở cửa tám giờ đến mười bảy giờ, tám giờ đến mười bảy giờ, bảy giờ ba mươi đến chín "
        "giờ, mười đến mười hai giờ.",
    ),
    (
        "Chạy 25'30\", nghỉ 10 phút 30 giây, phim 120', hết 1h30p.",
        "Chạy hai mươi lăm phút ba mươi giây, nghỉ mười phút ba mươi giây, phim một trăm hai "
        "mươi phút, hết một giờ ba mươi phút.",
    ),
    ("Trực 24/7, 24/24.", "Trực hai mươi bốn trên bảy, hai mươi tư trên hai mươi tư."),
    (
        "Từ 22h hôm nay đến 4h sáng mai, 5h kém 15.",
        "Từ hai mươi hai giờ hôm nay đến bốn giờ sáng mai, năm giờ kém mười lăm.",
    ),
    (
        "Làm việc T2-T6, thứ 2 - thứ 6, nghỉ T7, CN.",
        "Làm việc thứ hai đến thứ sáu, thứ hai đến thứ sáu, nghỉ thứ bảy, chủ nhật.",
    ),
    ("Họp vào T3 hằng tuần.", "Họp vào thứ ba hằng tuần."),
]

DAYS_AND_SPANS = [
    (
        "Sáng CN, 12/5, họp; quán nghỉ CN. Tối T7 mở.",
        "Sáng chủ nhật, ngày mười hai tháng năm, họp; quán nghỉ chủ nhật. Tối thứ bảy mở.",
    ),
    ("Nhà ga T3, khu CN Tân Bình, CN Lan.", "Nhà ga tê ba, khu công nghiệp Tân Bình, cử nhân Lan."),
    (
        "Lễ Quốc khánh 2-9, ngày 2.9 và 30.4, mỗi ngày 2.5 lít.",
        "Lễ Quốc khánh mùng hai tháng chín, ngày hai tháng chín và ngày ba mươi tháng tư, mỗi "
        "ngày hai phẩy năm lít.",
    ),
    ("Họp ngày 5, 6 và 7/8.", "Họp ngày năm, sáu và mùng bảy tháng tám."),
    (
        "Từ T6/2024 lãi 5% yoy, 3% QoQ.",
        "Từ tháng sáu năm hai nghìn không trăm hai mươi tư lãi năm phần trăm so với cùng kỳ, ba "
        "phần trăm so với quý trước.",
    ),
    (
        "Q1-Q3/2024, 6T24, H1/2024, 3Q24, FY24.",
        "Quý một đến quý ba năm hai nghìn không trăm hai mươi tư, sáu tháng năm hai nghìn không "
        "trăm hai mươi tư, nửa đầu năm hai nghìn không trăm hai mươi tư, quý ba năm hai nghìn "
        "không trăm hai mươi tư, năm tài chính hai nghìn không trăm hai mươi tư.",
    ),
    ("Từ 1/3 đến 1/2 dân số.", "Từ một phần ba đến một phần hai dân số."),
    (
        "Dài 12:30 phút, lúc 12:30 phút, 11 a.m. hôm sau.",
        "Dài mười hai phút ba mươi giây, lúc mười hai giờ ba mươi phút, mười một giờ sáng hôm sau.",
    ),
    ("Từ 5h sáng-10h tối.", "Từ năm giờ sáng đến mười giờ tối."),
]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        *DATES,
        *TIMES,
        *DAYS_AND_SPANS,
    ],
)
def test_a_vietnamese_date_or_time_is_read_as_a_narrator_says_it(written: str, spoken: str) -> None:
    assert read_vietnamese(written).spoken == spoken
    assert read_vietnamese(spoken).spoken == spoken

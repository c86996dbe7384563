"""Vietnamese numbers, money and units as they are read: one sentence a case."""

import pytest

from voicefarm.normalization.vietnamese import read_vietnamese

NUMBERS = [
    (
        "Lớp có 21 học sinh, 15 nam, 24 nữ và 105 ghế.",
        "Lớp có hai mươi mốt học sinh, mười lăm nam, hai mươi tư nữ và một trăm linh năm ghế.",
    ),
    (
        "Có 1.204 hộ, 1.000.005 người, 2.005.000 đồng.",
        "Có một nghìn hai trăm linh bốn hộ, một triệu không trăm linh năm người, hai triệu "
        "không trăm linh năm nghìn đồng.",
    ),
    (
        "Dài 3,14 mét, nặng 0,5 tấn, được 8.5 điểm.",
        "Dài ba phẩy một bốn mét, nặng không phẩy năm tấn, được tám phẩy năm điểm.",
    ),
    (
        "Vốn 3.000 tỷ, 1.000.000.000.000 đồng, 2.500.000.000 USD.",
        "Vốn ba nghìn tỷ, một nghìn tỷ đồng, hai tỷ năm trăm triệu đô la Mỹ.",
    ),
    ("Đường dài 10 000 km, số 007.", "Đường dài mười nghìn ki lô mét, số không không bảy."),
    (
        "Lạnh -5°C, lãi -3,5%, đổi +5,2 điểm.",
        "Lạnh âm năm độ xê, lãi âm ba phẩy năm phần trăm, đổi cộng năm phẩy hai điểm.",
    ),
    (
        "VN-Index đạt 1.250,35 điểm, Dow Jones đạt 39,150.33 điểm.",
        "Vê en-Index đạt một nghìn hai trăm năm mươi phẩy ba năm điểm, Dow Jones đạt ba mươi "
        "chín nghìn một trăm năm mươi phẩy ba ba điểm.",
    ),
    (
        "Tỷ giá 1.0850, số 0.123, giá 25,000 đồng.",
        "Tỷ giá một phẩy không tám năm không, số không phẩy một hai ba, giá hai mươi lăm "
        "nghìn đồng.",
    ),
    (
        "Đã dùng 1/2 bao, 3/4 chén, 1 1/2 cốc, ½ thìa và 2⅓ ly.",
        "Đã dùng một phần hai bao, ba phần tư chén, một và một phần hai cốc, một phần hai "
        "thìa và hai và một phần ba ly.",
    ),
    ("Đứng thứ 1, thứ 4 và thứ 10.", "Đứng thứ nhất, thứ tư và thứ mười."),
    (
        "Chiếm 2/3 số phiếu, được 9/10 điểm, 28/30 điểm.",
        "Chiếm hai phần ba số phiếu, được chín trên mười điểm, hai mươi tám trên ba mươi điểm.",
    ),
    (
        "Bài 1: Giải. Hình 3.2. Mục 2.3.1. Mục IV.2.",
        "Bài một: Giải. Hình ba chấm hai. Mục hai chấm ba chấm một. Mục bốn chấm hai.",
    ),
    (
        "Tăng 15‰, giảm 99,9%.",
        "Tăng mười lăm phần nghìn, giảm chín mươi chín phẩy chín phần trăm.",
    ),
]

MONEY = [
    (
        "Lương 2,5tr, thưởng 10K, vé 150k, nhà 1tỷ2, xe 1tr2, máy 2tr500.",
        "Lương hai phẩy năm triệu, thưởng mười nghìn, vé một trăm năm mươi nghìn, nhà một tỷ "
        "hai, xe một triệu hai, máy hai triệu năm trăm nghìn.",
    ),
    (
        "Giá 50.000đ/cp, 7.500.000đ/cây, 18.000đ/cân, 2.000đ/kWh.",
        "Giá năm mươi nghìn đồng một cổ phiếu, bảy triệu năm trăm nghìn đồng một cây, mười "
        "tám nghìn đồng một cân, hai nghìn đồng một ki lô oát giờ.",
    ),
    (
        "Đất 30 triệu/m², thuê 5 triệu/tháng, vé 200.000 đồng/lượt.",
        "Đất ba mươi triệu một mét vuông, thuê năm triệu một tháng, vé hai trăm nghìn đồng "
        "một lượt.",
    ),
    (
        "Nhà bán 1 tỷ 200 triệu đồng, món này 45.000 ₫.",
        "Nhà bán một tỷ hai trăm triệu đồng, món này bốn mươi lăm nghìn đồng.",
    ),
    (
        "Mức 1.500.000 VND, 2.000.000 VNĐ, €50, £20,5, ¥1000.",
        "Mức một triệu năm trăm nghìn đồng, hai triệu đồng, năm mươi ơ rô, hai mươi phẩy năm "
        "bảng Anh, một nghìn yên.",
    ),
    (
        "Từ 50.000 - 60.000 đồng, 100k-200k, $10-20, 10-15tr/tháng.",
        "Từ năm mươi nghìn đến sáu mươi nghìn đồng, một trăm nghìn đến hai trăm nghìn, mười "
        "đến hai mươi đô la, mười đến mười lăm triệu một tháng.",
    ),
    (
        "Vốn hóa 1.2B đô la, lợi suất 10Y tăng 15 bps.",
        "Vốn hóa một phẩy hai tỷ đô la, lợi suất mười năm tăng mười lăm điểm cơ bản.",
    ),
    (
        "Cặp EUR/USD ở 1.0850, dầu 85,2 USD/thùng.",
        "Cặp ơ rô trên đô la Mỹ ở một phẩy không tám năm không, dầu tám mươi lăm phẩy hai đô "
        "la Mỹ một thùng.",
    ),
    (
        "Lãi suất 7,5%/năm, lương 500k/buổi.",
        "Lãi suất bảy phẩy năm phần trăm một năm, lương năm trăm nghìn một buổi.",
    ),
    ("Vàng 24K, tivi 4K.", "Vàng hai mươi tư ca, tivi bốn ca."),
]

UNITS = [
    (
        "Cách 10cm, dài 60km, chạy 80km/h, rộng 60m2, 5 m³, 3 ha.",
        "Cách mười xăng ti mét, dài sáu mươi ki lô mét, chạy tám mươi ki lô mét trên giờ, "
        "rộng sáu mươi mét vuông, năm mét khối, ba héc ta.",
    ),
    (
        "Nóng 22,1 °C, từ 25-30°C, nướng 180°C.",
        "Nóng hai mươi hai phẩy một độ xê, từ hai mươi lăm đến ba mươi độ xê, nướng một trăm "
        "tám mươi độ xê.",
    ),
    (
        "Cho 200g bột, 250ml sữa, 2kg thịt.",
        "Cho hai trăm gam bột, hai trăm năm mươi mi li lít sữa, hai ki lô gam thịt.",
    ),
    (
        "Cao 1m65, nhà 4x15m, dâng 1,2-1,5m.",
        "Cao một mét sáu mươi lăm, nhà bốn nhân mười lăm mét, dâng một phẩy hai đến một phẩy "
        "năm mét.",
    ),
    (
        "Ổ 16GB, mạng 100Mbps, điện 5kWh, 220V, 10A.",
        "Ổ mười sáu gi ga bai, mạng một trăm mê ga bít trên giây, điện năm ki lô oát giờ, hai"
        " trăm hai mươi vôn, mười am pe.",
    ),
    (
        "Uống 2 viên/lần, 3 lần/ngày, 120 mg/dL, 300 người/km².",
        "Uống hai viên một lần, ba lần một ngày, một trăm hai mươi mi li gam trên đề xi lít, "
        "ba trăm người một ki lô mét vuông.",
    ),
    (
        "Chạy 9,8 m/s², tốn 7,5l/100km.",
        "Chạy chín phẩy tám mét trên giây bình phương, tốn bảy phẩy năm lít trên một trăm ki "
        "lô mét.",
    ),
]

SCORES_AND_UNITS = [
    (
        "Thua 3-6, 7-6, 4-6; ván 5: 15-12; set cuối 23-25.",
        "Thua ba sáu, bảy sáu, bốn sáu; ván năm: mười lăm mười hai; set cuối hai mươi ba hai "
        "mươi lăm.",
    ),
    ("Số 05 - 12 - 23 - 31.", "Số không năm, mười hai, hai mươi ba, ba mươi mốt."),
    (
        "Giá 15.000₫/kg, 3 triệu / tháng, 2'30\"/km.",
        "Giá mười lăm nghìn đồng một ki lô gam, ba triệu một tháng, hai phút ba mươi giây một ki "
        "lô mét.",
    ),
    (
        "Uống 500mg x 2 lần/ngày, 4 người x 50k.",
        "Uống năm trăm mi li gam nhân hai lần một ngày, bốn người nhân năm mươi nghìn.",
    ),
    (
        'Huyết áp 120/80 mmHg, tivi 55", cá 2kg5, chai 1l5.',
        "Huyết áp một trăm hai mươi trên tám mươi mi li mét thủy ngân, tivi năm mươi lăm inch, cá "
        "hai ki lô gam năm, chai một lít năm.",
    ),
    ("Nhà 4m2, cao 1m2.", "Nhà bốn mét vuông, cao một mét hai."),
    (
        "Tại Km 15+200 và km45.",
        "Tại ki lô mét mười lăm cộng hai trăm và ki lô mét bốn mươi lăm.",
    ),
    ("Nếu a <= b, a != c thì a == d.", "Nếu a nhỏ hơn hoặc bằng b, a khác c thì a bằng d."),
    ("Mất năm 1802 [1], ở Huế.[3][4]", "Mất năm một nghìn tám trăm linh hai, ở Huế."),
    (
        "Đạt ISO 9001:2015.",
        "Đạt i sô chín nghìn không trăm linh một, hai nghìn không trăm mười lăm.",
    ),
]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        *NUMBERS,
        *MONEY,
        *UNITS,
        *SCORES_AND_UNITS,
    ],
)
def test_a_vietnamese_quantity_is_read_as_a_narrator_says_it(written: str, spoken: str) -> None:
    assert read_vietnamese(written).spoken == spoken
    assert read_vietnamese(spoken).spoken == spoken

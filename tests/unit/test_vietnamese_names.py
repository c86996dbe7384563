"""Vietnamese addresses, codes, capitals and names as they are read: one sentence a case."""

import pytest

from voicefarm.normalization.vietnamese import read_vietnamese

ADDRESSES = [
    (
        "Đ/c: 12 phố Lê Lợi, Q.1, P.5, TP.HCM.",
        "Địa chỉ: mười hai phố Lê Lợi, quận một, phường năm, thành phố Hồ Chí Minh.",
    ),
    (
        "Đ/c Minh ở TP. Huế, TX. Sơn Tây, H. Củ Chi, Q.Bình Thạnh.",
        "Đồng chí Minh ở thành phố Huế, thị xã Sơn Tây, huyện Củ Chi, quận Bình Thạnh.",
    ),
    (
        "Số 12/3B, ngõ 10/2, hẻm 45/6/7, đường 3/2, phố 19/5.",
        "Số mười hai trên ba bê, ngõ mười trên hai, hẻm bốn mươi lăm trên sáu trên bảy, đường"
        " ba tháng hai, phố mười chín tháng năm.",
    ),
    (
        "KĐT Linh Đàm, KCN Tân Bình, QL1A, ĐT.743, km 25+300.",
        "Khu đô thị Linh Đàm, khu công nghiệp Tân Bình, quốc lộ một a, đường tỉnh bảy trăm "
        "bốn mươi ba, ki lô mét hai mươi lăm cộng ba trăm.",
    ),
    (
        "Gửi lan.hoa@example.com, xem https://abc.vn/tin-tuc?id=5 nhé.",
        "Gửi lan chấm hoa a còng example chấm com, xem abc chấm vê en gạch chéo tin gạch "
        "ngang tuc nhé.",
    ),
    (
        "Xem www.example.vn. Theo dõi #YeuVietNam, @hoa.",
        "Xem example chấm vê en. Theo dõi Yeu Viet Nam, a còng hoa.",
    ),
    (
        "Tọa độ 10°46'N 106°40'Đ.",
        "Tọa độ mười độ bốn mươi sáu phút nam một trăm linh sáu độ bốn mươi phút đông.",
    ),
]

CODES = [
    (
        "Gọi 0912 345 678, 0912345678, (024) 3825 1234, 1900-1234.",
        "Gọi không chín một hai, ba bốn năm, sáu bảy tám, không chín một hai ba bốn năm sáu "
        "bảy tám, không hai bốn, ba tám hai năm, một hai ba bốn, một chín không không, một "
        "hai ba bốn.",
    ),
    (
        "Gọi +84 912 345 678, cấp cứu 115, gọi 113.",
        "Gọi cộng tám bốn, chín một hai, ba bốn năm, sáu bảy tám, cấp cứu một một năm, gọi "
        "một một ba.",
    ),
    (
        "Biển số 29A-123.45, 51F-678.90, 59-X1 123.45.",
        "Biển số hai mươi chín a một hai ba bốn năm, năm mươi mốt ép sáu bảy tám chín không, "
        "năm mươi chín ích một một hai ba bốn năm.",
    ),
    (
        "CCCD 001099012345, mã OTP là 123456, ISBN 978-604-1-12345-6.",
        "Căn cước công dân không không một không chín chín không một hai ba bốn năm, mã ô tê "
        "pê là một hai ba bốn năm sáu, i ét bê en chín bảy tám sáu không bốn một một hai ba "
        "bốn năm sáu.",
    ),
    (
        "Máy bay A320, F-16, Su-30MK2, MiG-21, Boeing 737.",
        "Máy bay a ba trăm hai mươi, ép mười sáu, Su ba mươi em ca hai, MiG hai mươi mốt, "
        "Boeing bảy trăm ba mươi bảy.",
    ),
    (
        "Khí CO2, H2O, CO₂, H2SO4, bụi PM2.5.",
        "Khí xê ô hai, hát hai ô, xê ô hai, hát hai ét ô bốn, bụi pê em hai phẩy năm.",
    ),
    (
        "Xăng RON95-III, E5 RON92, dầu 0.05S.",
        "Xăng ron chín mươi lăm ba, e năm ron chín mươi hai, dầu không phẩy không năm ét.",
    ),
    (
        "Covid-19, COVID-19, F0, H5N1, U23, 5G, vitamin B12.",
        "Covid mười chín, COVID mười chín, ép không, hát năm en một, u hai mươi ba, năm giê, "
        "vitamin bê mười hai.",
    ),
    (
        "Bản v1.2.3, iOS 17.4, IP 192.168.1.1, GPT-4.",
        "Bản một chấm hai chấm ba, ai ô ét mười bảy chấm bốn, i pê một trăm chín mươi hai "
        "chấm một trăm sáu mươi tám chấm một chấm một, giê pi ti bốn.",
    ),
    (
        "Môn A00, lớp 12A1, phòng 302B, khóa K65.",
        "Môn a không không, lớp mười hai a một, phòng ba trăm linh hai bê, khóa ca sáu mươi lăm.",
    ),
    (
        "Biến thể B.1.1.7, Mazda CX-5.",
        "Biến thể bê chấm một chấm một chấm bảy, Mazda xê ích năm.",
    ),
]

CAPITALS = [
    (
        "UBND xã, HĐND, TAND, CSGT, THPT, BHYT, CNTT, KT-XH.",
        "Ủy ban nhân dân xã, hội đồng nhân dân, tòa án nhân dân, cảnh sát giao thông, trung "
        "học phổ thông, bảo hiểm y tế, công nghệ thông tin, kinh tế xã hội.",
    ),
    (
        "PGS.TS Lan, GS.TSKH. Trần, ThS. Lê, BS.CKII Minh, NSƯT Xuân.",
        "Phó giáo sư tiến sĩ Lan, giáo sư tiến sĩ khoa học Trần, thạc sĩ Lê, bác sĩ chuyên "
        "khoa hai Minh, nghệ sĩ ưu tú Xuân.",
    ),
    (
        "Bộ GD&ĐT, Bộ NN&PTNT, Sở LĐ-TB&XH.",
        "Bộ giáo dục và đào tạo, Bộ nông nghiệp và phát triển nông thôn, Sở lao động thương "
        "binh và xã hội.",
    ),
    (
        "AI, GDP, CEO, USB, FBI, IT, WTO, VTV, BIDV, HAGL.",
        "Ây ai, giê đê pê, xi i ô, u ét bê, ép bi ai, ai ti, vê kép tê ô, vê tê vê, bê i đê "
        "vê, hát a giê lờ.",
    ),
    ("ASEAN, UNESCO, NATO, COVID.", "ASEAN, UNESCO, NATO, COVID."),
    (
        "BTC giải đấu công bố; BTC giảm 2%.",
        "Ban tổ chức giải đấu công bố; bê tê xê giảm hai phần trăm.",
    ),
    (
        "Nghị định 15/2020/NĐ-CP, Thông tư 08/TT-BGDĐT, Luật số 59/2020/QH14.",
        "Nghị định mười lăm trên hai nghìn không trăm hai mươi trên nghị định chính phủ, "
        "Thông tư không tám trên thông tư bộ giáo dục đào tạo, Luật số năm mươi chín trên hai"
        " nghìn không trăm hai mươi trên quốc hội mười bốn.",
    ),
    (
        "Nghị quyết 29-NQ/TW, Chỉ thị 16/CT-TTg.",
        "Nghị quyết hai mươi chín trên nghị quyết trung ương, Chỉ thị mười sáu trên chỉ thị "
        "thủ tướng.",
    ),
    (
        "Thế chiến thứ II, chương IV, quý III, khóa XV, Đại hội XIII, thế kỷ XVIII-XIX.",
        "Thế chiến thứ hai, chương bốn, quý ba, khóa mười lăm, Đại hội mười ba, thế kỷ mười "
        "tám đến mười chín.",
    ),
    (
        "Louis XVI, Elizabeth II, Thế chiến I.",
        "Louis mười sáu, Elizabeth đệ nhị, Thế chiến một.",
    ),
    ("CHƯƠNG IV: ĐÊM TỐI", "Chương bốn: Đêm Tối"),
    ("TIN NÓNG: GIÁ VÀNG TĂNG MẠNH", "Tin Nóng: Giá Vàng Tăng Mạnh"),
    ("ĐIỀU 5. QUYỀN VÀ NGHĨA VỤ", "Điều năm. Quyền Và Nghĩa Vụ"),
    ("I. Mở đầu", "Một. Mở đầu"),
    (
        "Tôi dùng ChatGPT trên iPhone 15, học Machine Learning trên YouTube.",
        "Tôi dùng ChatGPT trên iphone mười lăm, học Machine Learning trên YouTube.",
    ),
    (
        "VD: táo, cam, v.v. Xem tr. 15-20, Ông N.V.A. bị bắt.",
        "Ví dụ: táo, cam, vân vân. Xem trang mười lăm đến hai mươi, Ông en vê a bị bắt.",
    ),
    ("Ðà Nẵng và Ðắk Lắk.", "Đà Nẵng và Đắk Lắk."),
]

PLACES_AND_PEOPLE = [
    (
        "Ở P.302, P. Bến Nghé, H. Củ Chi, T. Hà Nam, TT.Huế, tp. Vinh.",
        "Ở phòng ba trăm linh hai, phường Bến Nghé, huyện Củ Chi, tỉnh Hà Nam, Thừa Thiên Huế, "
        "thành phố Vinh.",
    ),
    (
        "Số 45 Đ. Nguyễn Huệ, 12 Đ. 3/2.",
        "Số bốn mươi lăm đường Nguyễn Huệ, mười hai đường mùng ba tháng hai.",
    ),
    (
        "Gọi 113, 114 hoặc 115; có 115 người.",
        "Gọi một một ba, một một bốn hoặc một một năm; có một trăm mười lăm người.",
    ),
    (
        "Zalo 84.912.345.678.",
        "Zalo tám bốn, chín một hai, ba bốn năm, sáu bảy tám.",
    ),
    (
        "Công ty CP Hoa Sen bán 10 triệu CP, CP họp.",
        "Công ty cổ phần Hoa Sen bán mười triệu cổ phiếu, chính phủ họp.",
    ),
    ("Giá (đ/cp), LN gộp, P/E.", "Giá (đồng một cổ phiếu), lợi nhuận gộp, pê e."),
    ("MUA 1 TẶNG 1, GIẢM 50%", "Mua một Tặng một, Giảm năm mươi phần trăm"),
    (
        "Mn ơi hnay ko đi, làm j k biết <3 :))",
        "Mọi người ơi hôm nay không đi, làm gì không biết",
    ),
    ("Trẻ <3 tuổi, hệ số k.", "Trẻ nhỏ hơn ba tuổi, hệ số k."),
    ("Ko bt nữa, tks bn ak :D", "Không biết nữa, cảm ơn bạn à"),
    ("Xem vtv.vn/thoi-su.", "Xem vê tê vê chấm vê en gạch chéo thoi gạch ngang su."),
]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        *ADDRESSES,
        *CODES,
        *CAPITALS,
        *PLACES_AND_PEOPLE,
    ],
)
def test_a_vietnamese_name_or_code_is_read_as_a_narrator_says_it(written: str, spoken: str) -> None:
    assert read_vietnamese(written).spoken == spoken
    assert read_vietnamese(spoken).spoken == spoken

"""Vietnamese as offices, shops and friends write it: what they cut short is said in full."""

import pytest

from voicefarm.normalization.vietnamese import read_vietnamese

FIGURES = [
    ("Số thực thuộc đoạn [0, 1].", "Số thực thuộc đoạn [không, một]."),
    ("Hướng của vector [3, 4].", "Hướng của vector [ba, bốn]."),
    ("Thắng 6/6 trận.", "Thắng sáu trên sáu trận."),
    ("Lễ ngày 6/6 vừa qua.", "Lễ ngày sáu tháng sáu vừa qua."),
    ("Giảm 30%+ cho thành viên.", "Giảm ba mươi phần trăm cộng cho thành viên."),
    ("Có 20k+ lượt xem.", "Có hai mươi nghìn cộng lượt xem."),
    ("Nhãn '7' và nhãn '45'.", "Nhãn 'bảy' và nhãn 'bốn mươi lăm'."),
    ("Nghỉ 7' giữa giờ.", "Nghỉ bảy phút giữa giờ."),
    ("Nông nghiệp 4.0 và web 3.0.", "Nông nghiệp bốn chấm không và web ba chấm không."),
    ("Bộ luật 2019 / Điều 7.", "Bộ luật hai nghìn không trăm mười chín - Điều bảy."),
    ("Tiền nhà 12 triệu / tháng.", "Tiền nhà mười hai triệu một tháng."),
    ("Nhẫn vàng 18k.", "Nhẫn vàng mười tám ca."),
    (
        "Số TK: 9704 2233 1100 55.",
        "Số tài khoản: chín bảy không bốn hai hai ba ba một một không không năm năm.",
    ),
    ("Amoxicillin 250mg x 15v.", "Amoxicillin hai trăm năm mươi mi li gam nhân mười lăm viên."),
]

CUT_SHORT = [
    ("Sở GD - ĐT và Sở TN & MT.", "Sở giáo dục đào tạo và Sở tài nguyên và môi trường."),
    ("ĐT nữ gặp ĐT Lào.", "Đội tuyển nữ gặp đội tuyển Lào."),
    ("Gọi ĐT bàn.", "Gọi điện thoại bàn."),
    ("BTV: Thu Hà.", "Biên tập viên: Thu Hà."),
    ("BTV Tỉnh ủy họp.", "Ban thường vụ Tỉnh ủy họp."),
    ("Khoa Nội TM.", "Khoa Nội tim mạch."),
    ("HĐQT và BKS ký.", "Hội đồng quản trị và ban kiểm soát ký."),
    ("KM giảm sốc.", "Khuyến mãi giảm sốc."),
    (
        "Nhà HXH đường CMT8, 9 tỷ TL.",
        "Nhà hẻm xe hơi đường Cách mạng tháng Tám, chín tỷ thương lượng.",
    ),
    ("LCB cộng HH 3%.", "Lương cơ bản cộng hoa hồng ba phần trăm."),
    ("Nhờ a/c giúp, t4 này mấy h họp?", "Nhờ anh chị giúp, thứ tư này mấy giờ họp?"),
    ("KHÓA HỌC MARKETING CƠ BẢN", "Khóa Học MARKETING Cơ Bản"),
]


@pytest.mark.parametrize(("written", "spoken"), [*FIGURES, *CUT_SHORT])
def test_what_is_cut_short_in_everyday_vietnamese_is_said_in_full(
    written: str, spoken: str
) -> None:
    assert read_vietnamese(written).spoken == spoken
    assert read_vietnamese(spoken).spoken == spoken

"""Capitals that stand for different words in different company."""

import re
from collections.abc import Callable

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.vietnamese.context import (
    text_after,
    text_before,
    word_after,
    word_before,
    words_before,
)


def _shares(match: re.Match[str]) -> str | None:
    """CP behind a company is "cổ phần", and behind a figure "cổ phiếu"."""
    before = word_before(match)
    if before in _FIRMS or words_before(match, 2) in ("công ty", "tập đoàn", "ngân hàng"):
        return "cổ phần"
    is_counted = before in _AMOUNTS or before[-1:].isdigit() or re.fullmatch(r"[\d.,]+tr", before)
    is_ticker = re.match(r" [A-Z]{3}(?!\w)", match.string[match.end() :]) is not None
    if word_after(match) in ("tăng", "giảm") and _RESULTS.search(_around(match)):
        return "chi phí"
    return "cổ phiếu" if is_counted or is_ticker or before in _TRADED else None


def _average(match: re.Match[str]) -> str | None:
    """ "TB 5 năm", "điểm TB"."""
    after = word_after(match)
    if words := _wind(match):
        return words
    is_average = word_before(match) in _AVERAGED or after[:1].isdigit() or after in _AVERAGE_OF
    return "trung bình" if is_average else None


def _business(match: re.Match[str]) -> str | None:
    """ "DT thuần" and "LN gộp", of what a business takes in; "DT 50m2" is an area."""
    if word_after(match) in _EARNED or word_before(match) in ("tổng", "tăng", "và"):
        return {"DT": "doanh thu", "LN": "lợi nhuận"}[match[0]]
    is_area = match[0] == "DT" and _SQUARE.match(match.string, match.end())
    return "diện tích" if is_area else None


def _special(match: re.Match[str]) -> str | None:
    is_prize = re.match(r":? \d{5,6}(?!\d)", text_after(match))
    return "đặc biệt" if is_prize or word_before(match) in ("giải", "ca", "vé") else None


def _wind(match: re.Match[str]) -> str | None:
    """ "gió ĐB", "hướng TN": a quarter of the sky."""
    is_wind = word_before(match) in ("gió", "hướng", "phía", "vùng", "mùa", "khí")
    return _QUARTERS[match[0]] if is_wind else None


def _around(match: re.Match[str]) -> str:
    return f"{text_before(match)} {text_after(match)}"


def _account(match: re.Match[str]) -> str | None:
    """TK is a quarter final, an account or a century, which is read elsewhere."""
    if _ROUNDS.match(text_after(match)):
        return "tứ kết"
    is_account = _ACCOUNTS.search(_around(match)) is not None
    return "tài khoản" if is_account and not re.match(r"\s[IVX\d]", text_after(match)) else None


_RESULTS = re.compile(r"\b(?:DT|LN|doanh thu|lợi nhuận)\b")
_ACCOUNTS = re.compile(
    r"(?i)(?:mở|số|chủ|nạp|khóa|khoá|rút|đăng nhập|online|ngân hàng|vào|từ|đăng ký)\b"
)
_BANKED = re.compile(r"(?i)%|vay|gửi|tiết kiệm|kỳ hạn|ngân hàng|ưu đãi|tháng|năm")
_COUNTED = re.compile(r":? \d[\d.,]* ?[GT]/[lL]")
_PRICES = words_of("tỷ tỉ triệu tr nghìn giá còn")


def _report(match: re.Match[str]) -> str | None:
    if _COUNTED.match(text_after(match)):
        return "bạch cầu"
    after = word_after(match)
    return "báo cáo" if after in ("họp", "tài", "tuần", "tháng", "quý", "năm", "số") else None


def _is_police(match: re.Match[str]) -> bool:
    return word_after(match) in _BODIES or word_before(match) in ("bộ", "sở", "ngành", "đồn", "sĩ")


def _final(match: re.Match[str]) -> str | None:
    """CK is a final of a cup, a payment by transfer or a discount."""
    if word_before(match) in ("với", "so"):
        return "cùng kỳ"
    if _ROUNDS.match(text_after(match)) or word_before(match) in ("trận", "vào", "vòng"):
        return "chung kết"
    if re.match(r" \d+(?:[.,]\d+)? ?%", text_after(match)):
        return "chiết khấu"
    is_payment = word_before(match) in ("phí", "đã", "qua", "mặt/")
    is_payment |= word_after(match) in ("trước", "qua", "cho", "nhầm", "số", "vào", "xong")
    return "chuyển khoản" if is_payment else None


def _is_customer(match: re.Match[str]) -> bool:
    before = word_before(match) in ("cho", "của", "với", "các", "mỗi", "từng", "tặng", "quý")
    return before or word_after(match) in ("thân", "vip", "mới", "cũ", "cá", "hẹn", "đặt")


def _is_office(match: re.Match[str]) -> bool:
    before = word_before(match) in ("làm", "tại", "ở", "khối", "viên", "chánh", "thuê")
    return before or word_after(match) in ("chính", "công", "luật", "đại", "cho")


def _cadre(match: re.Match[str]) -> str | None:
    """CB is an official, or what a wage begins with."""
    if word_before(match) in ("lương", "mức", "thức"):
        return "cơ bản"
    return "cán bộ" if word_before(match) in ("nhiệm", "các", "ngũ", "số", "nhiều") else None


_QUARTERS = {
    **{"TTB": "tây tây bắc", "TTN": "tây tây nam", "ĐĐB": "đông đông bắc", "ĐĐN": "đông đông nam"},
    **{"BTB": "bắc tây bắc", "BĐB": "bắc đông bắc", "NTN": "nam tây nam", "NĐN": "nam đông nam"},
    **{"ĐB": "đông bắc", "ĐN": "đông nam", "TB": "tây bắc", "TN": "tây nam"},
}
_TASKS = re.compile(
    r":|\s(?:chuẩn bị|nấu|thực hiện|làm|bắt đầu|kết thúc|còn|hoàn thành|học|thi)(?!\w)"
)
_WORKERS = re.compile(
    r"\s(?:bán|kinh doanh|văn phòng|kế|hành|giao|kho|phục|bảo vệ|chăm sóc|tư vấn|thu|kỹ|lái|IT|y tế"
    r"|mới|cũ|chính|thử|part|full|làm|nghỉ|được|phải|có|sale|marketing|pha|bếp|lễ|tạp|chạy)"
)
_EARNINGS = re.compile(r"(?:lương|thưởng|hưởng|thu nhập)[^.;!?]{0,28}\Z", re.I)
_STREETS = re.compile(r"\s(?:đường|phố|hẻm|kinh doanh|rộng|đẹp|\d)")
_AGREED = re.compile(r" số \d|:| \d|\s(?:lao|mua|thuê|bảo|tín|dịch|kinh|đã|được|này|trên|ký)")
_TO_PLACES = words_of("ga ở vào tại từ về ra đến đi chợ sân bay")
_ROUNDS = re.compile(r"\s(?:giữa|lượt|AFF|ASIAD|SEA|U\d\d|World|Euro|Champions|C1|Cup|cúp|nam|nữ)")
_BODIES = words_of("tỉnh huyện tp quận xã phường thành tp.hcm")
_EARNED = words_of("thuần gộp ròng quý năm tăng giảm đạt trước sau bán ước khủng ổn")
_SQUARE = re.compile(r":? ?[\d.,]+ ?(?:m[2²]|[x×])")
_AVERAGE_OF = words_of("môn cả năm tháng ngày quý kỳ mỗi hằng là đạt")
_FIRMS = words_of("cty tnhh tm dv xd đt sx")
_AMOUNTS = words_of("triệu tỷ nghìn ngàn tr")
_TRADED = words_of("mua bán giá mã lượng khớp")
_AVERAGED = words_of("điểm giá mức học_lực lực nhiệt số lương khá loại hạng thu cao tuổi đạt")
_NATIONS = re.compile(
    r" (?:Việt Nam|VN|Thái Lan|Lào|Campuchia|Indonesia|Malaysia|Philippines|Singapore|Anh|Pháp"
    r"|Đức|Ý|Brazil|Argentina|Nhật Bản|Hàn Quốc|Trung Quốc|nữ|futsal|bóng đá|quốc gia|U\d\d)(?!\w)"
)
_NAMED = re.compile(r":? (?!Tỉnh|Thành|Huyện|Đảng|Quận|Đoàn|Trung|Hội|Liên|Ban|Công)[A-ZĐ][a-zà-ỹ]")
_WARDS = words_of("nội ngoại khoa viện khám mổ bệnh")
_PLATE = re.compile(r" ?:? ?\d\d ?[A-ZĐ-]")
_BOARDS = re.compile(r"HĐQT|BGĐ|BTGĐ|TGĐ|cổ đông|ĐHĐCĐ|HĐTV|[Tt]rưởng BKS|kiểm soát")
_OFFERS = re.compile(r":? (?:mua|tặng|giảm|lớn|sốc|khủng|hot|đặc biệt|tháng|cuối|hấp dẫn|\d+%)")
_PRICED = re.compile(r"\d ?(?:tỷ|tỉ|tr|triệu|k)\d{0,3} ?[(,-]? ?\Z")


def _is_commission(match: re.Match[str]) -> bool:
    """ "lương + HH", "HH 5%"."""
    return (
        _EARNINGS.search(text_before(match)) is not None
        or re.match(r":? \d{1,2}(?:[.,]\d)?%", text_after(match)) is not None
    )


def _is_price_open(match: re.Match[str]) -> bool:
    """ "giá TL", "12tỷ5 TL"."""
    return word_before(match) in _PRICES or _PRICED.search(text_before(match)) is not None


def _plate_or_board(match: re.Match[str]) -> str | None:
    """ "BKS 59-X1" is a plate. Near other boards it is one of them."""
    if _PLATE.match(text_after(match)):
        return "biển kiểm soát"
    return "ban kiểm soát" if _BOARDS.search(_around(match)) else None


def _world(match: re.Match[str]) -> str | None:
    """ "hạng 26 TG"."""
    is_rank = _RANKED.search(text_before(match)) or word_before(match) in ("địch", "giới", "số")
    return "thế giới" if is_rank else None


def _list(match: re.Match[str]) -> str | None:
    """ "DS 23 cầu thủ", "3% DS"."""
    if word_before(match).endswith("%"):
        return "doanh số"
    return "danh sách" if _LISTED.match(text_after(match)) else None


def _plan(match: re.Match[str]) -> str | None:
    """ "48% KH", "đạt KH năm"."""
    is_plan = word_before(match).endswith("%") or word_before(match) in ("đạt", "vượt", "thành")
    return "kế hoạch" if is_plan else None


def _weight(match: re.Match[str]) -> str | None:
    is_weight = re.match(r": ?[\d.,]+ ?(?:kg|g|gr|tấn)(?!\w)", text_after(match))
    return "trọng lượng" if is_weight else None


def _school_or_vice(match: re.Match[str]) -> str:
    before = word_before(match)
    return "tệ nạn xã hội" if before in ("chống", "ngừa", "trừ") else "tự nhiên và xã hội"


def _guest(match: re.Match[str]) -> str | None:
    """ "vé NL: 250k, TE: 125k"."""
    is_priced = re.match(r":? \d[\d.,]*(?:k|K|tr|đ|\.000)", text_after(match))
    return {"NL": "người lớn", "TE": "trẻ em"}[match[0]] if is_priced else None


def _cash(match: re.Match[str]) -> str | None:
    return "tiền mặt" if word_before(match).endswith("%") else None


def _crop(match: re.Match[str]) -> str | None:
    """ "vụ ĐX 2023"."""
    is_crop = word_before(match) in ("vụ", "lúa", "và", "ngô") and _YEAR.match(text_after(match))
    return {"HT": "hè thu", "ĐX": "đông xuân"}[match[0]] if is_crop else None


_YEAR = re.compile(r" (?:19|20)\d\d|[ ,]")


def _is_file(match: re.Match[str]) -> bool:
    """ "nộp HS", "HS gồm"; others are pupils."""
    before = word_before(match) in ("nộp", "nhận", "bộ", "xét", "mua", "phát", "trả", "hoàn")
    return before or word_after(match) in ("gồm", "xin", "dự", "nhà", "đất")


def _trade(match: re.Match[str]) -> str | None:
    """ "XK 33,5 tỷ", "hàng NK"."""
    is_trade = _TRADE.match(text_after(match)) or word_before(match) in _TRADING
    return {"X": "xuất khẩu", "N": "nhập khẩu"}[match[0][0]] if is_trade else None


_TRADE = re.compile(
    r" (?:\d[\d.,]* (?:tỷ|tỉ|triệu|tấn|nghìn)|đạt|tăng|giảm|gạo|hàng|sang|cà|thủy|gỗ|của|từ|chính)"
)
_TRADING = words_of("hàng thuế ngạch giá doanh tổng công_ty sản cửa hoạt")
_FOUND = re.compile(r":| (?:xét|XN|thi|kiểm|học|bầu|khám|siêu|đạt|kinh|chụp|test|là)")
_BILLED = re.compile(r" (?:GTGT|VAT|đỏ|điện|nước|bán hàng)(?!\w)")
_RANKED = re.compile(r"(?:hạng|thứ|top|số) \d{1,3} \Z", re.I)
_LISTED = re.compile(r" (?:\d{1,3} (?=[^\W\d])|(?:cầu thủ|học sinh|thí sinh|trúng|ứng|khách|lớp))")
_SIGNED = re.compile(r":? ?[+-]? ?\d[\d.,]+ ?(?:VND|VNĐ|đ|vnd)(?!\w)")
_SIZE = re.compile(r":? ?[\d.,]+ ?(?:cm|m|mm)? ?[x×X*] ?\d")

_HOUSE = re.compile(
    r":? ?\d{1,4}[A-Z]?(?:/\d{1,4})*,? (?:ngõ|ngách|hẻm|đường|phố|tổ|kiệt|thôn|xóm|khu)(?!\w)"
)
_FOREIGN = words_of("dân hàng từ nước người sang phim tàu với du_lịch tiếng thị của ở tại khách")
_GOODS = words_of("các những mỗi từng loại mã tên ảnh nhiều số")
_EXERCISE = re.compile(r" \d{1,2}[a-e]?(?:[,;:.](?!\d)|\Z)")
_SUBJECT = re.compile(r" (?:trang|tr\.|lớp|Toán|Vật|Ngữ|Hóa|Hoá|Sinh|Lịch|Địa|Tiếng)(?!\w)")
_NUMBERED = re.compile(r" số:? \d")


def _exercise(match: re.Match[str]) -> str | None:
    """ "BT 1, 2, 3"; a "dự án BT" is built and handed over."""
    is_project = word_before(match) in ("án", "thức", "đồng")
    return "bài tập" if _EXERCISE.match(text_after(match)) and not is_project else None


def _few(match: re.Match[str]) -> bool:
    """Whether some are counted, as in "65 SP"."""
    return word_before(match).isdecimal()


_CONGRESS = re.compile(r" (?:XI{0,3}|X?I[VX]|X?VI{0,3})(?!\w)")

BY_COMPANY: dict[str, Callable[[re.Match[str]], str | None]] = {
    "CP": _shares,
    "KL": lambda match: (
        "khối lượng"
        if word_after(match) in ("tịnh", "riêng")
        else "kết luận"
        if _NUMBERED.match(text_after(match))
        else None
    ),
    "KH": lambda match: _plan(match) or ("khách hàng" if _is_customer(match) else None),
    "VP": lambda match: "văn phòng" if _is_office(match) else None,
    **dict.fromkeys(("TTB", "TTN", "ĐĐB", "ĐĐN", "BTB", "BĐB", "NTN", "NĐN"), _wind),
    "TG": lambda match: _world(match) or ("thời gian" if _TASKS.match(text_after(match)) else None),
    "DS": _list,
    "KQ": lambda match: "kết quả" if _FOUND.match(text_after(match)) else None,
    "CCĐ": lambda match: "chống chỉ định" if text_after(match)[:1] == ":" else None,
    **dict.fromkeys(("NL", "TE"), _guest),
    "GD": lambda match: "giao dịch" if _SIGNED.match(text_after(match)) else None,
    "SD": lambda match: "số dư" if _SIGNED.match(text_after(match)) else None,
    "KT": lambda match: "kích thước" if _SIZE.match(text_after(match)) else None,
    "NT": lambda match: "nội thất" if word_before(match) in ("full", "đủ", "có", "tặng") else None,
    "TNXH": _school_or_vice,
    "NS": lambda match: (
        "nhân sự"
        if text_before(match).endswith("P.")
        else "ngày sinh"
        if re.match(r": ?\d", text_after(match))
        else None
    ),
    "NV": lambda match: "nhân viên" if _WORKERS.match(text_after(match)) else None,
    "CB": lambda match: _cadre(match),
    "HH": lambda match: "hoa hồng" if _is_commission(match) else None,
    "MT": lambda match: "mặt tiền" if _STREETS.match(text_after(match)) else None,
    "HĐ": lambda match: (
        "hóa đơn"
        if _BILLED.match(text_after(match))
        else "hợp đồng"
        if _AGREED.match(text_after(match))
        else None
    ),
    "HA": lambda match: "huyết áp" if re.match(r":? ?\d{2,3}/\d", text_after(match)) else None,
    "ĐB": lambda match: _wind(match) or _special(match),
    "ĐN": lambda match: _wind(match),
    "TN": lambda match: _wind(match),
    "SG": lambda match: "Sài Gòn" if word_before(match) in _TO_PLACES else None,
    "CK": lambda match: _final(match),
    "BK": lambda match: "bán kết" if _ROUNDS.match(text_after(match)) else None,
    "TK": lambda match: _account(match),
    "LS": lambda match: "lãi suất" if _BANKED.search(_around(match)) else None,
    "HS": lambda match: "hồ sơ" if _is_file(match) else None,
    "TQ": lambda match: "Trung Quốc" if word_before(match) in _FOREIGN else None,
    "SP": lambda match: "sản phẩm" if word_before(match) in _GOODS or _few(match) else None,
    "BT": _exercise,
    "SBT": lambda match: "sách bài tập" if _SUBJECT.match(text_after(match)) else None,
    "VB": lambda match: "văn bản" if _NUMBERED.match(text_after(match)) else None,
    "ND": lambda match: "nông dân" if word_before(match) == "hội" else None,
    "SN": lambda match: "số nhà" if _HOUSE.match(text_after(match)) else None,
    "ĐH": lambda match: "đại hội" if _CONGRESS.match(text_after(match)) else None,
    "NSX": lambda match: None if re.match(r" ?:| ?\d", text_after(match)) else "nhà sản xuất",
    "PL": lambda match: "phụ lục" if re.match(r"\.? ?\d", text_after(match)) else None,
    "BC": lambda match: _report(match),
    "HC": lambda match: "hồng cầu" if _COUNTED.match(text_after(match)) else None,
    "TC": lambda match: "tiểu cầu" if _COUNTED.match(text_after(match)) else None,
    "TL": lambda match: _weight(match) or ("thương lượng" if _is_price_open(match) else None),
    "ĐT": lambda match: "đội tuyển" if _NATIONS.match(text_after(match)) else None,
    "BTV": lambda match: "biên tập viên" if _NAMED.match(text_after(match)) else None,
    "TM": lambda match: _cash(match) or ("tim mạch" if word_before(match) in _WARDS else None),
    "BCT": lambda match: "bộ chính trị" if word_before(match) in ("viên", "viên,") else None,
    **dict.fromkeys(("HT", "ĐX"), _crop),
    "XK": _trade,
    "NK": _trade,
    "BKS": _plate_or_board,
    "KM": lambda match: "khuyến mãi" if _OFFERS.match(text_after(match)) else None,
    "BN": lambda match: "bệnh nhân" if word_before(match).isdecimal() else None,
    "TB": _average,
    "DT": _business,
    "LN": _business,
    "CA": lambda match: "công an" if _is_police(match) else None,
    "NH": lambda match: "ngân hàng" if match.string[match.end() :][:1] == " " else None,
}
"""What stands for different words in different company."""

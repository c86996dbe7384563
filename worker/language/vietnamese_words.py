"""Vietnamese as it is spoken: sea-g2p's normalizer, and rules before it for what it misreads.

Each rule names what sea-g2p 0.10.0 makes of the example without it; the tests hold both, so that a
rule that a newer version no longer needs shows itself.
"""

import functools
import re
import unicodedata
from collections.abc import Callable

from voicefarm.errors import EngineUnavailable
from voicefarm.extras import install_advice

_AMOUNT = r"\d[\d.,]*(?:\s(?:nghìn|ngàn|triệu|tỷ|tỉ))?"
_COUNTED = r"đồng|đ|VNĐ|VND|đô la|USD|người|dân|lượt|tấn|cái|con|chiếc"
_MEASURES = "ngày|giờ|phút|giây|tuần|tháng|năm|tuổi|lần|người|triệu|tỷ|tỉ|nghìn|km|mét|kg|độ"
_SPANS = r"trang|chương|bài|câu|điều|mục|khoản|tập|phần|lớp|tuổi|khoảng|chừng|từ"

_MENDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        # "https://a.vn": "hát tê tê phê ét hai chấm gạch chéo gạch chéo …"
        (r"(?i)\bhttps?://(?:www\.)?|\bwww\.", ""),
        # "TP. Huế": "thành phố. huế", a pause in the name; "Tp. Huế": unread.
        (r"\b[Tt][Pp]\.\s*(?=[^\W\d_])", "TP "),
        # "ThS. Lê": "thạc sĩ. lê".
        (r"\bThS\.?\s*(?=[^\W\d_])", "thạc sĩ "),
        # "N.V.A.": "nờ chấm vê chấm a.".
        (r"\b([A-ZĐ])\.(?=[A-ZĐ]\.)", r"\1 "),
        # "US$50": "usnăm mươi u s d"; "$3 triệu": "ba u s d triệu".
        (rf"(?:\bUS)?\$\s?({_AMOUNT})(?<![.,])", r"\1 đô la"),
        (rf"({_AMOUNT})\s?\$", r"\1 đô la"),
        (rf"\bUSD\s?({_AMOUNT})(?<![.,])", r"\1 đô la Mỹ"),
        (rf"({_AMOUNT})\s?USD\b", r"\1 đô la Mỹ"),
        # "50k": "năm mươi ca", though it is money.
        (r"(?<=\d\d)k\b", " nghìn"),
        # "1.234.567." at a sentence's end: "một chấm hai ba bốn chấm …"
        (r"(?<![\d.,])(\d{1,3})\.(\d{3})\.(\d{3})(?!\d|[.,]\d)", r"\1,\2,\3"),
        (r"(?<![\d.,])(\d{1,3})\.(\d{3})\.(\d{3})\.(\d{3})(?!\d|[.,]\d)", r"\1,\2,\3,\4"),
        # "trang 5-7": "trang ngày năm tháng bảy".
        (rf"\b((?i:{_SPANS}))\s(\d+)\s?[-–]\s?(\d+)\b(?![-/]\d)", r"\1 \2 đến \3"),
        # "5-7 ngày": "ngày năm tháng bảy ngày".
        (rf"(?<!ngày )(?<![\d/-])\b(\d+)\s?[-–]\s?(\d+)(?=\s(?:{_MEASURES})\b)", r"\1 đến \2"),
        # "từ 2-9-1945": "từ hai đến chín âm một nghìn …"
        (r"\b(\d{1,2})-(\d{1,2})-(\d{4})\b", r"\1/\2/\3"),
        # "kết quả 3-1": "ba trừ một".
        (r"\b([Kk]ết quả)\s(\d+)\s?[-–]\s?(\d+)\b", r"\1 \2 \3"),
        # "8h-17h": "tám giờ mười bảy giờ".
        (r"\b(\d{1,2}h(?:\d\d)?)\s?[-–]\s?(?=\d{1,2}h)", r"\1 đến "),
        # "đường 3/2": "ba trên hai", though streets are named after days.
        (r"\b((?i:đường|phố|quảng trường))\s(\d{1,2})/(\d{1,2})\b(?!/)", r"\1 \2 tháng \3"),
        # "-3,5°C" after a comma: the sign is lost.
        (r"(?<=[\s(,;:])[-−](?=\d)|^[-−](?=\d)", "âm "),
        # "QĐ-TTg": "qui đê tê tg".
        (r"\bTTg\b", "Thủ tướng"),
        # "#1": "thăng một".
        (r"#(?=\d)", "số "),
    )
)
_COUNT = re.compile(rf"(?<![\d.,])([1-9]\d{{6,14}})(?=\s?(?:{_COUNTED})\b)")


def vietnamese_words(text: str) -> str:
    """`text` in lower-case words, as sea-g2p's G2P reads them; English words stay English.

    Raises EngineUnavailable when sea-g2p is not installed.
    """
    return _normalizer()(mended(text))


def mended(text: str) -> str:
    """`text` with what sea-g2p would misread written so that it doesn't."""
    text = unicodedata.normalize("NFC", text).replace("Ð", "Đ")
    for pattern, words in _MENDS:
        text = pattern.sub(words, text)
    # "1234567890 đồng" is an amount, and would be read digit by digit.
    return _COUNT.sub(lambda match: f"{int(match[1]):,}", text)


@functools.cache
def _normalizer() -> Callable[[str], str]:
    """sea-g2p's normalizer, loaded at the first text: 12 ms, and safe to use from any thread."""
    try:
        from sea_g2p import Normalizer
    except ModuleNotFoundError as error:
        raise EngineUnavailable(
            f"Vietnamese text needs sea-g2p; {install_advice('speechlm')}."
        ) from error
    normalize: Callable[[str], str] = Normalizer("vi").normalize
    return normalize

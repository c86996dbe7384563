"""Times of day and durations."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.context import rule, word_after, word_before, words_before
from voicefarm.normalization.vietnamese.numbers import Figure, cardinal, digits, number_words

_BEFORE_TIME = words_of(
    """
    lúc từ đến tới hồi vào trước sau khoảng tầm hơn gần sáng chiều trưa tối đêm - – là hẹn lên
    giờ
    """
)
_AFTER_TIME = words_of("sáng trưa chiều tối đêm khuya rưỡi kém ngày hôm mỗi hằng")
_RATIOS = words_of("lệ dạng khổ hình scale khung")
_SCORES = words_of("số quả thắng thua hòa hoà dẫn")
_BOOKS = words_of(
    """
    thế cr
    giăng ma-thi-ơ mác lu-ca rô-ma thiên ký mt mc lc ga rm cv mátthêu máccô luca gioan thư vịnh
    st xh kh
    châm-ngôn ê-sai khải-huyền huyền truyền tô ngôn sử vua hanh ca
    """
)


def _minutes(written: str | None) -> str:
    """The minutes behind an hour, if any: "05" is "năm" and says "phút"."""
    number = int(written or 0)
    return (
        f" {cardinal(number)} phút"
        if number and number < 10
        else f" {cardinal(number)}" * (number > 0)
    )


def _with_h(match: re.Match[str]) -> str | None:
    """ "7h", "7h30", "8g", "20h15'", "1h30p20s"."""
    if match["letter"] in "gG" and not match["minutes"] and not _is_hour(match):
        return None
    hours, minutes = int(match["hours"]), match["minutes"]
    if minutes and (int(minutes) >= 60 or (match["letter"] in "HG" and len(minutes) == 1)):
        return None
    words = f"{cardinal(hours)} giờ{_minutes(minutes)}"
    if match["mark"] and minutes and int(minutes) and not words.endswith("phút"):
        words += " phút"
    if match["seconds"]:
        words += f" {cardinal(int(match['seconds']))} giây"
    return words


def _is_hour(match: re.Match[str]) -> bool:
    """Whether "8g" is eight o'clock rather than eight grams."""
    if int(match["hours"]) > 24:
        return False
    if _HOUR_BEFORE.search(match.string[max(0, match.start() - 16) : match.start()]):
        return True
    if _HOUR_AFTER.match(match.string, match.end()):
        return True
    after = word_after(match)
    return after in _AFTER_TIME or word_before(match) in _BEFORE_TIME - {"khoảng", "hơn", "gần"}


_HOUR_BEFORE = re.compile(r"(?:\d{1,2}[gG][0-5]\d|(?i:từ|lúc|sáng|chiều|tối) \d{1,2}g) ?[-–] ?\Z")
_HOUR_AFTER = re.compile(r" ?[-–] ?(?:[01]?\d|2[0-4])[gG][0-5]\d(?!\d)")
"""The other end of a span of time, as in "16g-19g30"."""


def _with_colon(match: re.Match[str]) -> str | None:
    before = word_before(match)
    hours, minutes, seconds = int(match["hours"]), int(match["minutes"]), match["seconds"]
    if minutes > 59 or before in _RATIOS or before in _SCORES:
        return None
    if hours > 24 and (seconds or before not in _LASTED):
        return None
    if hours > 24:
        return f"{cardinal(hours)} phút {_seconds(match['minutes'])}".rstrip()
    if before in _BOOKS or (not seconds and hours <= _MOST_GOALS and _is_played(match)):
        return None
    if before in _LASTING and not seconds:
        return f"{cardinal(hours)} phút {_seconds(match['minutes'])}".rstrip()
    words = f"{cardinal(hours)} giờ{_minutes(match['minutes'])}"
    if not seconds or not _seconds(seconds):
        return words
    return (
        f"{words.removesuffix(' phút')} phút {_seconds(seconds)}"
        if minutes
        else f"{words} {_seconds(seconds)}"
    )


def _with_half(match: re.Match[str]) -> str | None:
    """ "7:30 PM" is in the evening."""
    hours = int(match["hours"])
    if hours > 24:
        return None
    if not 0 < hours <= 12:
        return f"{cardinal(hours)} giờ{_minutes(match['minutes'])}"
    half = "sáng"
    if match["half"] in "Pp":
        half = "trưa" if hours == 12 else "chiều" if hours < 6 else "tối"
    return f"{cardinal(hours)} giờ{_minutes(match['minutes'])} {half}"


def _length(match: re.Match[str]) -> str | None:
    """ "12:30 phút" is a length, unless a time of day is spoken of."""
    if word_before(match) in _BEFORE_CLOCK or _DAY_NEXT.match(match.string, match.end()):
        return None
    seconds = _seconds(match["seconds"])
    minutes = int(match["minutes"])
    return f"{cardinal(minutes)} phút {seconds}".strip() if minutes or not seconds else seconds


_LASTED = words_of("dài lượng trong mất sau hết với là đạt tích đến khoảng")
"""Behind these more than 24 before a colon are minutes."""
_BEFORE_CLOCK = words_of("tức lúc hồi vào từ đến tới trước sau sáng trưa chiều tối đêm")


_DAY_NEXT = re.compile(
    r",? (?:ngày|theo giờ|giờ|cùng ngày|sáng|trưa|chiều|tối|hôm|hằng|hàng)(?!\w)"
)


def _lap(match: re.Match[str]) -> str | None:
    """ "1:45.678" by a stopwatch: minutes, seconds and parts; "1:50.000" is a scale."""
    if match["parts"] == "000" or word_before(match) in _RATIOS:
        return None
    seconds = f"{cardinal(int(match['seconds']))} phẩy {digits(match['parts'])} giây"
    return f"{cardinal(int(match['minutes']))} phút {seconds}"


def _seconds(written: str) -> str:
    number = int(written)
    return f"{cardinal(number)} giây" if number else ""


_BOOK_NAMES = {
    **{"Mt": "Mát-thêu", "Mc": "Mác-cô", "Lc": "Lu-ca", "Ga": "Gio-an", "Rm": "Rô-ma"},
    **{"Cv": "Công vụ Tông đồ", "St": "Sáng thế", "Xh": "Xuất hành", "Kh": "Khải huyền"},
}


def _verse(match: re.Match[str]) -> str | None:
    if word_before(match) not in _BOOKS:
        return None
    words = f"chương {cardinal(int(match['chapter']))} câu {cardinal(int(match['verse']))}"
    return words if match["last"] is None else f"{words} đến {cardinal(int(match['last']))}"


def _ratio(match: re.Match[str]) -> str:
    """ "16:9", "1:1.000": of what stands so in scores nothing is said between."""
    first, last = number_words(match["first"]), number_words(match["last"])
    if " : " in match[0] and _is_in_sum(match):
        return f"{first} chia {last}"
    is_score = word_before(match) in _SCORES and words_before(match, 2) not in ("tỉ lệ", "tỷ lệ")
    is_score |= _is_played(match)
    return f"{first} {last}" if is_score else f"{first} trên {last}"


def _is_played(match: re.Match[str]) -> bool:
    """Whether somebody won or lost so, as in "thắng Thái Lan 2:1"."""
    before = match.string[max(0, match.start() - 32) : match.start()]
    return " " not in match[0] and _PLAYED.search(before) is not None


_PLAYED = re.compile(r"(?i:hạ|thắng|thua|hòa|hoà|bại)(?: (?!lúc|từ|vào|lệ)[^\W\d_]+){1,4} \Z")
_LASTING = words_of("dài lượng")
_MOST_GOALS = 15


def _is_in_sum(match: re.Match[str]) -> bool:
    """Whether it stands among signs of arithmetic, as in "20 : 4 + 6"."""
    before = match.string[max(0, match.start() - 3) : match.start()]
    after = match.string[match.end() : match.end() + 3]
    return re.match(r" ?=| [-+−×x*:] ", after) is not None or (
        re.search(r"[-+−×x*:=] \Z", before) is not None
    )


def _quotes(match: re.Match[str]) -> str | None:
    """ "10'", "30''", "5'30\\""."""
    if match["mark"] in '"”' and _is_quoted(match):
        return None
    if match["mark"] in "'’" and _is_quoted_once(match):
        return None
    if match["seconds"] is None and match["mark"] not in "'’′" and _is_screen(match):
        return f"{number_words(match['number'])} inch"
    if "," in match["number"] or "." in match["number"] or match["mark"] == "”":
        return None
    if match["seconds"] is None and word_before(match) == "phút":
        return Figure(match["number"]).words()
    if match["seconds"] is None:
        unit = "phút" if match["mark"] in "'’′" else "giây"
        return f"{Figure(match['number']).words()} {unit}"
    return f"{Figure(match['number']).words()} phút {Figure(match['seconds']).words()} giây"


def _is_quoted(match: re.Match[str]) -> bool:
    """Whether quotation marks were opened before, and not closed."""
    before = match.string[max(0, match.start() - _LONGEST_QUOTE) : match.start()]
    opened = [mark.start() for mark in _OPENED.finditer(before)]
    return bool(opened) and not _CLOSED.search(before, opened[-1] + 1)


def _is_quoted_once(match: re.Match[str]) -> bool:
    """Whether a quotation in single marks was opened before, as in "'Top 10'"."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    opened = [mark.start() for mark in _OPENED_ONCE.finditer(before)]
    return bool(opened) and not _CLOSED_ONCE.search(before, opened[-1] + 1)


_LONGEST_QUOTE = 240
_OPENED_ONCE = re.compile(r"(?:(?<=[\s(\[])|\A)['‘](?:(?=[^\W\d]|\Z)|(?<!\(.)(?=\d))")
_CLOSED_ONCE = re.compile(r"(?<=\S)['’](?!\w)")
_OPENED = re.compile(r"(?:(?<=[\s(\[])|\A)[\"“](?=\S)")
_CLOSED = re.compile(r"(?<=\S)[\"”]")


def _is_screen(match: re.Match[str]) -> bool:
    """Whether a screen or a wheel is spoken of, which is measured in inches."""
    before = match.string[max(0, match.start() - 40) : match.start()].lower()
    return re.search(r"[.,]\d", match["number"]) is not None or _SCREENS.search(before) is not None


_SCREENS = re.compile(
    r"(?<!\w)(?:màn|màn hình|tivi|ti vi|tv|laptop|monitor|ipad|tablet|macbook|máy tính|mâm|vành|"
    r"la-?zăng|lazang|bánh xe|ống|smart tv|oled|qled|led|điện thoại|pizza)(?!\w)[^.;!?]{0,24}\Z"
)


def _coordinate(match: re.Match[str]) -> str | None:
    """ "10°46'N": degrees, minutes and the side; "N" is south next to a Vietnamese "Đ" or "T"."""
    parts = ((match["degrees"], "độ"), (match["minutes"], "phút"), (match["seconds"], "giây"))
    words = [f"{number_words(number)} {unit}" for number, unit in parts if number]
    side = match["side"]
    if side is None:
        return " ".join(words) if len(words) > 1 else None
    near = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    is_vietnamese = re.search("[°'’′\"] ?[ĐT](?!\\w)", near) is not None
    south = "nam" if is_vietnamese else "bắc"
    return " ".join([*words, {**_SIDES, "N": south}[side]])


_SIDES = {
    **{"VB": "vĩ bắc", "VN": "vĩ nam", "KĐ": "kinh đông", "KT": "kinh tây"},
    **{"S": "nam", "E": "đông", "W": "tây", "B": "bắc", "Đ": "đông", "T": "tây"},
}
_NEAR = 24


def _added(match: re.Match[str]) -> str:
    """ "45+2'": minutes of a match."""
    return f"{cardinal(int(match['number']))} cộng {cardinal(int(match['extra']))}"


def _stopped(match: re.Match[str]) -> str:
    """ "4'12\"79", by a stopwatch."""
    minutes = f"{cardinal(int(match['minutes']))} phút " if match["minutes"] else ""
    zero = "không " if match["rest"][0] == "0" else ""
    return f"{minutes}{cardinal(int(match['seconds']))} giây {zero}{cardinal(int(match['rest']))}"


_MINUTE = "['’′p]|ph|phút"

TIMES: tuple[Rule, ...] = (
    rule(
        "MLGRCSXK",
        rf"(?:{'|'.join(_BOOK_NAMES)})(?= \d{{1,3}}[:,] ?\d)",
        lambda match: _BOOK_NAMES[match[0]],
    ),
    rule(
        DIGITS,
        r"(?P<hours>\d{1,2})(?:[:h.](?P<minutes>[0-5]\d)|h)? ?(?P<half>[AaPp])"
        r"(?:[Mm]|\.[Mm](?:\.(?!\s*\Z|\s+[A-ZĐ]))?)(?!\w)",
        _with_half,
    ),
    rule(
        DIGITS,
        r"(?P<hours>[01]?\d|2[0-4])[hg](?P<minutes>[0-5]\d)?/(?=\d{1,2}/\d{1,2}(?!\d))",
        lambda m: f"{cardinal(int(m['hours']))} giờ{_minutes(m['minutes'])} ",
    ),
    rule(
        DIGITS,
        r"(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)(?= (?:phút|giây)(?!\w)) (?:phút|giây)",
        _length,
    ),
    rule(
        DIGITS,
        r"(?P<minutes>\d{1,2}):(?P<seconds>[0-5]\d)[.,](?P<parts>\d{1,3})(?![\w:]|[.,]\d)",
        _lap,
    ),
    rule(DIGITS, r"(?P<number>\d{1,3})['’]\+(?P<extra>\d{1,2})(?!\w)", _added),
    rule(
        DIGITS,
        r"(?P<degrees>\d{1,3}(?:[.,]\d{1,6})?)[°º] ?(?:(?P<minutes>\d{1,2}(?:[.,]\d{1,3})?)['’′])?"
        r"(?: ?(?P<seconds>\d{1,2}(?:[.,]\d{1,3})?)[\"″”])?"
        r" ?(?P<side>V[BN]|K[ĐT]|[NSEWBĐT])?(?![\w])",
        _coordinate,
    ),
    rule(
        DIGITS,
        r"(?:(?P<minutes>\d{1,3})['’′])?(?P<seconds>\d{1,2})[\"″](?P<rest>\d\d)(?!\w)",
        _stopped,
    ),
    rule(
        DIGITS,
        r"(?P<chapter>\d{1,3})[:,](?P<verse>\d{1,3})(?:[-–](?P<last>\d{1,3}))?(?!\d|:\d)",
        _verse,
    ),
    rule(
        DIGITS,
        r"(?P<hours>\d{1,3})(?P<letter>[hHgG]|giờ(?=\d))"
        r"(?:(?:(?<!G) )?(?P<minutes>\d{1,2})(?![\d/]))?"
        rf"(?P<mark>(?<=\d)(?:{_MINUTE})(?!\w)|(?<=\d)(?:{_MINUTE})(?=\d\d?(?:s|\"|'')))?"
        r"(?:(?P<seconds>\d{1,2})(?:s|\"|''))?(?![^\W_])",
        _with_h,
    ),
    rule(
        DIGITS,
        r"(?P<hours>[01]?\d|2[0-4]) h(?: (?P<minutes>[0-5]\d)(?![\d/]))?(?![\w/'’]| ?[=+*<>^]| \d)",
        lambda m: f"{cardinal(int(m['hours']))} giờ{_minutes(m['minutes'])}",
    ),
    rule(
        DIGITS,
        r"(?P<hours>\d{1,2}):(?P<minutes>\d\d)(?::(?P<seconds>\d\d))?(?:'|h|H)?(?![\w:]|\.\d{3})",
        _with_colon,
    ),
    rule(
        DIGITS,
        r"(?P<first>\d{1,4})(?::| : ?)(?P<last>\d{1,3}(?:\.\d{3})+|\d{1,7}(?:,\d{1,2})?)(?![\d:])",
        _ratio,
    ),
    rule(DIGITS, r"(?P<number>\d{1,3})\+(?P<extra>\d{1,2})(?=['’′](?!\w))['’′]", _added),
    rule(
        DIGITS,
        r"(?P<number>\d{1,3}(?:[.,]\d)?)(?P<mark>''|\"|['’′″”])(?:(?P<seconds>\d{1,2})(?:''|[\"″]))?(?!\w)",
        _quotes,
    ),
    rule(
        DIGITS,
        r"(?P<number>\d{1,3})(?P<mark>p|ph)(?P<seconds>\d{1,2})?s?(?!\w)",
        lambda match: (
            f"{cardinal(int(match['number']))} phút"
            + (f" {cardinal(int(match['seconds']))} giây" if match["seconds"] else "")
        ),
    ),
)

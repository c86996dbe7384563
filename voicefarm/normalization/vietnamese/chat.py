"""How people write to each other: words cut short, and faces made of marks."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import Rule
from voicefarm.normalization.vietnamese.context import rule, word_after, word_before, words_before
from voicefarm.normalization.vietnamese.numbers import ordinal

_SHORT = {
    **{
        "mn": "mọi người",
        "hnay": "hôm nay",
        "hqua": "hôm qua",
        "ib": "inbox",
        "sdt": "số điện thoại",
    },
    **dict.fromkeys(("ko", "hok", "hem", "khum"), "không"),
    **dict.fromkeys(("dc", "đc"), "được"),
    **dict.fromkeys(("tks", "thks", "thx"), "cảm ơn"),
    **{"ntn": "như thế nào", "bn": "bao nhiêu", "cx": "cũng", "trc": "trước", "ng": "người"},
    **{
        "nt": "nhắn tin",
        "vk": "vợ",
        "ck": "chồng",
        "gđ": "gia đình",
        "bik": "biết",
        "thik": "thích",
        "hc": "học",
        "ak": "à",
        "sp": "sản phẩm",
        "mk": "mình",
        "mik": "mình",
    },
    **{"bt": "bình thường", "ngta": "người ta", "ny": "người yêu", "lm": "làm", "nc": "nói chuyện"},
    **{"ah": "à", "uh": "ừ", "sn": "sinh nhật", "cmt": "bình luận", "rep": "trả lời"},
    **{"pls": "làm ơn", "đt": "điện thoại", "stk": "số tài khoản", "gv": "giáo viên"},
    **{"cj": "chị", "nma": "nhưng mà", "đag": "đang", "snvv": "sinh nhật vui vẻ"},
    **{"rùi": "rồi", "wá": "quá", "lun": "luôn", "zui": "vui"},
    **{"qá": "quá", "iu": "yêu", "hông": "không", "nhìu": "nhiều", "dzậy": "vậy"},
    **{"hs": "học sinh", "cty": "công ty", "nv": "nhân viên", "tt": "thanh toán", "lh": "liên hệ"},
}
_UNITS = words_of("hc sp bn ng lm bt tt nt sn nc ck ah uh")
"""These stand for other things behind a figure or a mark."""
_LETTERS = {"k": "không", "j": "gì", "r": "rồi", "v": "vậy", "z": "vậy"}
_NAMES = words_of(
    """
    số hệ biến với và là chữ hằng vector vitamin nhóm điểm trục góc cạnh bậc loại lớp kính tốc
    bằng nhân cộng trừ chia mũ phương hơn trên la trăm độ còng đến không một hai ba bốn năm sáu bảy
    tám chín mười mươi lăm mốt tư nghìn triệu tỷ linh phẩy chấm ký hiệu tự cột hàng tọa chỉ âm
    sao thăng chéo ngang dưới tê nốt khung theo giá trị đồng khác căn lập giờ phút giây ơ rô yên
    mét xấp xỉ
    """
)
_YEARS = words_of("năm tháng giờ phút một hai ba bốn sáu bảy tám chín mười")
_NEXT = re.compile(
    r"\s+(?:[vr] (?:ạ|á|ta|nhỉ|k|hả)|[kvr] [a-zà-ỹđ]{2})|"
    r"\s+(?:[a-zà-ỹđ]{2}|[kjạáàừờủ](?=[\s?!.,]))|\s*[.?!,…]*\s*\Z|[?!]|,? [a-zà-ỹđ]{2}"
)
_BEFORE = re.compile(r"(?:[^\W\d_]{2}|\s[taemcbjkr]),?\s+\Z")
_FACE = r"(?::'?-?[)(DPpOo3vV/|*]|;-?[)(D]|=[)(D]|:>|:<|xD|XD|T_T|\^_+\^|\^\^|-_+-|>_<|>\.<|<3)"


_BY_WORD = {
    "bt": (words_of("không ko k chưa hok đâu ai"), "biết"),
    "nc": (words_of("1l lít ly cốc chai uống đun nấu thêm thùng bình 2l 1,5l"), "nước"),
    "bn": (
        words_of("ơn tks thks chào các của với vs nha nhé cho ơi mời chúc mấy tặng gặp nhớ"),
        "bạn",
    ),
}


def _short(match: re.Match[str]) -> str | None:
    name = match[0].lower()
    words = _SHORT.get(name)
    if words is None or (match[0] != name and not _starts(match)):
        return None
    if words == "được" and match.string[match.end() : match.end() + 1] == ":":
        return "địa chỉ"
    if name in _BY_WORD and word_before(match) in _BY_WORD[name][0]:
        return _BY_WORD[name][1]
    if name == "hs" and _FACTOR.match(match.string, match.end()):
        return "hệ số"
    if name == "bn" and word_after(match) == "ơi":
        return "bạn"
    if name in _UNITS and word_after(match) != "ơi" and not _is_among_words(match):
        return None
    return words


_FACTOR = re.compile(r" [1-3](?=[,.;)]|\s*\Z)")
"""What the mark of a subject is multiplied by, as in "Toán hs 2"."""


def _starts(match: re.Match[str]) -> bool:
    """Whether it stands at a sentence's start with one capital; "Mn" in it is manganese."""
    before = match.string[max(0, match.start() - 3) : match.start()].rstrip(" \n-–")
    return match[0] == match[0].capitalize() and before[-1:] in ("", *".!?…:>")


def _letter(match: re.Match[str]) -> str | None:
    """ "mình k biết", "làm j", "còn hàng k"; in "hệ số k" it is a name."""
    if match[0] == "k" and words_before(match, 2) in ("còn hàng", "có hàng"):
        return _LETTERS["k"]
    if word_before(match) in _NAMES or not _is_among_words(match, ends=match[0] in "rvz"):
        return None
    return _LETTERS[match[0].lower()]


def _sibling(match: re.Match[str]) -> str | None:
    """ "a ơi", "e gọi lại cho a nhé": who speaks to whom."""
    before, after = word_before(match), word_after(match)
    is_called = after == "ơi" or (before in _GIVEN and after in _ENDINGS | _DOES | _TURNS)
    is_called |= match[0] in "eE" and after in _DOES
    if not is_called or before in _NAMES - _GIVEN or (match[0].isupper() and not _starts(match)):
        return None
    words = _SIBLINGS[match[0].lower()]
    return words.capitalize() if match[0].isupper() else words


_SIBLINGS = {"a": "anh", "e": "em", "c": "chị"}
_GIVEN = words_of("cho của với vs giúp gửi hỏi nhờ gặp để cám cảm thương yêu nhớ tặng mời")
_ENDINGS = words_of("nhé nha nhe ạ với vs ko nào luôn đi rồi r")
_DOES = words_of("đang gọi cám cảm hỏi mượn gửi xin muốn cx")
_TURNS = words_of("cần ko k đã sẽ mới thấy nghĩ biết cũng học đi đc dc vẫn")
"""Behind "tôi e" these may say what is feared."""


def _is_among_words(match: re.Match[str], *, ends: bool = False) -> bool:
    """Whether words stand on both sides; only before it where it `ends` a clause."""
    text, start = match.string, match.start()
    if _BEFORE.search(text[max(0, start - 6) : start]) is None:
        return False
    return ends or _NEXT.match(text, match.end()) is not None


def _any_of_short() -> str:
    """A pattern for any of them, which is found by its first letter."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(_SHORT, key=len, reverse=True):
        by_first.setdefault(name[0], []).append(name[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in by_first.items())


CHAT: tuple[Rule, ...] = (
    rule(
        "Aa",
        r"(?P<first>[Aa])/(?:c(?<=(?:ơn|ác|ửi|ho|ời|ới|ào|uý|uý) a/c)|"
        r"[cC](?= (?:cho|ơi|nào|có|ạ|tư vấn|giúp|nhé|em|e|đã|muốn|quan tâm)(?!\w)))(?!\w)",
        lambda match: f"{'Anh' if match['first'] == 'A' else 'anh'} chị",
    ),
    rule("h", r"(?<=mấy )h(?!\w)", lambda _match: "giờ"),
    rule("aceACE", r"[aceACE](?= [a-zà-ỹđ])", _sibling),
    rule(
        "t",
        r"t(?P<day>[2-7])(?= (?:này|tuần|sau|tới)(?!\w))"
        r"|(?:(?<=áng )|(?<=iều )|(?<=ối )|(?<=rưa ))t(?P<part>[2-7])(?!\w)",
        lambda match: f"thứ {ordinal(int(match['day'] or match['part']))}",
    ),
    rule(
        "hH", r"(?P<first>[hH])um(?= (?:nay|qua|trước|sau|kia)(?!\w))", lambda m: f"{m['first']}ôm"
    ),
    rule(
        "sS",
        r"[sS][nN](?= ?:? ?\d{1,2}(?P<mark>[/.-])\d{1,2}(?P=mark)\d{2,4}(?!\d))",
        lambda _match: "sinh",
    ),
    rule(
        "sS",
        r"[sS][nN](?= ?:? ?(?:(?:19|20)\d\d|[4-9]\d|0\d)(?![\d%]|,? (?:ngõ|ngách|hẻm|đường|phố)))",
        lambda _match: "sinh năm",
    ),
    rule(
        "".join(sorted({letter for name in _SHORT for letter in (name[0], name[0].upper())})),
        rf"(?i:{_any_of_short()})(?![^\W\d_]|[/&-]\w)",
        _short,
    ),
    rule("kj", r"[kj](?![\w/&'-]|\s?[=+*/<>^])", _letter),
    rule(
        "rv",
        r"[rv](?= (?:ạ|á|ta|nhỉ|hả|nha|nhé|trời|mà|k|ko|hông|bạn|mọi)(?!\w))",
        lambda m: _LETTERS[m[0]] if word_before(m) not in _NAMES - _YEARS - {"sao"} else None,
    ),
    rule("qt", r"(?P<very>quá) tr(?= (?:luôn|đi)|[!.,…]|\s*\Z)", lambda m: f"{m['very']} trời"),
    rule("rvz", r"[rvz](?=[?!.,…]*(?:\s*\Z|[?!.,…]\s))", _letter),
    rule(
        ":;=xXT^->",
        rf"(?<!\S){_FACE}+(?:[)(D]{{0,8}})(?=\s|[.,!?…]|\Z)",
        lambda match: None if match[0] == "XD" and _is_building(match) else "",
    ),
    rule(
        "<",
        rf"(?<![^\s])<3+(?:\s?<3+){{0,8}}(?=\s*(?:\Z|[.!?…~,)\"”]|{_FACE}|[a-zà-ỹđ]{{2}}))",
        lambda match: "" if _is_heart(match) else None,
    ),
)


def _is_building(match: re.Match[str]) -> bool:
    """Whether XD is "xây dựng": a face ends what is said, and no office stands before it."""
    ends = re.match(r"[ .,!?…)]*(?:\s*\Z|\n)", match.string[match.end() :]) is not None
    return not ends or word_before(match) in _BUILT


_BUILT = words_of("sở bộ ngành phép liệu cty công cp tư trình vốn cục khoa sư nghiệp phòng đầu")


def _is_heart(match: re.Match[str]) -> bool:
    """ "Yêu cả nhà <3"; "trẻ <3 tuổi" is a figure."""
    before = match.string[max(0, match.start() - 24) : match.start()].rstrip()
    if not before or not before[-1].isalpha() or re.search(r"(?:\A|\s)\w\Z", before):
        return not before
    following = word_after(match)
    if not following or not following[0].isalpha():
        return True
    return following not in _COUNTED and _LOVE.search(before.lower()) is not None


_LOVE = re.compile(r"(?:yêu|thương|iu |cảm ơn|nhớ|tks|thanks)[^.!?]*\Z")
_COUNTED = words_of("tuổi tháng năm ngày giờ phút người lần triệu tỷ nghìn mét độ điểm kg km phần")

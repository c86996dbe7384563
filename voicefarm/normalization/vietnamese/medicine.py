"""Medicine: ages, doses and rates as doctors write them."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.capitals.letters import LOWER, UPPER
from voicefarm.normalization.vietnamese.context import rule, word_after, word_before
from voicefarm.normalization.vietnamese.numbers import NUMBER, cardinal, number_words


def _aged(match: re.Match[str]) -> str | None:
    """ "nam, 45t", "bé 6th tuổi", "thai 38w"."""
    unit, before = match["unit"], word_before(match).strip(",")
    text, end = match.string, match.end()
    is_alone = text[match.start() - 1 : match.start()] == "(" and text[end : end + 1] in (")", ",")
    if unit == "t" and before not in _PERSONS and not is_alone:
        return None
    if unit == "T" and before not in _PERSONS and not _is_after_name(match):
        return None
    if unit == "th" and before not in _PERSONS | _LETS | _LIMITS and word_after(match) != "tuổi":
        return None
    if unit == "w" and before not in ("thai", "thai kỳ", "tuần"):
        return None
    words = {"t": "tuổi", "T": "tuổi", "th": "tháng", "w": "tuần"}[unit]
    first = f"{cardinal(int(match['first']))} đến " if match["first"] else ""
    return f"{first}{cardinal(int(match['number']))} {words}"


def _is_after_name(match: re.Match[str]) -> bool:
    """ "bà Lê Thị C, 45T, ngụ …", "chị D. (36T)": no lorry carries so much."""
    before = match.string[max(0, match.start() - 16) : match.start()]
    is_between = match.string[match.end() : match.end() + 1] in (",", ")")
    return (
        int(match["number"]) > _HEAVIEST
        and is_between
        and re.search(r"[A-ZĐ]\w*\.?(?:, | \()\Z", before) is not None
    )


_HEAVIEST = 15
_LIMITS = words_of("< > ≤ ≥ dưới")
_LETS = words_of(
    "việc hành bh giam tù án treo cọc đặt thuê trả mỗi ở được gần hơn khoảng tầm trong thêm"
)
_PERSONS = words_of("thọ cụ nam nữ bé trai gái em anh chị ông bà cháu con bn cô chú tuổi")


def _doses(match: re.Match[str]) -> str:
    """ "1v x 3l/ngày" of a prescription."""
    each = f"{cardinal(int(match['pills']))} viên" if match["pills"] else ""
    times = f"{cardinal(int(match['times']))} lần một ngày" if match["times"] else ""
    return " nhân ".join(filter(None, (each, times)))


MEDICINE: tuple[Rule, ...] = (
    rule("H", r"HbA1[cC](?!\w)", lambda _match: "hát bê a một xê"),
    rule(
        "BC",
        rf"(?P<doctor>BS\.? ?)?CK ?(?P<level>[12]|I{{1,2}})(?=,? [{UPPER}][{LOWER}])",
        lambda m: (
            f"{'bác sĩ ' if m['doctor'] else ''}chuyên khoa "
            + ("một" if m["level"] in "1I" else "hai")
        ),
    ),
    rule(
        DIGITS,
        r"(?P<weeks>\d{1,2}) ?w ?(?P<days>\d)d(?!\w)",
        lambda m: f"{cardinal(int(m['weeks']))} tuần {cardinal(int(m['days']))} ngày",
    ),
    rule(
        DIGITS,
        r"(?P<first>\d{1,2})[-–](?P<last>\d{1,2})th(?!\w)",
        lambda m: f"{cardinal(int(m['first']))} đến {cardinal(int(m['last']))} tháng",
    ),
    rule(
        DIGITS,
        r"(?:(?P<pills>\d{1,2}) ?v(?= ?[x×*]| ?/))?(?(pills)(?: ?[x×*] ?(?=\d{1,2} ?l/))?)"
        r"(?P<times>\d{1,2})? ?(?(times)l/(?:ngày|ng|d)(?!\w))",
        lambda match: _doses(match) if match["pills"] or match["times"] else None,
    ),
    rule(
        DIGITS,
        r"(?:(?<=sáng )|(?<=trưa )|(?<=chiều )|(?<=tối )|(?<=uống ))(?P<pills>\d) ?v(?!\w)",
        lambda match: f"{cardinal(int(match['pills']))} viên",
    ),
    rule(
        DIGITS,
        r"(?:(?<=[xX×] )|(?<=[xX×]))(?P<pills>\d{1,3}) ?v(?!\w)",
        lambda match: f"{cardinal(int(match['pills']))} viên",
    ),
    rule(
        DIGITS,
        r"(?:(?P<first>\d{1,2}) ?[-–] ?)?(?P<number>\d{1,3}) ?(?P<unit>t|T|th|w)(?![\w/])",
        _aged,
    ),
    rule(
        DIGITS,
        rf"(?P<number>{NUMBER}) ?v/p(?:h|hút)?(?!\w)",
        lambda m: f"{number_words(m['number'])} vòng một phút",
    ),
    rule(
        DIGITS,
        r"(?P<number>\d{1,3}) ?l/ph?(?!\w)",
        lambda m: f"{number_words(m['number'])} lần một phút",
    ),
)

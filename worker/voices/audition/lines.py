"""What a model says at an audition. Each line has a kind, so that a weakness shows where it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from voicefarm.languages import Language
from voicefarm.languages.tags import primary
from voicefarm.models import Model
from worker.voices.sample_texts import sample_text


@dataclass(frozen=True, slots=True)
class AuditionLine:
    """One line, and what it tries out."""

    kind: str
    text: str


def _lines(kind: str, *texts: str) -> tuple[AuditionLine, ...]:
    return tuple(AuditionLine(kind, text) for text in texts)


LINES: Mapping[Language, tuple[AuditionLine, ...]] = {
    "en": (
        *_lines(
            "prose",
            "The ferry leaves at seven, and it has never waited for anybody who overslept.",
            "In the attic they found three letters, a broken lamp and a map of the coast.",
            "Why would a gardener plant twelve apple trees where nothing but moss will grow?",
            "Most of the committee agreed; the treasurer wanted to see the figures first.",
            "He closed the door quietly, and then began to laugh.",
            "Yes, of course.",
        ),
        *_lines(
            "numbers",
            "The bridge was opened in 1874 and cost $12,500.",
            "At 4:30 p.m. the train had 215 passengers and 3 empty carriages.",
        ),
        *_lines("names", "Doctor Marsh met Eleanor Whitfield in Boston on the ninth of March."),
        *_lines(
            "long",
            "When the rain had stopped, the children ran down to the river, where the old miller "
            "was mending his nets, and asked him to tell them once more about the winter in which "
            "the water froze.",
        ),
    ),
    "vi": (
        *_lines(
            "prose",
            "Chuyến phà đầu tiên rời bến lúc bảy giờ sáng, không chờ ai ngủ quên bao giờ.",
            "Trên gác xép, họ tìm thấy ba lá thư cũ, một chiếc đèn vỡ và tấm bản đồ vùng biển.",
            "Anh khép cửa thật khẽ rồi bỗng nhiên bật cười.",
            "Vâng, tất nhiên rồi.",
        ),
        *_lines(
            "six tones",
            "Ma, má, mà, mả, mã, mạ.",
            "Con ma trên mả cũ, má mua mạ, mà mã chưa rõ.",
            "Bà ba bán bánh bò bên bãi bể, bỗng bả bỏ bẽn lẽn bước về.",
        ),
        *_lines("numbers", "Cây cầu dài 1.250 m được khánh thành năm 1998, hết 35 tỷ đồng."),
        *_lines("mixed", "Team của mình họp online lúc 9 giờ để review dashboard mới."),
        *_lines(
            "long",
            "Khi cơn mưa đã tạnh, bọn trẻ chạy ra bờ sông, nơi ông lão đang vá lưới, và xin ông kể "
            "thêm một lần nữa về mùa đông mà mặt nước đóng băng.",
        ),
    ),
}
"""Of the languages that have a whole list. Of others, a model says one sentence."""


def lines_for(language: Language) -> tuple[AuditionLine, ...]:
    """What is said in a language. Raises BadInput if there is nothing."""
    whole = LINES.get(language) or LINES.get(primary(language))
    return whole or (AuditionLine("prose", sample_text(language)),)


def usual_languages(model: Model) -> list[Language]:
    """The languages of an audition that names none: those with whole lists, or the first one."""
    whole = [tag for tag in model.default_voices if primary(tag) in LINES]
    chosen = list({primary(tag): tag for tag in reversed(whole)}.values())
    return list(reversed(chosen)) or list(model.languages[:1])

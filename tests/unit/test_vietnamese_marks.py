"""Models of Vietnamese read four marks."""

import pytest

from worker.language.phonemizers.vietnamese_marks import with_known_marks


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("“Gió đổi rồi,” bà nói. “Chiều nay mưa!”", "Gió đổi rồi, bà nói. Chiều nay mưa!"),
        ("Anh nói... rồi im lặng… mãi", "Anh nói. rồi im lặng. mãi"),
        ("mãi; (trong ngoặc) — gạch: hai?", "mãi, trong ngoặc, gạch, hai?"),
        ("A - B, [ba] «y».", "A, B, ba, y."),
        ("(Hết.)", "Hết."),
        ("năm: (bảy).", "năm, bảy."),
        ("nói :", "nói"),
        ("Trời mưa. Đường vắng.", "Trời mưa. Đường vắng."),
    ],
)
def test_other_marks_are_the_nearest_of_them(text: str, marks: str) -> None:
    assert with_known_marks(text) == marks
    assert with_known_marks(marks) == marks

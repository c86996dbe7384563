"""What readers say in words of their own, by language."""

from collections.abc import Mapping

_LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "code": "Code omitted.",
        "yes": "yes",
        "no": "no",
        "note": "Note",
        "notes": "Notes",
    },
    "vi": {
        "code": "Đoạn mã được bỏ qua.",
        "yes": "có",
        "no": "không",
        "note": "Ghi chú",
        "notes": "Ghi chú",
        "tip": "Mẹo",
        "hint": "Gợi ý",
        "info": "Thông tin",
        "important": "Quan trọng",
        "warning": "Cảnh báo",
        "caution": "Thận trọng",
        "danger": "Nguy hiểm",
        "example": "Ví dụ",
        "abstract": "Tóm tắt",
        "summary": "Tóm tắt",
        "question": "Câu hỏi",
        "quote": "Trích dẫn",
        "figure": "Hình",
        "table": "Bảng",
        "equation": "Công thức",
        "section": "Mục",
        "theorem": "Định lý",
        "definition": "Định nghĩa",
    },
}


def spoken_label(name: str, language: str) -> str:
    """The words for `name` in `language`; "" where we have none."""
    return _LABELS.get(language.partition("-")[0].lower(), {}).get(name, "")

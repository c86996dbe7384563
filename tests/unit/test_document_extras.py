"""Formats whose libraries come with an extra: without it, one sentence says which."""

import sys

import pytest

from producer.documents.containers.extras import from_extra
from producer.documents.formats import READERS, parse_document
from producer.documents.policies import USUAL_POLICIES
from voicefarm.errors import UnreadableDocument


@pytest.mark.parametrize(
    ("format", "library"),
    [("pdf", "pypdfium2"), ("docx", "mammoth"), ("rtf", "striprtf.striprtf"), ("epub", "lxml")],
)
def test_a_missing_library_is_said_with_its_extra(
    format: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.startswith("producer.documents.")]:
        if name.split(".")[2] in (format, "containers", "html", "odt"):
            monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    place = f"producer.documents.{format}.reading:read_{format}"
    with pytest.raises(UnreadableDocument, match=r"install voicefarm\[documents\]"):
        from_extra(place)(b"salt", "It", USUAL_POLICIES)


def test_plain_texts_need_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("lxml", "mammoth", "pypdfium2", "striprtf"):
        monkeypatch.setitem(sys.modules, library, None)
    assert parse_document(b"Salt.", "text").text == "Salt."
    assert parse_document(b"# Salt", "markdown").text == "Salt"


def test_each_format_has_a_name_of_its_own_for_help() -> None:
    titles = [reader.title for reader in READERS]
    assert len(set(titles)) == len(titles)

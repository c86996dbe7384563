"""ODT and RTF files: headings, lists, notes, tables, and what is left out."""

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.policies import NotesPolicy, ReadingPolicies
from tests.kit.word_files import packed
from voicefarm.errors import UnreadableDocument

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "meta")
)
_MEDIA_TYPE = b"application/vnd.oasis.opendocument.text"
_META = (
    f'<office:document-meta {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
    "<dc:title>Salt</dc:title><meta:initial-creator>Ana Bell</meta:initial-creator>"
    "<meta:creation-date>2024-03-05T10:00:00</meta:creation-date></office:meta>"
    "</office:document-meta>"
)
_NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>See Bell.</text:p></text:note-body></text:note>"
)
_TEXT = f"""<text:table-of-content><text:p>The sea 3</text:p></text:table-of-content>
<text:h text:outline-level="1">The sea</text:h>
<text:p>Salt{_NOTE} is<text:s text:c="2"/>old.</text:p>
<text:list text:style-name="L1"><text:list-item><text:p>Take</text:p></text:list-item>
<text:list-item><text:p>Eat</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Sea</text:p></table:table-cell>
<table:table-cell><text:p>2 €</text:p></table:table-cell></table:table-row></table:table>"""


def odt(text: str, **parts: bytes) -> bytes:
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>"
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/>'
        "</text:list-style></office:automatic-styles>"
        f"<office:body><office:text>{text}</office:text></office:body></office:document-content>"
    )
    files = {"mimetype": _MEDIA_TYPE, "content.xml": content.encode(), "meta.xml": _META.encode()}
    return packed({**files, **parts})


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@pytest.mark.parametrize(
    ("policy", "notes", "sentence"),
    [
        ("skip", [], "Salt is old."),
        ("inline", [], "Salt is old. Note: See Bell."),
        ("end", ["Notes", "1. See Bell."], "Salt is old."),
    ],
)
def test_an_odt_is_read_with_its_notes(
    policy: NotesPolicy, notes: list[str], sentence: str
) -> None:
    document = parse_document(odt(_TEXT), "odt", policies=ReadingPolicies(notes=policy))
    assert texts(document) == ["The sea", sentence, "1. Take", "2. Eat", "Sea; 2 €", *notes]
    assert document.blocks[0].level == 1
    assert document.omissions[0].what == "table of contents"


@pytest.mark.parametrize(("title", "kept"), [("Contents", []), ("Salt", ["Salt"])])
def test_the_title_of_a_table_of_contents_goes_with_it(title: str, kept: list[str]) -> None:
    above = f'<text:h text:outline-level="1">{title}</text:h>\n'
    assert texts(parse_document(odt(above + _TEXT), "odt"))[:-4] == [*kept, "The sea"]


def test_an_odt_says_its_title_author_and_date() -> None:
    document = parse_document(odt(_TEXT), "odt")
    assert (document.title, document.author, document.date) == ("Salt", "Ana Bell", "2024-03-05")


def test_an_encrypted_odt_is_refused() -> None:
    manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    with pytest.raises(UnreadableDocument, match="encrypted"):
        parse_document(odt(_TEXT, **{"META-INF/manifest.xml": manifest}), "odt")


_RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\info{\title On salt}{\author Ana Bell}}{\fonttbl{\f0 Times;}}"
    rb"\f0 {\b The sea}\par Salt is \i old\i0 : caf\'e9 \u7903?.\par "
    rb"\pard{\pict\pngblip 0102}Then it dries.\par}"
)


def test_an_rtf_is_read() -> None:
    document = parse_document(_RTF)
    assert texts(document) == ["The sea", "Salt is old: café ở.", "Then it dries."]
    assert (document.title, document.author) == ("On salt", "Ana Bell")
    assert [left.what for left in document.omissions] == ["picture"]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 0.9])
def test_an_rtf_that_is_cut_off_ends_in_text_or_a_sentence(share: float) -> None:
    try:
        said = texts(parse_document(_RTF[: int(share * len(_RTF))], "rtf"))
    except Exception as refusal:  # noqa: BLE001 - which one is asked below
        said = [type(refusal).__name__]
    assert said == [] or "Error" not in said[0]

"""PDFs, made by a real writer: the order of words, what belongs to pages, headings, notes."""

import re

import pytest
from rapidfuzz.distance import LCSseq

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.policies import NotesPolicy, ReadingPolicies
from tests.kit.pdf_files import Setting, pdf
from voicefarm.errors import NothingToSay, UnreadableDocument

STORY = [
    f"In the year {year} salt was carried over the mountains by mules and merchants, and every "
    f"village between the harbour and the monastery counted its sacks. Number {year % 97} was "
    "written on the gate; nobody remembers why. The well-known transportation of extraordinarily "
    f"heavy commodities remained characteristic of international relationships in {year + 1}. "
    "When winter came, the road was closed, and those who had salt were richer than kings."
    for year in range(1200, 1240)
]


def read(data: bytes, **policies: object) -> Document:
    return parse_document(data, policies=ReadingPolicies(**policies))  # type: ignore[arg-type]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def share_in_order(document: Document, parts: list[str]) -> float:
    """The share of the source's words that are read in their order, and of those read."""
    source, said = words(" ".join(parts)), words(document.text)
    return float(LCSseq.similarity(source, said)) / max(len(source), len(said))


@pytest.mark.parametrize(
    "setting",
    [
        Setting(),
        Setting(columns=2),
        Setting(columns=2, by_rows=True),
        Setting(columns=3, by_rows=True, justified=False),
        Setting(columns=2, head="The history of salt"),
        Setting(columns=2, parts_words=True),
        Setting(columns=2, by_rows=True, parts_words=True, head="Salt"),
    ],
)
def test_words_are_read_in_the_order_of_their_source(setting: Setting) -> None:
    document = read(pdf(STORY, setting))
    assert share_in_order(document, STORY) >= 0.99
    assert len(document.blocks) == len(STORY)


def test_running_heads_and_page_numbers_are_listed_as_left_out() -> None:
    omissions = read(pdf(STORY, Setting(head="The history of salt"))).omissions
    assert {left.what for left in omissions} == {"running head", "page number"}
    assert omissions[0].text == "page 1: The history of salt 1"


def test_headings_are_known_by_their_size() -> None:
    parts = ["# The sea", *STORY[:3], "# The road", *STORY[3:5]]
    document = read(pdf(parts, Setting(columns=2, title="Salt of the earth")))
    assert [(block.level, block.text) for block in document.blocks if block.level] == [
        (1, "Salt of the earth"),
        (2, "The sea"),
        (2, "The road"),
    ]
    assert document.title == "Salt of the earth"


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("skip", ["Salt is old. It is wet."]),
        ("inline", ["Salt is old. Note: See Bell. It is wet. Note: In the sun."]),
        ("end", ["Salt is old. It is wet.", "Notes", "1. See Bell.", "2. In the sun."]),
    ],
)
def test_footnotes_are_read_by_their_policy(policy: NotesPolicy, expected: list[str]) -> None:
    notes = ("^1^ See Bell.", "^2^ In the sun.")
    data = pdf(["Salt is old.^1^ It is wet.^2^", *STORY[:2]], Setting(footnotes=notes))
    said = [block.text for block in read(data, notes=policy).blocks]
    assert [said[0], *said[3:]] == expected


def test_words_parted_at_a_line_end_are_whole_again() -> None:
    text = read(pdf(STORY, Setting(columns=3, parts_words=True))).text
    assert "-" not in text.replace("well-known", "")


def test_a_pdf_with_a_password_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="password"):
        read(pdf(STORY[:1], Setting(password="salt")))


def test_a_scanned_pdf_is_refused() -> None:
    with pytest.raises(NothingToSay, match="no text layer"):
        read(pdf([], Setting(is_numbered=False)))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_a_pdf_that_is_cut_off_ends_in_text_or_a_sentence(share: float) -> None:
    data = pdf(STORY)
    try:
        document = parse_document(data[: int(share * len(data))], "pdf")
    except (UnreadableDocument, NothingToSay) as refusal:
        document = None
        sentence = str(refusal)
    assert document or "\n" not in sentence

"""A plain text longer than most books is prepared in parts, and is the same job as in one piece."""

import itertools
import random
from pathlib import Path

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.long_text import read_long_text
from producer.gateway.bodies.sent_text import SentText
from producer.jobs.submission import PreparedJob, prepare
from producer.temporary_bytes import IN_MEMORY_BYTES, TemporaryBytes, TemporaryPages
from voicefarm.errors import NothingToSay, UnreadableDocument
from voicefarm.messages import Chunk
from voicefarm.settings import Settings

PART = 10_000
WORDS = "the river was high and she had walked along it since Monday with $5.20 and Dr. Smith"


def novel(chapters: int = 12) -> str:
    """Parts, chapters and paragraphs; the parts are far from each other."""
    dice = random.Random(1)
    blocks: list[str] = []
    for chapter in range(chapters):
        if chapter % 6 == 0:
            blocks.append(f"Part {'I' * (chapter // 6 + 1)}")
        blocks.append(f"Chapter {chapter + 1}")
        for _ in range(10):
            words = dice.choices(WORDS.split(), k=60)
            blocks.append(" ".join(words).capitalize() + ". So it was.")
    return "\n\n".join(blocks) + "\n"


def in_parts(text: str | bytes, size: int = PART) -> list[Document]:
    """The documents of a text's parts."""
    data = TemporaryBytes(text.encode() if isinstance(text, str) else text)
    return list(read_long_text(data.read, "The text", size).parts)


def job_of(tmp_path: Path, text: str, part_mb: float) -> PreparedJob:
    settings = Settings(store=str(tmp_path), model="espeak", document_part_mb=part_mb)
    sent = SentText(TemporaryBytes(text.encode()), {}, format="text")
    request = sent.request("default")
    return prepare(settings, sent.document(request, settings), request)


def test_the_job_is_the_same_as_in_one_piece(tmp_path: Path) -> None:
    whole, parted = (job_of(tmp_path, novel(), mb) for mb in (100, PART / 1e6))
    assert parted.manifest == whole.manifest
    assert list(parted.pages) == list(whole.pages)


def test_the_chunks_of_all_parts_tile_the_text(tmp_path: Path) -> None:
    job = job_of(tmp_path, novel(), PART / 1e6)
    chunks = [Chunk.model_validate_json(line) for page in job.pages for line in page.splitlines()]
    assert [chunk.index for chunk in chunks] == list(range(job.manifest.chunks))
    assert all(one.end == other.start for one, other in itertools.pairwise(chunks))


def test_a_chapter_is_what_it_is_in_the_whole_text() -> None:
    parts = in_parts(novel())
    assert len(parts) > 3
    levels = {(b.text[:4], b.level) for part in parts for b in part.blocks if b.level}
    assert levels == {("Part", 1), ("Chap", 2)}


def test_lines_are_counted_through_all_parts() -> None:
    whole = parse_document(novel().encode(), "text")
    lines = [block.line for part in in_parts(novel()) for block in part.blocks]
    assert lines == [block.line for block in whole.blocks]


@pytest.mark.parametrize(
    "text",
    [
        "A line of a text without paragraphs.\n" * 2000,
        "Một câu tiếng Việt không có dấu xuống dòng. " * 1500,
        "漢字の文が続きます。" * 3000,
        "ệ" * 20_000,
        "x" * 50_000,
        "Windows ends its lines so.\r\n\r\n" * 1500,
    ],
    ids=["lines", "sentences", "no spaces", "no ends", "one word", "windows"],
)
def test_nothing_of_a_text_is_lost_between_parts(text: str) -> None:
    parts = in_parts(text)
    assert len(parts) > 1
    spoken = "".join(part.text for part in parts)
    assert "".join(spoken.split()) == "".join(text.split())


def test_code_between_fences_stays_in_one_part() -> None:
    code = "```\n" + "x = 1\n\n" * 800 + "```\n"
    text = "Prose is read.\n\n" * 400 + code + "Prose again.\n\n" * 400
    spoken = " ".join(part.text for part in in_parts(text))
    assert "Prose again." in spoken
    assert "x = 1" not in spoken


def test_a_wrong_byte_is_named_by_its_place_in_the_whole_file() -> None:
    data = b"A good line.\n" * 3000 + b"caf\xe9\n"
    with pytest.raises(UnreadableDocument, match=r"0xe9 at offset 39003 \(line 3001\)"):
        in_parts(data)


def test_a_zero_in_any_part_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="NUL byte at offset 39000"):
        in_parts(b"A good line.\n" * 3000 + b"\0")


def test_a_long_text_without_a_word_is_refused() -> None:
    with pytest.raises(NothingToSay):
        in_parts("--- *** ---\n\n" * 3000)


def test_a_part_without_a_word_is_passed_over() -> None:
    text = "One is said.\n\n" + "* * *\n\n" * 5000 + "Two is said."
    assert "".join(part.text for part in in_parts(text)).startswith("One is said.")


def test_pages_are_read_back_from_the_disk() -> None:
    pages, large = TemporaryPages(), b"x" * IN_MEMORY_BYTES
    for page in (b"first", large, b"last"):
        pages.append(page)
    assert list(pages) == [b"first", large, b"last"]
    assert pages[-1] == b"last"
    assert pages[:1] == [b"first"]
    with pytest.raises(IndexError):
        pages[3]

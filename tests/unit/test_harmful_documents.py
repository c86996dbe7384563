"""Documents made to harm: each is refused in one sentence, in little time and memory."""

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from producer.documents.containers.archives import open_archive
from producer.documents.containers.xml import try_xml
from producer.documents.formats import parse_document
from producer.documents.limits import DocumentLimits
from producer.documents.policies import ReadingPolicies
from tests.kit.books import Book, epub
from tests.kit.word_files import packed, unpacked
from voicefarm.errors import BadInput, UnreadableDocument

LIMITS = DocumentLimits(file_mb=1, unpacked_mb=4, text_mb=2)
BOOK = epub(Book(pages={"one.xhtml": "<p>Salt.</p>"}))
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'


@contextmanager
def in_bounds(seconds: float = 5, megabytes: float = 64) -> Iterator[None]:
    """What is inside takes little time and memory."""
    started = time.process_time()
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < megabytes * 2**20
    assert time.process_time() - started < seconds


def archive(**entries: bytes) -> bytes:
    return packed(entries)


def test_an_archive_that_unpacks_without_measure_is_refused() -> None:
    with in_bounds(), pytest.raises(UnreadableDocument, match="unpacks without measure"):
        open_archive(archive(bomb=bytes(3 * 2**20)), "It", LIMITS)


def test_an_archive_that_unpacks_to_more_than_allowed_is_refused() -> None:
    with in_bounds(), pytest.raises(UnreadableDocument, match="document_unpacked_limit_mb"):
        open_archive(archive(a=bytes(3 * 2**20), b=bytes(3 * 2**20)), "It", LIMITS)


def test_an_archive_that_lies_about_its_sizes_is_read_no_further_than_it_says() -> None:
    data = bytearray(archive(text=b"salt " * 400_000))
    for place in (data.rindex(b"PK\x01\x02") + 24, data.index(b"PK\x03\x04") + 22):
        data[place : place + 4] = struct.pack("<I", 100)
    opened = open_archive(bytes(data), "It", LIMITS)
    with in_bounds(), pytest.raises(UnreadableDocument, match="is damaged at 'text'"):
        opened.read("text")


def test_overlapping_entries_are_refused() -> None:
    inner = archive(kernel=b"salt" * 100)
    directory = inner.index(b"PK\x01\x02")
    entry, end = (
        inner[directory : inner.rindex(b"PK\x05\x06")],
        inner[inner.rindex(b"PK\x05\x06") :],
    )
    twin = entry.replace(b"kernel", b"shadow")
    sizes = struct.pack("<HHI", 2, 2, len(entry) + len(twin))
    with pytest.raises(UnreadableDocument, match="overlap"):
        open_archive(inner[:directory] + entry + twin + end[:8] + sizes + end[16:], "It", LIMITS)


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("damage", [(b"\n", b""), (b"", b"\r")], ids=["lost", "added"])
def test_an_archive_that_lost_a_byte_is_called_damaged_and_not_harmful(
    place: float, damage: tuple[bytes, bytes]
) -> None:
    lost, added = damage
    parts = {"mimetype": b"text", "a.png": b"\r\n" * 50, "b.xml": b"<b>" * 20}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as stored:
        for name, data in parts.items():
            stored.writestr(name, data)
    whole = written.getvalue()
    at = whole.index(b"\r\n") + 2 * round(place * 50) + 1
    data = whole[:at] + added + whole[at + len(lost) :]
    with pytest.raises(UnreadableDocument, match=r"is damaged: .*get it anew"):
        open_archive(data, "It", LIMITS)
    before = b"#!/bin/sh\n" + whole  # of an archive that unpacks itself
    assert open_archive(before, "It", LIMITS).read("b.xml") == parts["b.xml"]


def test_an_archive_of_too_many_entries_is_refused_before_it_is_opened() -> None:
    with in_bounds(), pytest.raises(UnreadableDocument, match="more than 20000 entries"):
        open_archive(b"PK\x03\x04" + b"PK\x01\x02" * 30_000, "It", LIMITS)


@pytest.mark.parametrize("path", ["../salt", "/etc/salt", "a/../../salt", "..\\salt", "C:\\salt"])
def test_a_path_that_leads_out_of_the_archive_is_refused(path: str) -> None:
    with pytest.raises(UnreadableDocument, match="leads out of it"):
        open_archive(archive(**{path: b"salt"}), "It", LIMITS)


def test_a_link_in_an_archive_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as written:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = 0o120777 << 16
        written.writestr(entry, "/etc/passwd")
    with pytest.raises(UnreadableDocument, match="is a link"):
        open_archive(data.getvalue(), "It", LIMITS)


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(archive(text=b"salt"))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableDocument, match="is encrypted"):
        open_archive(bytes(data), "It", LIMITS)


def test_entities_that_grow_without_measure_are_refused() -> None:
    with in_bounds():
        assert try_xml(BOMB.encode()) is None


def test_entities_from_files_and_from_the_network_stay_unread() -> None:
    for address in ("file:///etc/hostname", "http://127.0.0.1:1/x"):
        text = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{address}">]><a>salt &x;</a>'
        root = try_xml(text.encode())
        assert root is None or "".join(root.itertext()).strip() == "salt"


@pytest.mark.parametrize("part", ["OEBPS/content.opf", "META-INF/container.xml"])
def test_a_bomb_in_a_book_is_refused(part: str) -> None:
    parts = unpacked(BOOK)
    parts[part] = BOMB.encode()
    with in_bounds(), pytest.raises(UnreadableDocument, match="not valid XML"):
        parse_document(packed(parts), "epub")


def test_a_bomb_on_a_page_of_a_book_says_nothing() -> None:
    parts = unpacked(BOOK)
    parts["OEBPS/one.xhtml"] = BOMB.replace("<a>", "<html><body><p>Salt ").encode()
    with in_bounds():
        assert "haha" not in parse_document(packed(parts), "epub").text


def test_a_book_with_more_text_than_allowed_is_refused() -> None:
    page = "".join(f"<p>Salt {number * 7919 % 100_003}</p>" for number in range(200_000))
    book = epub(Book(pages={"one.xhtml": page}))
    policies = ReadingPolicies(limits=LIMITS)
    with in_bounds(), pytest.raises(UnreadableDocument, match="document_text_limit_mb"):
        parse_document(book, "epub", policies=policies)


def test_a_page_larger_than_allowed_is_refused() -> None:
    policies = ReadingPolicies(limits=LIMITS)
    with in_bounds(), pytest.raises(UnreadableDocument, match="document_text_limit_mb"):
        parse_document(b"<p>salt</p>" * 300_000, "html", policies=policies)


@pytest.mark.parametrize("format", ["epub", "docx", "html"])
def test_whatever_is_cut_off_or_changed_ends_in_a_document_or_a_sentence(format: str) -> None:
    data = {"epub": BOOK, "docx": BOOK, "html": b"<html><body><p>Salt &amp; sea.</p>"}[format]
    refusals = []
    for place in range(0, len(data), 7):
        for damaged in (data[:place], data[:place] + b"\xff" + data[place + 1 :]):
            try:
                parse_document(damaged, format)
            except BadInput as refusal:
                refusals.append(str(refusal))
    assert all(len(refusal.splitlines()) == 1 for refusal in refusals)


def test_a_page_of_tags_alone_is_refused_before_it_is_parsed() -> None:
    with in_bounds(), pytest.raises(UnreadableDocument, match="more than 400000 tags"):
        parse_document(b"<p>salt</p>" * 250_000, "html")


def test_cells_over_a_million_columns_and_rows_stay_small() -> None:
    cell = '<td colspan="99999" rowspan="99999">salt</td>'
    page = f"<table><tr><th>a</th><th>b</th></tr><tr>{cell * 3000}</tr>{'<tr></tr>' * 3000}</table>"
    with in_bounds():
        assert "salt" in parse_document(page.encode(), "html").text

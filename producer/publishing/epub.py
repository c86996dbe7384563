"""A talking EPUB 3: text and sound together, the phrase that is heard highlighted.

It is put together from what a finished job has in the store: its text, its captions' times, and an
MP3 for each chapter. So it costs no synthesis. The sound is copied, a block at a time.
"""

import json
import time
import uuid
import zipfile
from collections.abc import Iterable
from pathlib import Path

from producer.publishing import epub_pages as pages
from producer.publishing.read_along import ReadChapter, read_chapters
from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import chapter_index_key, chapter_key, cover_key, report_key
from voicefarm.forms import Output
from voicefarm.messages import Chapter, Manifest
from voicefarm.store import Store
from voicefarm.store.directory import unfinished

FORM = Output.MP3
"""The sound that every reading system plays."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of all entries, so that two runs write the same bytes."""
NAMESPACE = uuid.UUID("6a1c0b0e-5f0a-4a53-9d0a-0f6a8f2b7c11")
"""Of the identifiers, which follow from the jobs' ids."""


def write_epub(store: Store, job: str, path: Path) -> None:
    """Write the job as a book; the file appears when it is complete.

    Raises ObjectMissing, StoreUnreachable, and OSError when the file can't be written.
    """
    manifest = JobReader(store).manifest(job)
    entries = json.loads(store.get(chapter_index_key(job, FORM)))
    parts = [
        Chapter(
            title=entry["title"],
            level=1,
            start_sample=entry["start_sample"],
            end_sample=entry["end_sample"],
        )
        for entry in entries
    ]
    book = _book(store, manifest, read_chapters(store, job, parts))
    with unfinished(path) as partial, zipfile.ZipFile(partial, "x") as file:
        # First, and as it is: by it others know what the file is.
        _add(file, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        _add(file, "META-INF/container.xml", pages.CONTAINER.encode())
        _add(file, "EPUB/package.opf", pages.package(book).encode())
        _add(file, "EPUB/nav.xhtml", pages.navigation(book).encode())
        _add(file, "EPUB/style.css", pages.STYLE.encode())
        if cover := manifest.spec.cover:
            data = store.get(cover_key(job, cover.kind))
            _add(file, f"EPUB/{book.cover}", data, zipfile.ZIP_STORED)
        for number, chapter in enumerate(book.chapters, 1):
            _add_chapter(file, store, job, book, number, chapter)


def _add_chapter(
    file: zipfile.ZipFile,
    store: Store,
    job: str,
    book: pages.Book,
    number: int,
    chapter: ReadChapter,
) -> None:
    name = f"EPUB/{pages.name_of(number)}"
    _add(file, f"{name}.xhtml", pages.content_page(book, number).encode())
    if chapter.passages:
        _add(file, f"{name}.smil", pages.overlay(book, number).encode())
        blocks = store.stream(chapter_key(job, FORM, number))
        _add_blocks(file, f"{name}.mp3", blocks, zipfile.ZIP_STORED)


def _book(store: Store, manifest: Manifest, chapters: list[ReadChapter]) -> pages.Book:
    spec, cover = manifest.spec, manifest.spec.cover
    written = next((one.modified for one in store.entries(report_key(manifest.job))), 0.0)
    return pages.Book(
        identifier=f"urn:uuid:{uuid.uuid5(NAMESPACE, manifest.job)}",
        title=spec.title,
        language=spec.recipe.language,
        author=spec.tags.author,
        date=spec.tags.date,
        narrator=spec.recipe.voice,
        modified=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(written)),
        rate=spec.sample_rate,
        chapters=chapters,
        cover=f"cover.{cover.kind}" if cover else "",
        cover_type=cover.media_type if cover else "",
    )


def _add(
    file: zipfile.ZipFile, name: str, data: bytes, compression: int = zipfile.ZIP_DEFLATED
) -> None:
    _add_blocks(file, name, [data], compression)


def _add_blocks(
    file: zipfile.ZipFile, name: str, blocks: Iterable[bytes], compression: int
) -> None:
    info = zipfile.ZipInfo(name, EARLIEST)
    info.compress_type = compression
    info.external_attr = 0o644 << 16
    with file.open(info, "w", force_zip64=False) as entry:
        for block in blocks:
            entry.write(block)

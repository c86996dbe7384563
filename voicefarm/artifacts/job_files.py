"""A job's files in the store: its manifest, and its chunks' texts in pages.

Texts never sit in Redis. A page is one object of JSON lines, so that a book costs hundreds of
writes and not a hundred thousand.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

from pydantic import ValidationError

from voicefarm.artifacts.keys import cover_key, manifest_key, page_key
from voicefarm.artifacts.wanted_forms import WantedForms, want_forms
from voicefarm.errors import BadInput, BrokenJob, NewerJob, ObjectMissing
from voicefarm.forms import Output
from voicefarm.messages import Chunk, JobSpec, Manifest
from voicefarm.messages.message import Message
from voicefarm.store import JSON, Store

PAGE_SIZE = 256
JSON_LINES = "application/jsonl"
WRITERS = 8
"""Pages written at once: on S3 a write is mostly waiting."""
PAGES_KEPT = 32
"""Pages that a reader keeps, about 100 kB each."""

Part = TypeVar("Part", bound=Message)


def paginate(chunks: Sequence[Chunk]) -> list[bytes]:
    """The chunks as pages of JSON lines."""
    lines = [chunk.model_dump_json() for chunk in chunks]
    starts = range(0, len(lines), PAGE_SIZE)
    return [("\n".join(lines[start : start + PAGE_SIZE]) + "\n").encode() for start in starts]


def content_digest(spec: JobSpec, pages: Iterable[bytes]) -> str:
    """The hash of everything that a job is, 20 hex digits: submitted twice, it is one job.

    Its forms don't count: a programme in another form is the same programme.
    """
    formless = spec.model_copy(update={"outputs": (Output.WAV,), "chapter_outputs": ()})
    digest = hashlib.sha256(formless.model_dump_json().encode())
    for page in pages:
        digest.update(page)
    return digest.hexdigest()[:20]


def write_job(
    store: Store, manifest: Manifest, pages: Sequence[bytes], cover: bytes | None = None
) -> bool:
    """Write pages and cover, then the manifest: a job that has a manifest is complete.

    A manifest that is there already stays, and further forms are noted next to it. Returns whether
    it was there. Raises BadInput if the job's id belongs to another text already.
    """
    known = _known(store, manifest)
    _write_pages(store, manifest.job, pages)
    if cover and (info := manifest.spec.cover):
        store.put(cover_key(manifest.job, info.kind), cover, info.media_type)
    if known:
        want_forms(store, known, WantedForms.of(manifest.spec))
        return True
    store.put(manifest_key(manifest.job), manifest.model_dump_json().encode(), JSON)
    return False


def _write_pages(store: Store, job: str, pages: Sequence[bytes]) -> None:
    if len(pages) == 1:  # most jobs have one, and a thread costs more than its write
        store.put(page_key(job, 0), pages[0], JSON_LINES)
        return
    with ThreadPoolExecutor(WRITERS) as pool:

        def write(number: int) -> None:  # a page is read when it is written: they may be many
            store.put(page_key(job, number), pages[number], JSON_LINES)

        list(pool.map(write, range(len(pages))))


def _known(store: Store, manifest: Manifest) -> Manifest | None:
    """The job's manifest, if it has a whole one. Raises NewerJob."""
    try:
        known = JobReader(store).manifest(manifest.job)
    except (ObjectMissing, BrokenJob):
        return None
    if known.content != manifest.content:
        raise BadInput(
            f"'{manifest.job}' belongs to another text or request; choose another id.", field="job"
        )
    return known


class JobReader:
    """Reads manifests and chunks, keeping the last ones. Thread-safe; memory is bounded.

    All that it reads raises ObjectMissing, BrokenJob or NewerJob.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._page = lru_cache(maxsize=PAGES_KEPT)(self._read_page)
        self.manifest = lru_cache(maxsize=256)(self._read_manifest)

    def chunk(self, job: str, index: int) -> Chunk:
        """One chunk of a job. Raises ObjectMissing if the job's files are gone."""
        page, line = divmod(index, self.manifest(job).page_size)
        lines = self._page(job, page)
        if line >= len(lines):
            raise ObjectMissing(f"Job '{job}' has no chunk {index + 1}; submit it again.")
        return _read(Chunk, lines[line], job)

    def chunks(self, job: str) -> Iterator[Chunk]:
        """All the chunks in order, a page in memory at a time."""
        manifest = self.manifest(job)
        for page in range(-(-manifest.chunks // manifest.page_size)):
            for line in self._read_page(job, page):
                yield _read(Chunk, line, job)

    def _read_manifest(self, job: str) -> Manifest:
        return _read(Manifest, self._store.get(manifest_key(job)), job)

    def _read_page(self, job: str, page: int) -> list[bytes]:
        return self._store.get(page_key(job, page)).splitlines()


def _read(kind: type[Part], stored: bytes, job: str) -> Part:
    """A part of a job's files. What is JSON and doesn't fit came from another version."""
    try:
        return kind.model_validate_json(stored)
    except ValidationError as error:
        if any(fault["type"] == "json_invalid" for fault in error.errors()):
            raise BrokenJob(
                f"A file of job '{job}' in the store is damaged; submit its text again."
            ) from error
        raise NewerJob(
            f"Job '{job}' was made by a newer version of voicefarm; update this one too. Producers"
            " are updated after all workers."
        ) from error

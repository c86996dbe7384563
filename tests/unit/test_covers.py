"""Covers are looked through before anything is queued."""

from pathlib import Path

import pytest

from producer.documents.formats import parse_document
from producer.jobs.covers import MOST_BYTES, CoverFile, checked_cover
from producer.jobs.input_file import read_input_file
from producer.jobs.request import JobRequest
from producer.jobs.submission import PreparedJob, prepare_job
from tests.kit.pictures import jpeg, png
from voicefarm.errors import BadInput
from voicefarm.models import read_model, shipped_config


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cover"


def read_cover(path: Path) -> CoverFile | None:
    return checked_cover(read_input_file(path, "cover"))


@pytest.mark.parametrize(
    ("kind", "data"), [("png", png(300, 200)), ("jpg", jpeg(300, 200)), ("jpg", jpeg(16, 16))]
)
def test_a_picture_is_known_by_its_bytes(path: Path, kind: str, data: bytes) -> None:
    path.write_bytes(data)
    cover = read_cover(path)
    assert cover
    assert (cover.info.kind, cover.data) == (kind, data)
    assert (cover.info.width, cover.info.height) in [(300, 200), (16, 16)]


@pytest.mark.parametrize("picture", [png(64, 64), jpeg(64, 64)], ids=["png", "jpeg"])
def test_a_picture_that_was_cut_off_anywhere_is_refused(path: Path, picture: bytes) -> None:
    for length in range(0, len(picture) - 1, 7):
        path.write_bytes(picture[:length])
        with pytest.raises(BadInput, match="give a JPEG or PNG picture"):
            read_cover(path)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is not a picture in a known form"),
        (b"GIF89a...", "is not a picture in a known form"),
        (b"\x89PNG\r\n\x1a\nnot really one", "PNG that was cut off"),
        (png(64, 64).replace(b"IDAT", b"IDOT"), "cut off or damaged"),
        (png(4, 4), "has 4 × 4 pixels, and a side has 16 to 8192"),
        (jpeg(64, 64)[:-20] + b"\xff\xd8" + bytes(18), "JPEG that"),
        (bytes(MOST_BYTES + 1), "save it with at most 4"),
    ],
)
def test_what_is_no_cover_is_one_sentence(path: Path, data: bytes, sentence: str) -> None:
    path.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        read_cover(path)
    assert sentence in str(caught.value)


def test_a_missing_cover_is_told(path: Path) -> None:
    with pytest.raises(BadInput, match="can't be read"):
        read_cover(path)


def prepared(path: Path, *outputs: str) -> PreparedJob:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    request = JobRequest(outputs=outputs, cover=read_input_file(path, "cover"))
    return prepare_job(parse_document(b"Hello."), model, request)


def test_another_cover_is_another_job(path: Path) -> None:
    jobs = []
    for picture in (png(64, 64), png(64, 65)):
        path.write_bytes(picture)
        jobs.append(prepared(path, "mp3", "wav").manifest.job)
    assert jobs[0] != jobs[1]


def test_a_cover_that_fits_nowhere_is_refused(path: Path) -> None:
    path.write_bytes(png(64, 64))
    with pytest.raises(
        BadInput, match="cover: a cover doesn't fit into wav, opus; add an m4b, m4a, mp3"
    ):
        prepared(path, "wav", "opus")

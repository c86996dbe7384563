"""A result's folder is made with the result, and looked at as far as it is there."""

import os
from pathlib import Path

import pytest

from producer.jobs.output_files import check_output_files, check_room, save_results
from tests.kit.jobs import make_job
from voicefarm.artifacts.keys import captions_key, chapter_index_key, chapter_key
from voicefarm.errors import BadInput, ResultNotWritten
from voicefarm.forms import Output
from voicefarm.store.opening import open_store


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["new/out.srt", "new/deep/er/out.srt", "out.srt", "{old}/out.srt"])
def test_a_folder_that_is_missing_is_made_with_its_result(here: Path, name: str) -> None:
    (here / "{old}").mkdir()
    store = open_store(str(here / "store"))
    store.put(captions_key("a", "srt"), b"1\n", "text/plain")
    path = Path(name)
    was_there = path.parent.exists()
    check_output_files([path], {})
    check_room({path: Output.WAV}, make_job(1)[0].spec, 1)
    assert path.parent.exists() is was_there
    save_results(store, "a", {path: captions_key("a", "srt")})
    assert path.read_bytes() == b"1\n"


def test_the_chapters_get_a_new_folder(here: Path) -> None:
    store = open_store(str(here / "store"))
    index = chapter_index_key("a", Output.MP3)
    store.put(index, b'[{"number": 1, "title": "Sea/side"}]', "application/json")
    store.put(chapter_key("a", "mp3", 1), b"mp3", "audio/mpeg")
    path = Path("chapters/{chapter} {title}.mp3")
    check_output_files([path], {})
    save_results(store, "a", {path: index})
    assert (here / "chapters" / "01 Sea side.mp3").read_bytes() == b"mp3"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("{chapter}/out.mp3", "'{chapter}', which stands for nothing there"),
        ("new/{title}/{chapter}.mp3", "'{title}', which stands for nothing there"),
        ("new/{title}.mp3", "'{title}', which stands for nothing there"),
        ("file/out.mp3", r"Not a directory"),
        ("file/new/out.mp3", r"Not a directory"),
        ("a" * 300 + "/out.mp3", "File name too long"),
        ("gone/out.mp3", "Nothing can be written to the folder"),
    ],
)
def test_a_folder_that_can_not_be_made_is_found_before(
    here: Path, name: str, sentence: str
) -> None:
    (here / "file").touch()
    (here / "gone").symlink_to("nowhere")
    with pytest.raises(BadInput, match=sentence):
        check_output_files([Path(name)], {})
    assert sorted(os.listdir(here)) == ["file", "gone"]


def test_a_folder_that_something_else_takes_meanwhile_is_said(here: Path) -> None:
    store = open_store(str(here / "store"))
    check_output_files([Path("new/out.srt")], {})
    (here / "new").touch()
    with pytest.raises(ResultNotWritten, match="can't be written"):
        save_results(store, "a", {Path("new/out.srt"): captions_key("a", "srt")})

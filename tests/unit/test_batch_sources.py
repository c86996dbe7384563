"""What of a folder becomes an item of a batch."""

import os
from pathlib import Path

import pytest

from producer.batches.checks import BatchCheck, check_items
from producer.batches.requests import BatchDefaults
from producer.batches.sources.places import batch_source
from voicefarm.errors import UnreadableDocument

DEFAULTS = BatchDefaults({}, ("wav",), None, "{path}")


def written(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("A text.")
    return folder


def labels(folder: Path) -> list[str]:
    return [item.label for item in batch_source([str(folder)])]


def test_texts_are_found_at_any_depth_and_with_any_name(tmp_path: Path) -> None:
    names = ["Übersicht für Gäste.txt", "a/b c/d.MD", "semi;colon & amp.html"]
    assert sorted(labels(written(tmp_path, *names))) == sorted(names)


def test_hidden_files_and_those_of_an_open_document_are_no_texts(tmp_path: Path) -> None:
    written(tmp_path, "a.docx", "~$a.docx", ".~lock.a.odt", ".hidden/b.txt")
    assert labels(tmp_path) == ["a.docx"]


def test_what_a_folder_holds_besides_texts_is_counted_however_often_it_is_read(
    tmp_path: Path,
) -> None:
    source = batch_source([str(written(tmp_path, "a.txt", "b.jpg", "c/d.JPG", "README"))])
    for _ in range(2):
        assert len(list(source)) == 1
        assert source.passed_over == {".jpg": 2, "": 1}


@pytest.mark.parametrize(
    ("passed_over", "sentence"),
    [
        ({}, ""),
        ({".jpg": 1}, "1 file passed over, as the suffix is not a text's: .jpg."),
        (
            {"": 1, ".csv": 3},
            "4 files passed over, as the suffix is not a text's: .csv, no suffix.",
        ),
        (
            {f".{letter}": 1 for letter in "abcdef"},
            "6 files passed over, as the suffix is not a text's: .a, .b, .c, .d, .e, others.",
        ),
    ],
)
def test_files_that_are_passed_over_are_named_by_suffix(
    passed_over: dict[str, int], sentence: str
) -> None:
    assert BatchCheck(passed_over=passed_over).passed_over_sentence == sentence


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["a.txt"], ["001", "002"]),
        (["./a.txt"], ["001", "002"]),
        (["a.txt", "b.txt"], ["a/001", "a/002", "b/001", "b/002"]),
        (["."], ["a/001", "a/002", "b/001", "b/002", "c/d/001", "c/d/002"]),
        (["*.txt"], ["a/001", "a/002", "b/001", "b/002"]),
        (["c/d.txt"], ["001", "002"]),
        (["c"], ["d/001", "d/002"]),
    ],
)
def test_the_lines_of_one_file_are_named_by_number_and_those_of_several_lie_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: list[str], names: list[str]
) -> None:
    for name in ("a.txt", "b.txt", "c/d.txt"):
        written(tmp_path, name)
        (tmp_path / name).write_text("One.\n\nTwo.\n")
    monkeypatch.chdir(tmp_path)
    absolute = [str(tmp_path / source) for source in sources]
    for given in (sources, absolute):
        items = list(batch_source(given, lines=True))
        assert sorted((item.folder / item.stem).as_posix() for item in items) == names
        assert not check_items(items, DEFAULTS, tmp_path / "out").bad


def test_a_pipe_in_a_folder_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(written(tmp_path, "a.txt") / "pipe.txt")
    check = check_items(batch_source([str(tmp_path)]), DEFAULTS, tmp_path / "out")
    assert (check.items, check.bad) == (2, 1)
    assert "is a pipe or a device" in check.problems[0]


@pytest.mark.parametrize("lines", [False, True])
def test_a_pipe_as_a_source_is_refused(tmp_path: Path, lines: bool) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableDocument, match="give '-' for the standard input"):
        batch_source([str(tmp_path / "pipe.txt")], lines=lines)

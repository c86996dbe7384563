"""What of a folder becomes an item of a batch."""

import os
from pathlib import Path

import pytest

from producer.batches.checks import BatchCheck, check_items
from producer.batches.requests import BatchDefaults
from producer.batches.sources.places import batch_source
from voicefarm.errors import BadInput, UnreadableDocument

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


SPREADSHEETS = [
    ("utf-8-sig", "text;id\r\n{}\r\n"),
    ("utf-8", "sep=;\r\ntext;id\r\n{}\r\n"),
    ("utf-8", "SEP=;\ntext;id\n{}\n"),
    ("utf-16", "text;id\r\n{}\r\n"),
    ("utf-8", '"text";"id"\n{}\n'),
]


@pytest.mark.parametrize(("encoding", "form"), SPREADSHEETS)
@pytest.mark.parametrize("is_stdin", [False, True])
def test_a_list_is_read_as_any_spreadsheet_writes_it(
    encoding: str,
    form: str,
    is_stdin: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "list.csv").write_bytes(form.format('"Café, one;\nand two";a').encode(encoding))
    with (tmp_path / "list.csv").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        source = batch_source(["-" if is_stdin else str(tmp_path / "list.csv")])
    (item,) = source
    assert (item.text, item.id) == ("Café, one;\nand two", "a")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", "text,id\nA,1\nCafé,2\n".encode("latin-1"), "not UTF-8 text in line 3"),
        ("a.jsonl", b'{"text": "A"}\n{"text": "caf\xe9"}\n', "not UTF-8 text in line 2"),
        ("a.csv", b"PK\x03\x04 a workbook", "is a ZIP archive"),
        ("a.csv", "text,id\n".encode("utf-16-le"), "UTF-16 without a byte-order mark"),
        ("a.csv", b"", "has no column 'text' or 'file'"),
        ("a.csv", b"sep=;\n", "has no column 'text' or 'file'"),
    ],
)
def test_a_list_that_is_no_text_gets_its_sentence(
    name: str, data: bytes, sentence: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=sentence):
        list(batch_source([str(tmp_path / name)]))
    (tmp_path / "good.csv").write_text("text,id\nOne,1\n")
    refused, good = batch_source([str(tmp_path / name), str(tmp_path / "good.csv")])
    assert sentence in refused.problem
    assert good.text == "One"


def test_a_quotation_mark_that_stays_open_swallows_no_rows_silently(tmp_path: Path) -> None:
    rows = 'text,id\nA 5" pipe,1\n"Two\nlines",2\n"He said so,3\nMore,4\n'
    (tmp_path / "list.csv").write_text(rows)
    pipe, two, swallowed = batch_source([str(tmp_path / "list.csv")])
    assert (pipe.text, two.text) == ('A 5" pipe', "Two\nlines")
    assert swallowed.problem.startswith("A quotation mark in line 5 is not closed")


def test_a_long_text_may_stand_in_a_cell(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"text,id\n{'word ' * 50_000},1\n")
    (item,) = batch_source([str(tmp_path / "list.csv")])
    assert len(item.text or "") == 250_000


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("\ufeffhttps://example.org/a.html\r\n\r\nHTTP://example.org/b\r\n", ["a", "b"]),
        ("https://example.org/a\nftp://example.org/b\n", ["a", "002"]),
        ("https://example.org/a\nis a page about salt.\n", ["links"]),
        ("https://example.org/a is a page about salt.\n", ["links"]),
        ("Salt was dear.\n", ["links"]),
        ("", ["links"]),
    ],
)
def test_a_file_of_addresses_and_nothing_else_is_a_list(
    text: str, stems: list[str], tmp_path: Path
) -> None:
    (tmp_path / "links.txt").write_text(text, "utf-8")
    assert [item.stem for item in batch_source([str(tmp_path / "links.txt")])] == stems
    (folder_item,) = batch_source([str(tmp_path)])  # a folder's texts aren't opened to be counted
    assert folder_item.stem == "links"

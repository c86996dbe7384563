"""How a batch calls its results, and which items its sources have."""

from pathlib import Path, PurePosixPath

import pytest

from producer.batches.checks import check_items
from producer.batches.items import BatchItem
from producer.batches.names import check_template, file_name, result_name
from producer.batches.requests import BatchDefaults
from producer.batches.sources.places import batch_source
from voicefarm.errors import BadInput

DEFAULTS = BatchDefaults({}, ("wav",), None, "{path}")


def item(**fields: str) -> BatchItem:
    folder = PurePosixPath("part one")
    return BatchItem(7, "a label", Path("x/a.md"), None, folder, "a", fields)


@pytest.mark.parametrize(
    ("template", "fields", "name"),
    [
        ("{path}", {}, "part one/a"),
        ("{number:03}", {}, "007"),
        ("{folder}/{number:02}-{stem}.{suffix}", {}, "part one/07-a.md"),
        ("{id}", {"id": "C:1/2?"}, "C_1_2_"),
        ("{title}", {"title": "Vì sao?"}, "Vì sao_"),
        ("{path}", {"name": "other/place"}, "other/place"),
    ],
)
def test_a_template_names_the_results(template: str, fields: dict[str, str], name: str) -> None:
    check_template(template)
    assert str(result_name(item(**fields), template)) == name


@pytest.mark.parametrize("template", ["{nothing}", "{path", "{}", "all the same", "{path.x}"])
def test_a_template_that_can_name_nothing_is_refused(template: str) -> None:
    with pytest.raises(BadInput, match=r"template|same name"):
        check_template(template)


@pytest.mark.parametrize("name", ["../a", "/etc/a", "a/../../b", "."])
def test_no_name_leads_out_of_the_output_folder(name: str) -> None:
    with pytest.raises(BadInput, match="no place in the output folder"):
        result_name(item(name=name), "{path}")


def test_a_file_name_fits_into_any_file_system() -> None:
    assert file_name(" a/b:c*\n ") == "a_b_c_"
    assert len(file_name("ă" * 300).encode()) <= 200


def test_a_folder_gives_its_documents_in_order_without_the_output(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.txt", "out/d.txt", ".hidden/e.txt", "f.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("A text.")
    source = batch_source([str(tmp_path)], without=tmp_path / "out")
    assert [(one.number, one.label) for one in source] == [
        *((1, "a.md"), (2, "b.txt"), (3, "sub/c.txt"))
    ]


def test_a_pattern_is_mirrored_from_its_first_star_on(tmp_path: Path) -> None:
    for name in ("x/a.txt", "x/y/b.txt", "x/c.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("A text.")
    source = batch_source([f"{tmp_path}/x/**/*.txt"])
    assert [str(result_name(one)) for one in source] == ["a", "y/b"]


def test_rows_with_an_id_and_without_are_called_by_it_or_by_their_number(tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").write_text('{"text": "a", "id": "x"}\n\n{"text": "b"}\n')
    source = batch_source([str(tmp_path / "l.jsonl")])
    assert [str(result_name(one)) for one in source] == ["x", "002"]
    assert [one.label for one in source][1].startswith("line 3 of ")


def test_a_column_that_no_item_has_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("text,titel\na,b\n")
    with pytest.raises(BadInput, match=r"'titel'.*Did you mean 'title'"):
        list(batch_source([str(tmp_path / "l.csv")]))


def test_the_same_name_twice_is_refused_with_both_items(tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").write_text('{"text": "a", "id": "x"}\n{"text": "b", "id": "x"}\n')
    source = batch_source([str(tmp_path / "l.jsonl")])
    with pytest.raises(BadInput, match=r"line 1 of .*line 2 of .*both be written"):
        check_items(source, DEFAULTS, tmp_path)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["missing.txt"], "can't be read"),
        (["*.nothing"], "No file matches"),
        (["-", "a.txt"], "goes alone"),
    ],
)
def test_a_source_that_names_nothing_is_refused(names: list[str], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        batch_source(names)

"""What comes into a watched folder, and what goes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from producer.batches.items import BatchItem
from producer.batches.sources.places import BatchSource, batch_source
from producer.batches.sources.watching import WatchedSource
from voicefarm.errors import BadInput, StoreRefuses, StoreUnreachable, VoicefarmError


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("producer.batches.sources.watching.LOOK_S", 0.0)


def arrivals(watched: Iterator[BatchItem], count: int) -> dict[str, BatchItem]:
    items = (next(watched) for _ in range(count))
    return {item.label: item for item in items}


def watching(source: BatchSource, outage_s: float = 60.0) -> Iterator[BatchItem]:
    return (item for item in WatchedSource(source, "{path}", outage_s) if item is not None)


def test_a_name_is_free_again_when_its_file_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    watched = watching(batch_source([str(tmp_path)]))
    assert list(arrivals(watched, 1)) == ["a.txt"]
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    (tmp_path / "a.md").write_text("Two.")
    later = arrivals(watched, 2)
    assert {label: item.problem for label, item in later.items()} == {"a.md": "", "b.txt": ""}


def test_a_name_that_is_taken_is_refused_while_its_file_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    watched = watching(batch_source([str(tmp_path)]))
    arrivals(watched, 1)
    (tmp_path / "a.md").write_text("Two.")
    assert "'a.txt' has the same name" in arrivals(watched, 1)["a.md"].problem


def test_a_watched_folder_may_go_and_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.txt").write_text("One.")
    source = batch_source([str(folder)])
    looks = 0

    def items() -> Iterator[BatchItem]:
        nonlocal looks
        looks += 1
        if looks == 3:
            shutil.move(folder, tmp_path / "away")
        if looks == 5:
            shutil.move(tmp_path / "away", folder)
            (folder / "b.txt").write_text("Two.")
        return iter(source)

    watched = watching(BatchSource(items))
    assert list(arrivals(watched, 2)) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("problem", "outage_s"),
    [(StoreRefuses("No."), 60.0), (StoreUnreachable("Away."), 0.0), (BadInput("Gone."), 0.0)],
)
def test_a_source_that_is_refused_or_away_too_long_ends_the_watch(
    problem: VoicefarmError, outage_s: float
) -> None:
    looks = 0

    def items() -> Iterator[BatchItem]:
        nonlocal looks
        looks += 1
        if looks > 2:
            raise problem
        return iter([BatchItem(1, "a", text="One.", stem="a")])

    watched = watching(BatchSource(items), outage_s)
    assert next(watched).label == "a"
    with pytest.raises(type(problem)):
        next(watched)


def test_a_source_that_was_never_there_is_not_waited_for() -> None:
    def items() -> Iterator[BatchItem]:
        raise StoreUnreachable("Away.")

    with pytest.raises(StoreUnreachable):
        next(watching(BatchSource(items)))


def test_a_row_that_changes_is_another_text_though_it_is_as_long() -> None:
    texts = iter(["One.", "One.", "Two.", "Two."])
    source = BatchSource(lambda: [BatchItem(1, "a", text=next(texts), stem="a")])
    watched = watching(source)
    assert [next(watched).text, next(watched).text] == ["One.", "Two."]

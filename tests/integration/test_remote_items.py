"""Items of a batch that lie elsewhere: addresses, and objects of a bucket."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from producer.batches.items import BatchItem
from producer.batches.requests import BatchDefaults, item_digest, item_document, item_request
from producer.batches.sources.places import batch_source
from producer.batches.sources.watching import WatchedSource
from producer.documents.policies import USUAL_POLICIES
from producer.documents.sources import read_source
from tests.kit.servers import S3
from tests.kit.web_server import WebPage, web_server
from voicefarm.errors import UnreadableDocument
from voicefarm.settings import Settings
from voicefarm.store import Store

SETTINGS = Settings(fetch_networks=("127.0.0.0/8",), fetch_timeout_s=5)
DEFAULTS = BatchDefaults({}, ("wav",), None, "{path}")
PAGES = {"/salt.html": WebPage(b"<title>Salt</title><p>Salt was dear in the mountains.</p>")}


def text_of(item: BatchItem, settings: Settings = SETTINGS) -> str:
    return item_document(item, item_request(item, DEFAULTS), settings).text


def test_an_address_is_an_item_by_itself_and_in_a_list(tmp_path: Path) -> None:
    with web_server(PAGES) as server:
        url = f"{server.url}/salt.html"
        (tmp_path / "list.csv").write_text(f"file,id,voice\n{url},one,en-gb\n")
        named, row = batch_source([str(tmp_path / "list.csv"), url], SETTINGS)
        assert "Salt was dear" in text_of(named)
        assert text_of(named) == text_of(row)
    assert str(item_request(named, DEFAULTS).name) == "one"
    assert str(item_request(row, DEFAULTS).name) == "salt"


def test_an_address_keeps_to_the_guards_of_any_address() -> None:
    (item,) = batch_source(["http://127.0.0.1:9/page"], SETTINGS)
    with pytest.raises(UnreadableDocument):
        text_of(item, Settings())


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("ftp://example.org/a.txt", "'ftp' aren't fetched.*http or https"),
        ("gopher://example.org/", "'gopher' aren't fetched"),
        ("file:///tmp/a.txt", "give its path, /tmp/a.txt"),
    ],
)
def test_other_schemes_have_a_sentence_of_their_own(
    address: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableDocument, match=says):
        batch_source([address])
    with pytest.raises(UnreadableDocument, match=says):
        read_source(address, None, USUAL_POLICIES, SETTINGS)
    (tmp_path / "list.jsonl").write_text(f'{{"file": "{address}"}}')
    (item,) = batch_source([str(tmp_path / "list.jsonl")])
    assert "aren't fetched" in item.problem


@pytest.fixture
def stored(s3: S3, bucket: str, open_s3: Callable[..., Store]) -> tuple[Store, str, Settings]:
    """A store with texts, its address and settings that reach it."""
    address = f"s3://{bucket}/inbox"
    store = open_s3(address)
    store.put("one.txt", b"The lamp was lit.")
    store.put("deep/two.md", b"# Salt\n\nIt was dear.")
    store.put("picture.png", b"no text")
    store.put(".hidden/three.txt", b"Nobody reads this.")
    settings = Settings(s3_endpoint_url=s3.endpoint_url, s3_region="us-east-1")
    return store, address, settings


def test_a_bucket_is_a_folder_of_documents(stored: tuple[Store, str, Settings]) -> None:
    _, address, settings = stored
    items = list(batch_source([address], settings))
    names = [str(item_request(item, DEFAULTS).name) for item in items]
    assert names == ["deep/two", "one"]
    assert [text_of(item, settings) for item in items] == [
        "Salt\n\nIt was dear.",
        "The lamp was lit.",
    ]
    (alone,) = batch_source([f"{address}/one.txt"], settings)
    assert text_of(alone, settings) == "The lamp was lit."


def test_an_object_that_changes_is_another_text(stored: tuple[Store, str, Settings]) -> None:
    store, address, settings = stored
    before = list(batch_source([address], settings))[1]
    store.put("one.txt", b"The lamp was lit again.")
    after = list(batch_source([address], settings))[1]
    digests = {
        item_digest(item, item_request(item, DEFAULTS), "") for item in (before, after, after)
    }
    assert len(digests) == 2


def test_a_watched_bucket_gives_what_comes_later(
    stored: tuple[Store, str, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, address, settings = stored
    monkeypatch.setattr("producer.batches.sources.watching.REMOTE_LOOK_S", 0.05)
    source = batch_source([address], settings)
    assert source.is_remote
    coming = (item for item in WatchedSource(source, "{path}") if item is not None)
    assert [item.stem for item in islice(coming, 2)] == ["two", "one"]
    store.put("later.txt", b"This came later.")
    assert next(coming).stem == "later"

"""Texts that another Celery app sends, and what it hears of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from redis import Redis

from tests.kit.commands import Commands, write_model
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import PATIENCE_S, until
from voicefarm.artifacts.keys import report_key
from voicefarm.store.opening import open_store


@pytest.fixture
def farm(farm: Commands, tmp_path: Path) -> Commands:
    farm.settings |= {
        "VOICEFARM_MODEL": "steady",
        "VOICEFARM_HEARTBEAT_S": "0.2",
        **write_model(tmp_path / "models", "steady", seconds_per_character=0.001),
    }
    file = tmp_path / "models" / "steady.toml"
    own, both = ('"nobody" }', '["en"]'), ('"nobody", vi = "nobody" }', '["en", "vi"]')
    file.write_text(file.read_text().replace(own[0], both[0]).replace(own[1], both[1]))
    return farm


@contextmanager
def intake(farm: Commands) -> Iterator[None]:
    process = farm.begin("intake")
    try:
        assert process.stderr
        assert "ready" in process.stderr.readline()
        yield
    finally:
        process.kill()
        process.communicate()


def heard(valkey: ValkeyServer, app: Celery, queue: str) -> dict[str, Any]:
    """The argument of the next message on a queue of the sender's."""
    with app.connection_for_read() as connection, connection.SimpleQueue(queue) as messages:
        message = messages.get(timeout=PATIENCE_S)
        message.ack()
        (says,), _, _ = message.payload
        assert message.headers["task"] == "articles.done"
        return dict(says)


def test_an_app_that_knows_nothing_of_us_sends_a_text_and_hears_of_its_end(
    farm: Commands, valkey: ValkeyServer, namespace: str
) -> None:
    app = Celery("articles", broker=f"redis+socket://{valkey.folder}/valkey.sock")
    store = open_store(farm.settings["VOICEFARM_STORE"])
    store.put("incoming/article.md", b"# An article\n\nThis is its text.")
    queue, wants = f"{namespace}.submit", {"notify": "articles.done", "notify_queue": namespace}

    def send(**given: object) -> dict[str, Any]:
        app.send_task("voicefarm.submit", kwargs={**given, **wants}, queue=queue)
        return heard(valkey, app, namespace)

    with farm.worker("--model", "steady"), intake(farm):
        text = send(text="A text of some words.", title="A title", outputs=["flac"], tag="7")
        assert (text["state"], text["tag"], text["error"]) == ("done", "7", None)
        assert list(text["results"]) == ["flac"]
        assert store.size(text["results"]["flac"])
        assert farm.json("status", text["job"])["title"] == "A title"
        assert send(key="incoming/article.md")["state"] == "done"
        talk = send(
            text="[Emma] It cost $5. [Lan] Giá 5 đồng.",
            language="vi",
            speakers={"Emma": {"language": "en"}, "Lan": {}},
        )
        assert talk["state"] == "done", talk["error"]
        report = store.get(report_key(talk["job"]))
        assert [one.get("language") for one in json.loads(report)["chunks"]] == ["en", None]
        for bad, sentence in (
            (
                {"text": "[A] Hi.", "speakers": {"A": {"language": "fr"}}},
                "speakers.A.language: 'fr'",
            ),
            ({"text": "A text.", "voice": "nobody else"}, "nobody else"),
            ({"key": "incoming/other.md"}, "the store has no"),
            ({}, "give a 'text' or the 'key'"),
            ({"text": "A text.", "voize": "x"}, "perhaps 'voice' is meant"),
        ):
            refused = send(**bad)
            assert (refused["state"], refused["job"]) == ("refused", None)
            assert sentence in refused["error"]
    with Redis.from_url(valkey.url) as client:
        until(lambda: client.hlen(f"{namespace}:notices") == 0)

"""A text of many parts, sent in each way that a request has, is one job of all its sentences."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.kit.commands import write_model
from tests.kit.gateway_server import gateway, server_sent_events

PARAGRAPHS = 600
TEXT = "\n\n".join(f"This is paragraph {number} of a long text." for number in range(PARAGRAPHS))
PART_MB = "0.01"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    folder = tmp_path_factory.mktemp("gateway")
    settings = {
        **write_model(folder / "models", "instant", seconds_per_character=0.001),
        "VOICEFARM_MODEL": "instant",
        "VOICEFARM_DOCUMENT_PART_MB": PART_MB,
    }
    with gateway(folder / "gateway", **settings) as client:
        yield client


SENT: list[dict[str, Any]] = [
    {"json": {"text": TEXT}},
    {"content": TEXT.encode(), "headers": {"content-type": "text/plain"}},
    {"files": {"file": ("long.txt", TEXT.encode(), "text/plain")}, "data": {"title": "Untitled"}},
]
IDS = ["json", "bare", "form"]


@pytest.mark.parametrize("sent", SENT, ids=IDS)
def test_every_paragraph_is_in_the_preview(server: httpx2.Client, sent: dict[str, Any]) -> None:
    preview = server.post("/v1/preview", **sent).json()
    chunks = [chunk["written"] or chunk["spoken"] for chunk in preview["chunks"]]
    assert "".join(" ".join(chunks).split()) == "".join(TEXT.split())
    assert [chunk["number"] for chunk in preview["chunks"]] == list(range(1, len(chunks) + 1))


def test_it_is_one_job_however_it_is_sent(server: httpx2.Client) -> None:
    jobs = {server.post("/v1/jobs", **sent).json()["id"] for sent in SENT}
    assert len(jobs) == 1
    *_, last = server_sent_events(server.get(f"/v1/jobs/{jobs.pop()}/events").text)
    assert last["state"] == "done"
    assert last["chunks"] >= PARAGRAPHS


def test_the_same_key_with_another_long_text_is_refused(server: httpx2.Client) -> None:
    key = {"idempotency-key": "long"}
    first = server.post("/v1/jobs", json={"text": TEXT}, headers=key)
    again = server.post("/v1/jobs", json={"text": TEXT}, headers=key)
    other = server.post("/v1/jobs", json={"text": TEXT + " More."}, headers=key)
    assert first.json()["id"] == again.json()["id"]
    assert other.status_code == 422


def test_a_wrong_byte_deep_in_a_text_is_named(server: httpx2.Client) -> None:
    body = TEXT.encode() + b"\ncaf\xe9"
    answer = server.post("/v1/jobs", content=body, headers={"content-type": "text/plain"})
    assert answer.status_code == 422
    assert f"offset {len(body) - 1}" in answer.json()["detail"]

"""Finished jobs that the ledger forgot are known over HTTP from the store, to their tenants alone.

The ledger of a private farm ends with its gateway, so the next one has forgotten all jobs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from producer.api_keys import add_key
from producer.batches.selection import JobSelection
from producer.gateway.access import Caller
from producer.gateway.submissions.batches import stored_name
from tests.kit.gateway_server import gateway, server_sent_events
from voicefarm.store import Store
from voicefarm.store.opening import open_store

TEXT = {"text": "# One\n\nIt was late.\n\n# Two\n\nNobody came.", "input_format": "markdown"}


@dataclass
class Scene:
    """A gateway that has forgotten the jobs of the one before it."""

    client: httpx2.Client
    keys: dict[str, str]
    jobs: dict[str, str]
    """By whose they are."""
    store: Store | None = None

    def get(self, name: str, path: str, method: str = "GET", **more: Any) -> httpx2.Response:
        """What somebody gets; JOB in the path is a job of ana's."""
        headers = {"Authorization": f"Bearer {self.keys[name]}", **more.pop("headers", {})}
        path = path.replace("JOB", self.jobs.get("ana", ""))
        return self.client.request(method, path, headers=headers, **more)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder: Path = tmp_path_factory.mktemp("gateway")
    store = open_store(str(folder / "store"))
    keys = {name: add_key(store, name, ["jobs", "speak", "read"])[1] for name in ("ana", "bela")}
    keys["chief"] = add_key(store, "chief", ["admin"])[1]
    with gateway(folder) as client:
        before = Scene(client, keys, {})
        for name in ("ana", "bela"):
            made = before.get(name, "/v1/jobs", "POST", json=TEXT).json()
            before.jobs[name] = made["id"]
            events = before.get(name, f"/v1/jobs/{made['id']}/events").text
            assert server_sent_events(events)[-1]["state"] == "done"
        named = [{"id": "one", "text": "One by one."}, {"id": "a/b", "text": "Two by two."}]
        batch = {"items": [*named, "Three by three."]}
        for row in before.get("ana", "/v1/batches/news", "PUT", json=batch).json()["data"]:
            before.get("ana", f"/v1/jobs/{row['job']}/events")
    with gateway(folder) as client:
        yield Scene(client, keys, before.jobs, store)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/jobs/JOB", "application/json"),
        ("/v1/jobs/JOB/events", "text/event-stream"),
        ("/v1/jobs/JOB/audio", "audio/wav"),
        ("/v1/jobs/JOB/live?format=wav", "audio/wav"),
        ("/v1/jobs/JOB/captions", "text/vtt"),
        ("/v1/jobs/JOB/chapters", "application/json"),
        ("/v1/jobs/JOB/report", "application/json"),
        ("/v1/jobs/JOB/chunks", "application/json"),
        ("/v1/jobs/JOB/chunks/1", "application/json"),
        ("/v1/jobs/JOB/chunks/1/audio", "audio/flac"),
        ("/v1/jobs/JOB/peaks", "application/json"),
    ],
)
def test_a_forgotten_job_is_there_for_its_tenant_alone(scene: Scene, path: str, kind: str) -> None:
    answers = {name: scene.get(name, path) for name in ("ana", "chief", "bela")}
    assert [answer.status_code for answer in answers.values()] == [200, 200, 404]
    assert answers["ana"].headers["content-type"].startswith(kind)
    assert answers["ana"].content
    assert scene.get("ana", path.replace("JOB", "no-such-job")).status_code == 404


def test_its_state_says_that_it_is_done_and_whose_it_is(scene: Scene) -> None:
    state = scene.get("ana", "/v1/jobs/JOB").json()
    assert (state["state"], state["percent"], state["tenant"]) == ("done", 100, "ana")
    told = scene.get("ana", "/v1/jobs/JOB/events").text
    assert [event["state"] for event in server_sent_events(told)] == ["done"]
    (seen,) = [line.removeprefix("id: ") for line in told.splitlines() if line.startswith("id: ")]
    again = scene.get("ana", "/v1/jobs/JOB/events", headers={"Last-Event-ID": seen})
    assert again.status_code == 204


def test_cancelling_it_changes_nothing_and_a_chunk_of_it_can_be_made_anew(scene: Scene) -> None:
    assert scene.get("bela", "/v1/jobs/JOB", "DELETE").status_code == 404
    assert scene.get("ana", "/v1/jobs/JOB", "DELETE").json()["state"] == "done"
    assert scene.get("ana", "/v1/jobs/JOB").json()["state"] == "done"
    remade = scene.get("ana", "/v1/jobs/JOB/chunks/1/remake", "POST")
    assert remade.status_code == 202
    assert remade.json()["remade_from"]["job"] == scene.jobs["ana"]


def test_a_batch_knows_its_forgotten_jobs(scene: Scene) -> None:
    batch = scene.get("ana", "/v1/batches/news").json()
    assert (batch["state"], batch["states"]) == ("ended", {"done": 3})
    assert batch["data"][0]["resource"]["state"] == "done"


def test_results_of_a_batch_are_called_as_its_items_where_that_is_a_plain_name(
    scene: Scene,
) -> None:
    assert scene.store
    name = stored_name(Caller("ana"), "news")
    chosen = [*JobSelection(batches=[name]).chosen(scene.store)]
    assert [one.name for one in chosen] == ["one", chosen[1].job, "3"]

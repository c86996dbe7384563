"""Plans and batches over HTTP."""

from typing import Any

import httpx2
import pytest

from tests.kit.gateway_server import server_sent_events

ITEMS = [
    {"id": "one", "text": "The first of three."},
    {"id": "two", "text": "", "outputs": ["mp3"]},
    "The third, without a name.",
]


def put(server: httpx2.Client, batch: str, items: Any, **more: Any) -> httpx2.Response:
    return server.put(f"/v1/batches/{batch}", json={"items": items, **more})


def test_a_plan_says_what_a_job_would_be_and_queues_nothing(server: httpx2.Client) -> None:
    text = "The ferry left at 7:45.\n\nIt cost $12.50 for two."
    plan = server.post("/v1/plan", json={"text": text, "outputs": ["mp3"]}).json()
    assert (plan["model"], plan["chunks"], plan["outputs"]) == ("espeak", 2, ["mp3"])
    assert 2 < plan["estimate"]["audio_s"] < 12
    assert server.get(f"/v1/jobs/{plan['job']}").status_code == 404
    assert server.post("/v1/jobs", json={"text": text}).json()["id"] == plan["job"]


def test_a_plan_refuses_what_a_job_would(server: httpx2.Client) -> None:
    answer = server.post("/v1/plan", json={"text": "Hello.", "voice": "nobody"})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "voice")


def test_a_batch_has_an_id_of_the_callers_own_and_an_error_an_item(server: httpx2.Client) -> None:
    made = put(server, "issue-7", ITEMS, defaults={"outputs": ["flac"]})
    assert made.status_code == 201, made.text
    rows = made.json()["data"]
    assert [(row["number"], row["id"]) for row in rows] == [(1, "one"), (2, "two"), (3, "")]
    assert rows[1]["state"] == "refused"
    assert "text" in rows[1]["error"]["message"].lower()
    job = rows[0]["job"]
    server_sent_events(server.get(f"/v1/jobs/{job}/events").text)
    assert server.get(f"/v1/jobs/{job}/audio", params={"format": "flac"}).status_code == 200


def test_the_same_batch_again_is_the_same_and_another_is_refused(server: httpx2.Client) -> None:
    first = put(server, "again", ["Once."])
    second = put(server, "again", ["Once."])
    other = put(server, "again", ["Something else."])
    assert (first.status_code, second.status_code, other.status_code) == (201, 200, 409)
    assert first.json()["data"][0]["job"] == second.json()["data"][0]["job"]
    assert other.json()["error"]["code"] == "batch_exists"


def test_a_batch_is_read_in_pages(server: httpx2.Client) -> None:
    put(server, "pages", [f"Text number {number}." for number in range(5)])
    first = server.get("/v1/batches/pages", params={"limit": 2}).json()
    second = server.get("/v1/batches/pages", params={"limit": 2, "after": first["next"]}).json()
    last = server.get("/v1/batches/pages", params={"limit": 2, "after": second["next"]}).json()
    numbers = [row["number"] for page in (first, second, last) for row in page["data"]]
    assert numbers == [1, 2, 3, 4, 5]
    assert (first["has_more"], last["has_more"], last["next"]) == (True, False, None)


def test_a_batch_is_cancelled_as_a_whole(server: httpx2.Client) -> None:
    put(server, "gone", ["A long one. " * 400, "And another long one. " * 400])
    answer = server.delete("/v1/batches/gone").json()
    assert answer["state"] == "ended"
    assert set(answer["states"]) <= {"cancelled", "done"}


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"items": []}, "items"),
        ({"items": "one"}, "items"),
        ({"items": [7]}, "items.0"),
        ({"items": [{"id": 7, "text": "x"}]}, "items.0.id"),
        ({"items": [{"id": "a", "text": "x"}, {"id": "a", "text": "y"}]}, "items.1.id"),
        ({"items": [{"id": "2", "text": "x"}, "y"]}, "items.1.id"),
        ({"items": ["x"], "default": {}}, "default"),
        ({"items": ["x"], "defaults": []}, "defaults"),
        ({"items": ["x"] * 1001}, "items"),
    ],
)
def test_a_wrong_batch_is_refused_with_its_field(
    server: httpx2.Client, fields: dict[str, Any], param: str
) -> None:
    answer = server.put("/v1/batches/wrong", json=fields)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


def test_a_batch_that_nobody_made_is_not_found(server: httpx2.Client) -> None:
    assert server.get("/v1/batches/never").status_code == 404
    assert server.get("/v1/batches/no%20such%20name").status_code == 400


def test_every_route_documents_its_problems(server: httpx2.Client) -> None:
    paths = server.get("/v1/openapi.json").json()["paths"]
    lacking = [
        (path, method)
        for path, methods in paths.items()
        for method, about in methods.items()
        if not {"400", "401", "403", "429", "503"} <= set(about["responses"])
    ]
    assert lacking == []

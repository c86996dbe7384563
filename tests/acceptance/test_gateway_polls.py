"""Polls are answered past the framework, and as its route would answer them."""

import httpx2
import pytest


def test_a_poll_says_what_the_list_says(server: httpx2.Client) -> None:
    job = server.post("/v1/jobs", json={"text": "One by one."}).json()["id"]
    server.get(f"/v1/jobs/{job}/events").read()  # until it has ended
    polled = server.get(f"/v1/jobs/{job}")
    assert polled.status_code == 200
    assert polled.headers["content-type"] == "application/json"
    assert "x-request-id" in polled.headers
    assert "content-security-policy" in polled.headers
    (listed,) = server.get("/v1/jobs").json()["data"]
    assert polled.json() == listed
    assert listed["created"] <= listed["finished"]
    assert not {"started", "done_before", "seen"} & {*listed}


@pytest.mark.parametrize("name", ["nothing", "a%20b", "%00", "..", "x" * 300, "%F0%9F%8E%B5"])
def test_a_poll_of_no_job_is_the_usual_problem(server: httpx2.Client, name: str) -> None:
    answer = server.get(f"/v1/jobs/{name}")
    assert answer.status_code in (404, 405), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_other_methods_of_the_address_go_to_their_routes(server: httpx2.Client) -> None:
    assert server.delete("/v1/jobs/nothing").status_code == 404
    assert server.put("/v1/jobs/nothing").status_code == 405
    assert server.get("/v1/jobs/").status_code == 404

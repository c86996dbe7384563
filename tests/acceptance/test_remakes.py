"""One chunk made anew, and the programme follows: over HTTP, on the command line, in Python."""

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.kit.commands import VOICEFARM
from tests.kit.gateway_server import server_sent_events

TEXT = "# The harbour\n\nThe ferry left at 7:45.\n\nIt cost $12.50.\n\nNobody came back."


def ended(server: httpx2.Client, job: str) -> dict[str, Any]:
    *_, last = server_sent_events(server.get(f"/v1/jobs/{job}/events").text)
    return last


@pytest.fixture(scope="module")
def done(server: httpx2.Client) -> str:
    fields = {"text": TEXT, "input_format": "markdown", "outputs": ["mp3", "wav"]}
    job: str = server.post("/v1/jobs", json=fields).json()["id"]
    assert ended(server, job)["state"] == "done"
    return job


def chunks(server: httpx2.Client, job: str, **query: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = server.get(f"/v1/jobs/{job}/chunks", params=query).json()["data"]
    return rows


def remade(server: httpx2.Client, job: str, number: int, **fields: Any) -> dict[str, Any]:
    answer = server.post(f"/v1/jobs/{job}/chunks/{number}/remake", json=fields)
    assert answer.status_code == 202, answer.text
    new = answer.json()
    assert new["remade_from"] == {"job": job, "chunk": number}
    assert ended(server, new["id"])["state"] == "done"
    return ended(server, new["id"])


def test_the_chunks_of_a_job_are_listed_with_their_places(server: httpx2.Client, done: str) -> None:
    rows = chunks(server, done)
    assert [row["number"] for row in rows] == [1, 2, 3, 4]
    assert rows[2]["text"] == "It cost $12.50."
    assert rows[0]["start_s"] < rows[0]["end_s"] < rows[1]["start_s"]
    assert len(chunks(server, done, order="suspicion", limit=2)) == 2


def test_an_edited_chunk_is_spoken_and_all_other_takes_are_kept(
    server: httpx2.Client, done: str
) -> None:
    new = remade(server, done, 3, text="It cost $20 for Dr. Smith, alas.")
    assert (new["chunks"], new["reused"]) == (4, 3)
    rows = chunks(server, new["id"])
    before = chunks(server, done)
    assert rows[2]["text"] == "It cost $20 for Dr. Smith, alas."
    assert [row["text"] for row in rows[3:]] == [row["text"] for row in before[3:]]
    assert rows[3]["start_s"] > before[3]["start_s"]
    captions = server.get(f"/v1/jobs/{new['id']}/captions").text
    assert "$20" in captions
    assert "$12.50" not in captions
    chapters = server.get(f"/v1/jobs/{new['id']}/chapters").json()["data"]
    assert [chapter["title"] for chapter in chapters] == ["The harbour"]
    assert server.get(f"/v1/jobs/{new['id']}/audio", params={"format": "mp3"}).status_code == 200
    assert server.get(f"/v1/jobs/{done}/captions").text.count("$12.50") == 1


def test_a_chunk_without_an_edit_gets_another_take(server: httpx2.Client, done: str) -> None:
    new = remade(server, done, 2)
    assert (new["chunks"], new["reused"]) == (4, 3)
    again = remade(server, new["id"], 2)
    assert len({done, new["id"], again["id"]}) == 3


def test_a_long_edit_becomes_several_chunks(server: httpx2.Client, done: str) -> None:
    text = "\n\n".join(f"This is paragraph number {number} of the edit." for number in range(30))
    new = remade(server, done, 2, text=text)
    assert new["chunks"] == 33
    rows = chunks(server, new["id"])
    assert [row["number"] for row in rows] == list(range(1, 34))
    assert rows[-1]["text"] == "Nobody came back."


def test_the_take_of_one_chunk_can_be_heard(server: httpx2.Client, done: str) -> None:
    audio = server.get(f"/v1/jobs/{done}/chunks/2/audio")
    assert (audio.status_code, audio.content[:4]) == (200, b"fLaC")
    rows = {row["number"]: row for row in chunks(server, done)}
    assert server.get(f"/v1/jobs/{done}/chunks/2").json() == rows[2]


@pytest.mark.parametrize("number", [0, -1, 9, 10**20])
@pytest.mark.parametrize("method", ["GET", "GET /audio", "POST /remake"])
def test_a_chunk_that_a_job_does_not_have_is_not_found(
    server: httpx2.Client, done: str, number: int, method: str
) -> None:
    verb, _, part = method.partition(" ")
    answer = server.request(verb, f"/v1/jobs/{done}/chunks/{number}{part}")
    problem = answer.json()
    assert (answer.status_code, problem["error"]["code"]) == (404, "unknown_chunk")
    assert f"has chunks 1 to 4, not {number}." in problem["detail"]


@pytest.mark.parametrize(
    ("number", "fields", "param"),
    [
        (2, {"text": " … "}, "text"),
        (2, {"text": 7}, "text"),
        (2, {"seed": -1}, "seed"),
        (2, {"txt": "Hello."}, "txt"),
        (2, {"dictionary": ["a"]}, "dictionary"),
    ],
)
def test_a_remake_that_cannot_be_is_refused_with_its_field(
    server: httpx2.Client, done: str, number: int, fields: dict[str, Any], param: str
) -> None:
    answer = server.post(f"/v1/jobs/{done}/chunks/{number}/remake", json=fields)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


def test_a_job_that_nobody_knows_has_no_chunks(server: httpx2.Client) -> None:
    assert server.get("/v1/jobs/nothing/chunks").status_code == 404
    assert server.post("/v1/jobs/nothing/chunks/1/remake").status_code == 404


def test_the_command_line_lists_chunks_and_makes_one_anew(tmp_path: Path) -> None:
    def voicefarm(*arguments: str) -> Any:
        done = subprocess.run(
            [VOICEFARM, *arguments, "--json"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    (tmp_path / "a.md").write_text(TEXT)
    first = voicefarm("narrate", "a.md", "-o", "a.wav", "--model", "espeak")
    rows = voicefarm("chunks", first["job"])
    assert rows[1]["text"] == "The ferry left at 7:45."
    new = voicefarm("remake", first["job"], "2", "--text", "It left at 8:30.", "-o", "b.wav")
    assert (new["chunks"], new["reused"]) == (4, 3)
    assert (tmp_path / "b.wav").read_bytes() != (tmp_path / "a.wav").read_bytes()

"""Jobs over HTTP: submitted in every form, followed, cancelled, fetched."""

import base64
import io
import json
from typing import Any

import httpx2
import pytest
import soundfile

from tests.kit.gateway_server import server_sent_events
from tests.kit.pictures import png

MARKDOWN = b"# The harbour\n\nThe ferry left at **7:45**.\n\n## Later\n\nNobody came back."


def ended(server: httpx2.Client, job: str) -> dict[str, Any]:
    *_, last = server_sent_events(server.get(f"/v1/jobs/{job}/events").text)
    return last


@pytest.fixture(scope="module")
def done(server: httpx2.Client) -> str:
    """A job that is done, of a document with chapters."""
    files = {"file": ("harbour.md", MARKDOWN, "text/markdown")}
    fields = {"outputs": "mp3,wav", "pauses": '{"paragraph": 900}', "speed": "1.1"}
    answer = server.post("/v1/jobs", files=files, data=fields)
    assert answer.status_code == 202, answer.text
    job: str = answer.json()["id"]
    assert answer.headers["location"] == f"/v1/jobs/{job}"
    assert ended(server, job)["state"] == "done"
    return job


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"text": "One by one.", "speed": 1.2, "outputs": ["mp3"]}},
        {"content": b"One by one.", "headers": {"content-type": "text/plain"}},
        {"files": {"file": ("one.txt", b"One by one.")}, "data": {"options": '{"seed": 3}'}},
        {
            "data": {"text": "One by one.", "outputs": "mp3"},
            "files": {"cover": ("c.png", png(16, 16), "image/png")},
        },
    ],
    ids=["json", "bare", "form with a file", "form with a cover"],
)
def test_a_text_may_come_in_any_form(server: httpx2.Client, sent: dict[str, Any]) -> None:
    params = {"outputs": "flac", "title": "Bare"} if "content" in sent else {}
    answer = server.post("/v1/jobs", params=params, **sent)
    assert answer.status_code == 202, answer.text
    assert ended(server, answer.json()["id"])["percent"] == 100


def test_a_text_under_the_media_type_that_curl_gives_it_is_a_form_only_if_it_looks_like_one(
    server: httpx2.Client,
) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}

    def spoken(body: str) -> str:
        answer = server.post("/v1/preview", content=body.encode(), headers=headers)
        return " ".join(one["spoken"] for one in answer.json()["chunks"])

    assert spoken("text=Giá vé là 5%25.&language=vi") == "Giá vé là năm phần trăm."
    assert spoken("seed=7&text=Hello+you") == "Hello you"
    assert spoken("The text is here: a = b & c.") == "The text is here: a equals b and c."
    bad = server.post("/v1/preview", content=b"text=%ff", headers=headers)
    assert (bad.status_code, "UTF-8" in bad.json()["detail"]) == (400, True)


def test_the_same_request_is_the_same_job(server: httpx2.Client) -> None:
    first, second = (server.post("/v1/jobs", json={"text": "Only once."}) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"]


def test_an_idempotency_key_belongs_to_one_request(server: httpx2.Client) -> None:
    key = {"Idempotency-Key": '"order 17"'}
    first = server.post("/v1/jobs", json={"text": "The first."}, headers=key)
    again = server.post("/v1/jobs", json={"text": "The first."}, headers=key)
    other = server.post("/v1/jobs", json={"text": "Another."}, headers=key)
    assert (first.status_code, again.status_code, other.status_code) == (202, 200, 422)
    assert first.json()["id"] == again.json()["id"]
    assert other.json()["error"]["code"] == "idempotency_key_reused"


def test_results_come_whole_and_in_ranges(server: httpx2.Client, done: str) -> None:
    audio = f"/v1/jobs/{done}/audio"
    whole = server.get(audio, params={"format": "wav"})
    assert soundfile.info(io.BytesIO(whole.content)).duration > 2
    assert whole.headers["content-length"] == str(len(whole.content))
    for wanted, expected in {
        "bytes=0-99": whole.content[:100],
        "bytes=100-": whole.content[100:],
        "bytes=-7": whole.content[-7:],
    }.items():
        part = server.get(audio, params={"format": "wav"}, headers={"Range": wanted})
        assert (part.status_code, part.content) == (206, expected)
    beyond = server.get(audio, headers={"Range": "bytes=999999999-"})
    assert (beyond.status_code, beyond.json()["error"]["code"]) == (416, "bad_range")
    tag = {"If-None-Match": whole.headers["etag"]}
    assert server.get(audio, params={"format": "wav"}, headers=tag).status_code == 304


def test_a_finished_job_has_captions_chapters_and_a_report(
    server: httpx2.Client, done: str
) -> None:
    job = f"/v1/jobs/{done}"
    assert server.get(f"{job}/captions").text.startswith("WEBVTT")
    assert "-->" in server.get(f"{job}/captions", params={"format": "srt"}).text
    chapters = server.get(f"{job}/chapters").json()["data"]
    assert [chapter["title"] for chapter in chapters] == ["The harbour", "Later"]
    assert server.get(f"{job}/report").json()["summary"]["title"] == "The harbour"
    page = server.get(f"{job}/report", params={"format": "html"})
    assert page.headers["content-security-policy"].startswith("sandbox")


def test_a_form_that_was_not_made_is_named(server: httpx2.Client, done: str) -> None:
    missing = server.get(f"/v1/jobs/{done}/audio", params={"format": "flac"})
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "no_such_form")


def test_events_resume_where_they_broke_off(server: httpx2.Client, done: str) -> None:
    events = server.get(f"/v1/jobs/{done}/events")
    last = [line for line in events.text.splitlines() if line.startswith("id: ")][-1][4:]
    again = server.get(f"/v1/jobs/{done}/events", headers={"Last-Event-ID": last})
    assert (again.status_code, again.text) == (204, "")


def test_lists_are_filtered_and_go_on_at_a_cursor(server: httpx2.Client, done: str) -> None:
    for number in range(3):
        server.post("/v1/jobs", json={"text": f"Number {number} of the list."})
    first = server.get("/v1/jobs", params={"limit": 2}).json()
    second = server.get("/v1/jobs", params={"limit": 2, "after": first["next"]}).json()
    ids = [job["id"] for page in (first, second) for job in page["data"]]
    assert len(set(ids)) == 4
    assert first["has_more"]
    ended(server, done)
    states = {job["state"] for job in server.get("/v1/jobs?state=done").json()["data"]}
    assert states == {"done"}
    assert server.get("/v1/jobs?model=nothing").json()["data"] == []
    assert server.get("/v1/jobs?after=***").status_code == 400


def test_a_cancelled_job_says_so(server: httpx2.Client) -> None:
    text = "A sentence that takes a while. " * 3000
    job = server.post("/v1/jobs", json={"text": text}).json()["id"]
    waiting = server.get(f"/v1/jobs/{job}/audio")
    assert (waiting.status_code, "retry-after" in waiting.headers) == (409, True)
    assert server.delete(f"/v1/jobs/{job}").json()["state"] == "cancelled"
    assert server.get(f"/v1/jobs/{job}/audio").json()["error"]["code"] == "job_not_done"


def test_a_job_is_heard_while_it_is_made(server: httpx2.Client) -> None:
    text = "Each of these sentences is heard in turn. " * 40
    job = server.post("/v1/jobs", json={"text": text}).json()["id"]
    with server.stream("GET", f"/v1/jobs/{job}/live", params={"format": "pcm"}) as answer:
        pieces = [len(piece) for piece in answer.iter_raw()]
    assert sum(pieces) > 24_000 * 2 * 60
    assert ended(server, job)["state"] == "done"


def test_a_preview_says_what_would_be_said(server: httpx2.Client) -> None:
    answer = server.post("/v1/preview", json={"text": "It cost $5. 🙂"}).json()
    assert answer["chunks"][0]["spoken"] == "It cost five dollars."
    assert answer["omissions"][0]["what"] == "emoji"


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"json": {"text": "x", "sped": 2}}, 400, "perhaps 'speed' is meant"),
        ({"json": {"text": "x", "outputs": ["mp9"]}}, 400, "outputs.0: give"),
        ({"json": {"text": "x", "cover": "***"}}, 400, "cover: give the picture's bytes"),
        ({"json": {"speed": 1}}, 400, "text: give the text"),
        ({"json": {"text": "x", "input_format": {}}}, 400, "input_format: give text"),
        ({"json": {"text": "x", "share": "x", "weight": 1}}, 400, "share: give a table"),
        ({"json": ["x"]}, 400, "not a JSON object"),
        ({"json": {"url": "notes.txt"}}, 400, "url: give one http or https address"),
        ({"json": {"url": "http://127.0.0.1/a"}}, 422, "which is not a public address"),
        ({"json": {"url": "https://127.0.0.1/a", "text": "x"}}, 400, "no text beside it"),
        ({"files": {"file": ("a.docx", b"PK\x03\x04")}}, 422, ".docx"),
        ({"files": {"other": ("a.txt", b"x")}}, 400, "other: this file is not expected"),
        ({"content": b"\xff\xfe\x00", "headers": {"content-type": "text/plain"}}, 422, "UTF-16"),
        ({"json": {"text": "x", "share": {"tenant": "other"}, "weight": "z"}}, 400, "weight"),
    ],
)
def test_what_does_not_fit_is_said_before_any_work(
    server: httpx2.Client, sent: dict[str, Any], status: int, words: str
) -> None:
    answer = server.post("/v1/jobs", **sent)
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert words in problem["detail"]
    assert problem["error"]["message"] == problem["detail"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_cover_may_come_in_base64(server: httpx2.Client) -> None:
    cover = base64.b64encode(png(16, 16)).decode()
    answer = server.post("/v1/jobs", json={"text": "A cover.", "cover": cover, "outputs": ["mp3"]})
    assert answer.status_code == 202


SPEAKERS = {"Emma": {"language": "en"}, "Lan": {"voice": "vi-south"}}
TALK = "[Emma] It cost $5. [Lan] Giá 5 đồng."


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"text": TALK, "language": "vi", "speakers": SPEAKERS}},
        {"data": {"text": TALK, "language": "vi", "speakers": json.dumps(SPEAKERS)}},
        {
            "files": {"file": ("talk.txt", TALK.encode())},
            "data": {"options": json.dumps({"language": "vi", "speakers": SPEAKERS})},
        },
        {
            "content": TALK.encode(),
            "headers": {"content-type": "text/plain"},
            "params": {"language": "vi", "speakers": json.dumps(SPEAKERS)},
        },
    ],
    ids=["json", "form", "form with a file", "bare"],
)
def test_a_speaker_of_a_request_has_a_language(server: httpx2.Client, sent: dict[str, Any]) -> None:
    chunks = server.post("/v1/preview", **sent).json()["chunks"]
    assert [(one["spoken"], one["voice"], one["language"]) for one in chunks] == [
        ("It cost five dollars.", "en-us", "en"),
        ("Giá năm đồng.", "vi-south", "vi"),
    ]
    assert server.post("/v1/plan", **sent).json()["languages"] == ["vi", "en"]


def test_a_speaker_keeps_its_language_in_batches_and_when_its_words_are_edited(
    server: httpx2.Client,
) -> None:
    speakers = {**SPEAKERS, "Emma": {"language": "en", "voice": "alloy", "model": "tts-1"}}
    item = {"text": TALK, "language": "vi", "speakers": speakers}
    server.put("/v1/batches/talks", json={"defaults": {"outputs": ["wav"]}, "items": [item]})
    (row,) = server.get("/v1/batches/talks").json()["data"]
    assert ended(server, row["job"])["state"] == "done"
    edit = {"text": "It was $7."}
    new = server.post(f"/v1/jobs/{row['job']}/chunks/1/remake", json=edit).json()
    assert ended(server, new["id"])["state"] == "done"
    first, second = server.get(f"/v1/jobs/{new['id']}/report").json()["chunks"]
    assert (first["text"], first["speaker"], first["language"]) == ("It was $7.", "Emma", "en")
    assert (second["text"], second["speaker"]) == ("Giá 5 đồng.", "Lan")


@pytest.mark.parametrize(
    ("speaker", "param"),
    [
        ({"language": "English please"}, "speakers.Emma.language"),
        ({"language": "ain"}, "speakers.Emma.language"),
        ({"language": "en", "voice": "vi-south"}, "speakers.Emma.language"),
        ({"tongue": "en"}, "speakers.Emma.tongue"),
        ({"model": 7}, "speakers.Emma.model"),
        ("en", "speakers.Emma"),
    ],
)
def test_a_speaker_who_can_not_speak_so_is_refused_by_its_field(
    server: httpx2.Client, speaker: object, param: str
) -> None:
    answer = server.post("/v1/jobs", json={"text": TALK, "speakers": {"Emma": speaker}})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


def test_the_document_describes_every_route_with_examples(server: httpx2.Client) -> None:
    document = server.get("/v1/openapi.json").json()
    assert {"/v1/jobs", "/v1/audio/speech", "/v1/jobs/{job}/events"} <= set(document["paths"])
    body = document["paths"]["/v1/jobs"]["post"]["requestBody"]["content"]["application/json"]
    assert {"text", "voice", "outputs", "pauses"} <= set(body["schema"]["properties"])
    assert body["example"]["text"]

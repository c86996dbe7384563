"""WebSockets and the addresses of other systems, on a gateway with a farm of its own."""

import io
import json
from contextlib import suppress
from typing import Any

import av
import httpx2
import pytest
import soundfile
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.kit.waiting import PATIENCE_S

TEXT = "This is the first sentence. It cost $5 at 7:45. "


def opened(server: httpx2.Client, path: str, **options: Any) -> ClientConnection:
    address = f"ws://{server.base_url.host}:{server.base_url.port}{path}"
    return connect(address, proxy=None, open_timeout=PATIENCE_S, **options)


def tell(socket: ClientConnection, **message: Any) -> None:
    socket.send(json.dumps(message))


def heard(socket: ClientConnection, until: str) -> tuple[bytes, list[dict[str, Any]]]:
    """All sound and messages up to one of a type."""
    sound, messages = b"", []
    while True:
        message = socket.recv(PATIENCE_S)
        if isinstance(message, bytes):
            sound += message
            continue
        messages.append(json.loads(message))
        if messages[-1].get("type") == until:
            return sound, messages


def test_sound_comes_before_the_text_is_complete(server: httpx2.Client) -> None:
    with opened(server, "/v1/stream") as socket:
        tell(socket, type="start", voice="alloy", response_format="pcm")
        for word in TEXT.split(" "):
            tell(socket, type="text", text=f"{word} ")
        tell(socket, type="text", text="And this is not yet")
        first, _ = heard(socket, "spoken")
        second, _ = heard(socket, "spoken")
        assert min(len(first), len(second)) > 24_000
        tell(socket, type="text", text=" the end")
        tell(socket, type="end")
        last, messages = heard(socket, "done")
        assert len(last) > 24_000
        assert [message["type"] for message in messages] == ["spoken", "done"]


def test_a_message_says_once_what_is_to_be_known_of_a_sentence(server: httpx2.Client) -> None:
    with opened(server, "/v1/stream") as socket:
        tell(socket, type="start", response_format="pcm", input_format="markdown")
        code = "```\nprint(1)\n```\n\n"
        for text in (code, "It is here 🙂 now. ", f"{code}And `x` after. ", "[x](y.png)  "):
            tell(socket, type="text", text=text)
            tell(socket, type="flush")
        tell(socket, type="end")
        _, messages = heard(socket, "done")
    kinds = [message["type"] for message in messages]
    assert kinds == ["ready", "notices", "spoken", "spoken", "spoken", "done"]
    assert messages[1]["notices"] == ["Left out: passage without words: ``` print(1) ```"]


def test_one_encoder_makes_one_stream_of_all_sentences(server: httpx2.Client) -> None:
    with opened(server, "/v1/stream") as socket:
        tell(socket, type="start", response_format="mp3")
        tell(socket, type="text", text=TEXT * 3)
        tell(socket, type="end")
        sound, messages = heard(socket, "done")
    seconds = sum(message.get("seconds", 0) for message in messages)
    with av.open(io.BytesIO(sound)) as container:
        frames = list(container.decode(audio=0))
    length = sum(frame.samples for frame in frames) / frames[0].sample_rate
    assert length == pytest.approx(seconds, abs=0.15)


def test_flush_speaks_what_waits_and_ping_is_answered(server: httpx2.Client) -> None:
    with opened(server, "/v1/stream") as socket:
        tell(socket, type="start", response_format="pcm")
        heard(socket, "ready")
        tell(socket, type="ping")
        heard(socket, "pong")
        tell(socket, type="text", text="No stop")
        tell(socket, type="flush")
        sound, _ = heard(socket, "spoken")
        assert len(sound) > 10_000


def test_a_letter_may_be_cut_between_two_messages(server: httpx2.Client) -> None:
    with opened(server, "/v1/stream") as socket:
        tell(socket, type="start", response_format="pcm")
        tell(socket, type="text", text="Good \ud83d")
        tell(socket, type="text", text="\ude00 morning.")
        tell(socket, type="end")
        sound, messages = heard(socket, "done")
    assert len(sound) > 10_000
    assert [message["type"] for message in messages] == ["ready", "spoken", "done"]


def test_half_a_letter_elsewhere_ends_the_stream_with_a_sentence(server: httpx2.Client) -> None:
    with opened(server, "/v1/stream") as socket:
        tell(socket, type="start")
        tell(socket, type="\ud83d")
        _, messages = heard(socket, "error")
    assert "UTF-8" in messages[-1]["detail"]


def test_cancel_forgets_what_was_not_heard(server: httpx2.Client) -> None:
    with opened(server, "/v1/stream") as socket:
        tell(socket, type="start", response_format="pcm")
        tell(socket, type="text", text="A long sentence that nobody will hear to its end. " * 30)
        tell(socket, type="cancel")
        heard(socket, "cancelled")
        tell(socket, type="text", text="Only this.")
        tell(socket, type="end")
        _, messages = heard(socket, "done")
        assert len([message for message in messages if message["type"] == "spoken"]) == 1


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ('{"type": "start", "voice": "nobody"}', "nobody"),
        ('{"type": "start", "model": "no-model"}', "model: 'no-model' is not known"),
        ('{"type": "start", "model": "espeak", "voice": "nobody"}', "to model 'espeak'"),
        ('{"type": "start", "language": "xx"}', "language: 'xx'"),
        ('{"type": "start", "voice": "vi", "language": "en"}', "voice: 'vi' is not known"),
        ('{"type": "start", "speed": 4}', "speed: 4 is out of range"),
        ('{"type": "start", "input_format": "docs"}', "Format 'docs'"),
        ('{"type": "start", "response_format": "mp9"}', "response_format"),
        ("not json", "JSON"),
        ('["\\ud83d"]', "not a JSON object"),
        ('{"type": "start", "voice": "\\ud83d"}', "UTF-8"),
        ('{"type": "text", "text": "Lost?"}', "begin with a message of the type 'start'"),
        ('{"voice": "alloy", "text": "Lost?"}', "without a text"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_what_does_not_fit_is_said_and_ends_the_stream(
    server: httpx2.Client, message: str | bytes, words: str
) -> None:
    with opened(server, "/v1/stream") as socket:
        socket.send(message)
        with suppress(ConnectionClosed):  # as a client does that was refused meanwhile
            tell(socket, type="text", text="Hello. There.")
        _, messages = heard(socket, "error")
        assert words in messages[-1]["error"]["message"]
        assert [one["type"] for one in messages] == ["error"]  # it was never ready


@pytest.mark.parametrize(
    "start",
    [{"voice": "vi"}, {"voice": "alloy"}, {"language": "vi"}, {"voice": "en-gb", "language": "en"}],
)
def test_a_start_is_checked_whatever_language_its_text_will_have(
    server: httpx2.Client, start: dict[str, str]
) -> None:
    with opened(server, "/v1/stream") as socket:
        tell(socket, type="start", **start)
        heard(socket, "ready")


def test_strange_origins_may_not_open_one(server: httpx2.Client) -> None:
    with pytest.raises(InvalidStatus), opened(server, "/v1/stream", origin="http://evil.example"):
        pass


def test_a_text_in_one_message_is_a_wav_in_pieces(server: httpx2.Client) -> None:
    with opened(server, "/stream_tts") as socket:
        tell(socket, text=TEXT, voice="en-gb")
        sound, end = b"", ""
        while not end:
            message = socket.recv(PATIENCE_S)
            if isinstance(message, bytes):
                sound += message
            else:
                end = message
    assert json.loads(end) == {"done": True}
    assert soundfile.info(io.BytesIO(sound)).duration > 2


@pytest.mark.parametrize("text", [None, "", "…", 5])
def test_one_message_without_words_is_refused(server: httpx2.Client, text: object) -> None:
    with opened(server, "/stream_tts") as socket:
        tell(socket, text=text)
        _, messages = heard(socket, "error")
        assert messages[-1]["error"]["param"] == "text"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/synthesize", {"text": TEXT, "voice": "en-gb"}),
        ("/api/tts", {"text": TEXT, "model": "chatterbox"}),
        ("/speak", {"text": TEXT}),
    ],
)
def test_addresses_of_other_systems_answer_with_a_wav(
    server: httpx2.Client, path: str, body: dict[str, str]
) -> None:
    answer = server.post(path, json=body)
    assert answer.headers["content-type"] == "audio/wav"
    assert soundfile.info(io.BytesIO(answer.content)).duration > 2
    assert server.post(path, json={"text": "x", "model": {}, "voice": 5}).status_code == 400
    assert server.post(path, json={"txt": "x"}).status_code == 400
    wrong = server.post(path, json={"text": "x", "format": "xml"})
    assert wrong.json()["error"]["param"] == "format"
    assert server.post(path, json={"text": "x", "voice": "nobody"}).status_code == 400


def test_the_performance_has_takes_and_memory(server: httpx2.Client) -> None:
    server.post("/speak", json={"text": "Something to count."})
    measured = server.get("/tts-performance").json()
    assert (measured["engine_loaded"], measured["engine_type"]) == (True, "espeak")
    assert measured["performance"]["avg_duration"] > 0
    assert set(measured["performance"]) == {"avg_duration", "memory_mb", "cache_hits", "errors"}

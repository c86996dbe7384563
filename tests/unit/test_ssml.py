"""SSML: breaks, ways of saying, voices and rates; what can't be followed is listed."""

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.jobs.request import JobRequest
from producer.jobs.submission import prepare
from voicefarm.errors import UnreadableDocument
from voicefarm.settings import load_settings


def read(inside: str) -> Document:
    namespace = "http://www.w3.org/2001/10/synthesis"
    page = f'<speak version="1.1" xmlns="{namespace}" xml:lang="en-GB">{inside}</speak>'
    return parse_document(page.encode())


def texts(inside: str) -> list[str]:
    return [block.text for block in read(inside).blocks]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
        ("<p><s>One</s><s>Two!</s></p>", ["One. Two!"]),
        ('A <sub alias="World Wide Web">WWW</sub> page', ["A World Wide Web page"]),
        ('<say-as interpret-as="characters">VAT</say-as>', ["V, A, T"]),
        ('<say-as interpret-as="telephone">0123</say-as>', ["0 1 2 3"]),
        ('<say-as interpret-as="date">2024-03-05</say-as>', ["2024-03-05"]),
        ('Oh <say-as interpret-as="expletive">salt</say-as>!', ["Oh !"]),
        ("Salt &amp; sea", ["Salt & sea"]),
        ('<mark name="x"/>Salt<audio src="a.wav">fallback</audio>', ["Saltfallback"]),
        ('<emphasis level="strong">Salt</emphasis> is old', ["Salt is old"]),
    ],
)
def test_elements_are_read_as_they_are_meant(inside: str, expected: list[str]) -> None:
    assert texts(inside) == expected


@pytest.mark.parametrize(
    ("mark", "pause_ms"),
    [
        ('<break time="750ms"/>', 750),
        ('<break time="1.5s"/>', 1500),
        ("<break/>", 400),
        ('<break strength="strong"/>', 700),
        ('<break time="99s"/>', 10_000),
    ],
)
def test_a_break_is_a_pause_of_its_length(mark: str, pause_ms: int) -> None:
    blocks = read(f"One {mark} two").blocks
    assert [(block.text, block.pause_ms) for block in blocks] == [("One", pause_ms), ("two", None)]


def test_voices_and_rates_become_speakers() -> None:
    document = read(
        'A <voice name="en-us">B <prosody rate="+20%">C</prosody></voice> '
        '<prosody rate="slow">D</prosody>'
    )
    said = [(block.text, block.speaker) for block in document.blocks]
    assert said == [("A", ""), ("B", "en-us"), ("C", "en-us 1.2 ×"), ("D", "0.8 ×")]
    assert document.speakers is not None
    assert document.speakers["en-us 1.2 ×"].voice == "en-us"
    assert document.speakers["en-us 1.2 ×"].speed == 1.2


def test_what_cannot_be_followed_is_listed() -> None:
    document = read(
        '<prosody pitch="high">A</prosody> <lang xml:lang="fr">Bonjour</lang> '
        '<break time="soon"/><amazon>x</amazon>'
    )
    assert [left.what for left in document.omissions] == [
        *("pitch", "change of language", "break", "mark of SSML"),
    ]
    assert document.language == "en-GB"


def test_a_phoneme_is_how_its_word_sounds() -> None:
    document = read('A <phoneme alphabet="ipa" ph="təˈmɑːtoʊ">tomato</phoneme>.')
    assert document.text == "A tomato."
    assert document.pronunciations == {"tomato": "təˈmɑːtoʊ"}


def test_a_phoneme_that_the_model_cannot_say_is_listed() -> None:
    document = read('A <phoneme ph="təˈmɑːtoʊ">tomato</phoneme>.')
    prepared = prepare(load_settings(), document, JobRequest(model="espeak"))
    left_out = [(one.what, one.text) for one in prepared.manifest.omissions]
    assert left_out in ([], [("pronunciation", "tomato: espeak")])


@pytest.mark.parametrize("data", [b"<speak>salt", b"<p>salt</p>", b"salt"])
def test_what_is_no_ssml_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        parse_document(data, "ssml")

"""Scripts of lines that begin with a speaker's name."""

import unicodedata
from typing import Any

import pytest

from producer.cli.parsing import read_speakers
from producer.directions.speaker_labels import with_speakers
from producer.documents.formats import parse_document
from producer.documents.speakers import SpeakerSettings
from producer.jobs.request import JobRequest
from producer.jobs.submission import prepare_job
from voicefarm.errors import BadInput, UnknownName
from voicefarm.messages import Chunk, Pause
from voicefarm.models import read_model, shipped_config

SCRIPT = """Hai người gặp nhau.

[Binh] Chào Lan.
[Lan] Chào anh. [cười] Khỏe không?

Rồi họ đi.
"""
VOICES = {"Binh": "vi-south", "Lan": "vi-central"}
CAST = {name: SpeakerSettings(voice=voice) for name, voice in VOICES.items()}


def told(text: str = SCRIPT) -> list[tuple[str, str]]:
    document = with_speakers(parse_document(text.encode()), CAST)
    return [(block.voice, block.text) for block in document.blocks]


def test_a_name_in_brackets_begins_a_passage_in_its_voice() -> None:
    assert told() == [
        ("", "Hai người gặp nhau."),
        ("vi-south", "Chào Lan."),
        ("vi-central", "Chào anh. [cười] Khỏe không?"),
        ("", "Rồi họ đi."),
    ]


def test_without_speakers_brackets_are_text() -> None:
    document = parse_document(SCRIPT.encode())
    assert with_speakers(document, {}) is document


def test_an_unknown_speaker_is_named_with_the_remedy() -> None:
    with pytest.raises(
        UnknownName, match=r"speakers: 'Bin' is not known; name the voice .* Did you mean 'Binh'"
    ):
        told("[Bin] Chào.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Binh: Chào.\nLan: Vâng!", [("Binh", "Chào."), ("Lan", "Vâng!")]),
        ("BINH: Chào. LAN : Vâng!", [("Binh", "Chào."), ("Lan", "Vâng!")]),
        ("**Lan:** Vâng!\n\nRồi họ đi.", [("Lan", "Vâng!"), ("", "Rồi họ đi.")]),
        ("Lan：Vâng!", [("Lan", "Vâng!")]),
        ("[Lan]: Vâng! [Binh] Ừ.", [("Lan", "Vâng!"), ("Binh", "Ừ.")]),
        ("Lan:\n\nVâng!\n\nHết.", [("Lan", "Vâng!"), ("", "Hết.")]),
        ("“Sao?” Lan: Không.", [("", "“Sao?”"), ("Lan", "Không.")]),
        ("Ừ. [Lan]\n\nVâng!\n\nHết.", [("", "Ừ."), ("Lan", "Vâng!"), ("", "Hết.")]),
        ("Anh gọi Lan: em ơi!", [("", "Anh gọi Lan: em ơi!")]),
        ("Note: Binh waits.", [("", "Note: Binh waits.")]),
        ("Lan://host says so.", [("", "Lan://host says so.")]),
    ],
)
def test_a_speaker_s_name_before_a_colon_begins_a_passage(
    text: str, said: list[tuple[str, str]]
) -> None:
    document = with_speakers(parse_document(text.encode()), CAST)
    assert [(block.speaker, block.text) for block in document.blocks] == said


def test_a_name_of_decomposed_letters_is_the_same_name() -> None:
    cast = {unicodedata.normalize("NFD", "Bình"): SpeakerSettings(voice="vi")}
    document = with_speakers(parse_document("BÌNH: Chào.".encode()), cast)
    assert [(block.voice, block.text) for block in document.blocks] == [("vi", "Chào.")]


@pytest.mark.parametrize("name", ["", " ", "A (1)", "İpek", "x|y"])
def test_a_name_of_any_signs_spoils_no_text(name: str) -> None:
    document = parse_document(b"He said: yes. A: no.\n\nI: well.")
    said = with_speakers(document, {name: SpeakerSettings(voice="en-gb")})
    assert said.blocks == document.blocks


@pytest.mark.parametrize("option", ["Binh", "Binh=", "=vi"])
def test_a_speaker_needs_a_name_and_a_voice(option: str) -> None:
    with pytest.raises(BadInput, match=r"speakers: .* has no voice; write Name=voice"):
        read_speakers([option])


def test_each_chunk_has_a_recipe_in_its_voice() -> None:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    request = JobRequest(speakers=CAST)
    job = prepare_job(parse_document(SCRIPT.encode()), model, request)
    chunks = [Chunk.model_validate_json(line) for line in job.pages[0].splitlines()]
    assert [chunk.speaker for chunk in chunks] == ["", "Binh", "Lan", ""]
    recipes = [job.manifest.spec.recipe_of(chunk) for chunk in chunks]
    assert [recipe.voice for recipe in recipes] == ["vi", "vi-south", "vi-central", "vi"]
    assert recipes[1].fingerprint == model.fingerprint("vi-south")


def test_a_script_that_names_no_voice_of_the_model_is_refused() -> None:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    request = JobRequest(speakers=read_speakers(["Lan=bob"]))
    with pytest.raises(UnknownName, match=r"speakers\.Lan\.voice: 'bob' is not known"):
        prepare_job(parse_document(SCRIPT.encode()), model, request)


def test_a_speaker_may_have_a_speed_a_level_and_pauses() -> None:
    told = read_speakers(["Binh=vi-south speed=1.2 level=-3 sentence=400", "Lan=speed=0.9"])
    assert told["Binh"] == SpeakerSettings(
        voice="vi-south", speed=1.2, level_db=-3, pauses={Pause.SENTENCE: 400}
    )
    assert told["Lan"] == SpeakerSettings(speed=0.9)


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("Lan=vi sped=2", "speakers: 'sped' is not known in 'Lan=vi sped=2'. Did you mean"),
        ("Lan=vi faster", "'faster' in 'Lan=vi faster' is not a setting; write speed=1.1"),
        ("Lan=vi level=30", "speakers.Lan.level_db: give 10 or less, not 30"),
        ("Lan=vi sentence=3600000", "speakers.Lan.pauses.sentence: give 10000 or less, not 36"),
    ],
)
def test_a_wish_of_no_use_is_one_sentence(option: str, sentence: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_speakers([option])
    assert sentence in str(caught.value)


def test_a_speaker_s_speed_and_pauses_reach_the_chunks() -> None:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    speakers = read_speakers(["Binh=vi-south speed=1.5 paragraph=300", "Lan=vi-central"])
    request = JobRequest(speed=1.1, speakers=speakers)
    job = prepare_job(parse_document(SCRIPT.encode()), model, request)
    spec = job.manifest.spec
    chunks = [Chunk.model_validate_json(line) for line in job.pages[0].splitlines()]
    assert [spec.recipe_of(chunk).speed for chunk in chunks] == [1.1, 1.5, 1.1, 1.1]
    pauses = [spec.pause_after(chunk) / spec.sample_rate for chunk in chunks]
    assert pauses == pytest.approx([0.6, 0.3, 0.6, 0.6], rel=0.081)


def test_a_speaker_too_fast_for_the_model_is_refused() -> None:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    request = JobRequest(speakers=read_speakers(["Lan=vi speed=9"]))
    with pytest.raises(BadInput, match=r"speakers\.Lan\.speed: 9 is out of range"):
        prepare_job(parse_document(SCRIPT.encode()), model, request)


@pytest.mark.parametrize(
    "fields", [{"speed": 1.5}, {"speakers": read_speakers(["Lan=vi speed=2"])}]
)
def test_a_speed_for_a_model_without_a_range_is_refused(fields: dict[str, Any]) -> None:
    model = read_model(shipped_config() / "models" / "house.toml")
    sentence = "model 'house' speaks at its own speed only; leave the speed out"
    with pytest.raises(BadInput, match=sentence):
        prepare_job(parse_document(SCRIPT.encode()), model, JobRequest(**fields))

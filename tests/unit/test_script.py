"""Scripts with speakers."""

import pytest

from producer.documents import parse_document
from producer.script import read_speakers, with_speakers
from producer.submission import Wishes, prepare_job
from voicefarm.errors import BadInput, UnknownName
from voicefarm.messages import Chunk
from voicefarm.models import read_model, shipped_config

SCRIPT = """Hai người gặp nhau.

[Binh] Chào Lan.
[Lan] Chào anh. [cười] Khỏe không?

Rồi họ đi.
"""
VOICES = {"Binh": "vi-south", "Lan": "vi-central"}


def told(text: str = SCRIPT) -> list[tuple[str, str]]:
    document = with_speakers(parse_document(text.encode()), VOICES)
    return [(block.speaker, block.text) for block in document.blocks]


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
    with pytest.raises(UnknownName, match=r"Speaker 'Bin' is not known; give --speaker"):
        told("[Bin] Chào.")


@pytest.mark.parametrize("option", ["Binh", "Binh=", "=vi"])
def test_a_speaker_needs_a_name_and_a_voice(option: str) -> None:
    with pytest.raises(BadInput, match="write --speaker Name=voice"):
        read_speakers([option])


def test_each_chunk_has_a_recipe_in_its_voice() -> None:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    wishes = Wishes(speakers=tuple(f"{name}={voice}" for name, voice in VOICES.items()))
    job = prepare_job(parse_document(SCRIPT.encode()), model, wishes)
    chunks = [Chunk.model_validate_json(line) for line in job.pages[0].splitlines()]
    recipes = [job.manifest.spec.recipe_of(chunk) for chunk in chunks]
    assert [recipe.voice for recipe in recipes] == ["vi", "vi-south", "vi-central", "vi"]
    assert recipes[1].fingerprint == model.fingerprint("vi-south")


def test_a_script_that_names_no_voice_of_the_model_is_refused() -> None:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    with pytest.raises(UnknownName, match="Voice 'bob' is not known"):
        prepare_job(parse_document(SCRIPT.encode()), model, Wishes(speakers=("Lan=bob",)))

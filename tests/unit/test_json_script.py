"""Scripts in JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from producer.cli.parsing import read_speakers
from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.jobs.request import JobRequest
from producer.jobs.submission import PreparedJob, prepare_job
from voicefarm.errors import BadInput
from voicefarm.messages import Chunk, Pause
from voicefarm.models import read_model, shipped_config

ROOT = Path(__file__).parents[2]
SCRIPT: dict[str, Any] = {
    "title": "Muối",
    "language": "vi",
    "speakers": {
        "Binh": {"voice": "vi-south", "speed": 1.2, "level_db": -3, "pauses": {"paragraph": 200}},
        "Lan": {"voice": "vi-central"},
    },
    "lines": [
        {"chapter": "Chương một"},
        {"text": "Hai người gặp nhau. [pause 1500ms] Trời mưa."},
        {"speaker": "Binh", "text": "Chào Lan.", "pause_ms": 800},
        {"speaker": "Lan", "text": "Chào anh! [Binh] khỏe không?"},
        {"speaker": "Binh", "text": "Khỏe."},
        {"chapter": "Sau đó", "level": 2},
        {"text": "Rồi họ đi."},
    ],
}


def parsed(content: Any) -> Document:
    return parse_document(json.dumps(content).encode(), "script")


def prepared(content: Any = SCRIPT, **request: Any) -> PreparedJob:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    return prepare_job(parsed(content), model, JobRequest(**request))


def chunks_of(job: PreparedJob) -> list[Chunk]:
    return [Chunk.model_validate_json(line) for line in job.pages[0].splitlines()]


def test_lines_become_chunks_with_their_speakers() -> None:
    job = prepared()
    spec, chunks = job.manifest.spec, chunks_of(job)
    assert [(chunk.speaker, chunk.text, chunk.pause_ms) for chunk in chunks] == [
        ("", "Chương một", None),
        ("", "Hai người gặp nhau.", 1500),
        ("", "Trời mưa.", None),
        ("Binh", "Chào Lan.", 800),
        ("Lan", "Chào anh! [Binh] khỏe không?", None),
        ("Binh", "Khỏe.", None),
        ("", "Sau đó", None),
        ("", "Rồi họ đi.", None),
    ]
    assert [chunk.heading for chunk in chunks] == [1, 0, 0, 0, 0, 0, 2, 0]
    assert (spec.title, spec.recipe.language) == ("Muối", "vi")
    recipe = spec.recipe_of(chunks[3])
    assert (recipe.voice, recipe.speed) == ("vi-south", 1.2)
    assert spec.delivery_of(chunks[3]).level_db == -3
    assert chunks[5].pause is Pause.PARAGRAPH
    assert spec.pause_after(chunks[5]) == pytest.approx(0.2 * spec.sample_rate, rel=0.081)


def test_an_option_goes_before_the_script_and_keeps_the_rest_of_it() -> None:
    job = prepared(speakers={"Binh": {"voice": "vi"}})
    recipe = job.manifest.spec.recipe_of(chunks_of(job)[3])
    assert (recipe.voice, recipe.speed) == ("vi", 1.2)


def test_an_option_changes_only_what_it_names() -> None:
    job = prepared(speakers=read_speakers(["Binh=speed=1.5 sentence=400"]))
    spec, chunk = job.manifest.spec, chunks_of(job)[3]
    assert (spec.recipe_of(chunk).voice, spec.recipe_of(chunk).speed) == ("vi-south", 1.5)
    delivery = spec.delivery_of(chunk)
    assert delivery.level_db == -3
    assert delivery.pauses
    assert (delivery.pauses.paragraph, delivery.pauses.sentence) == (200, 400)


def test_a_list_is_its_lines() -> None:
    job = prepared(
        [{"speaker": "Lan", "text": "Chào."}],
        speakers={"Lan": {"voice": "vi-south"}},
        language="vi",
    )
    assert [chunk.voice for chunk in chunks_of(job)] == ["vi-south"]


def test_a_line_that_is_changed_changes_its_chunk_alone() -> None:
    changed = json.loads(json.dumps(SCRIPT))
    changed["lines"][2]["text"] = "Chào em."
    before, after = chunks_of(prepared()), chunks_of(prepared(changed))
    assert [old.text == new.text for old, new in zip(before, after, strict=True)].count(False) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lines": []}, "The script, 'lines': "),
        ({"lins": []}, "The script, 'lins': this key is not known; perhaps 'lines' is meant."),
        (
            {"speakers": {"An": {"vioce": "vi"}}},
            "Speaker 'An' of the script, 'vioce': this key is not known; perhaps 'voice'",
        ),
        ({"speakers": {"An": {"level_db": 40}}}, "Speaker 'An' of the script, 'level_db': "),
        (
            {"speakers": {"An": {"pauses": {"comma": 9}}}},
            "'pauses.comma': give none, clause, sentence",
        ),
        ({"speakers": {"An": {"voice": "bob"}}}, "Voice 'bob' is not known"),
        (
            {"lines": [{"text": "A"}, {"txt": "B"}]},
            "Line 2 of the script, 'txt': this key is not known; perhaps 'text'",
        ),
        ({"lines": [{"text": " "}]}, "Line 1 of the script: give it either 'text' or 'chapter'"),
        ({"lines": [{"text": "A", "level": 2}]}, "Line 1 of the script: only a chapter has a"),
        ({"lines": [{"chapter": "A", "speaker": "Lan"}]}, "a chapter has no speaker"),
        ({"lines": [{"text": 5}]}, "Line 1 of the script, 'text': give text, not 5."),
        ({"lines": [{"text": "A", "pause_ms": 3_600_000}]}, "Line 1 of the script, 'pause_ms': "),
        ({"lines": [{"text": "A"}, {"text": "B", "speaker": "Lam"}]}, "in line 2 of the script"),
        ({"language": "yo"}, "Language 'yo' is not known"),
        ({"language": "xx"}, "'xx' is not a language tag; give one such as en or pt-BR"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_remedy(
    change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadInput) as caught:
        prepared({**SCRIPT, **change})
    assert sentence in str(caught.value)


def test_an_unknown_speaker_lists_the_known() -> None:
    with pytest.raises(BadInput, match=r"Did you mean 'Lan'\? Available: Binh, Lan"):
        prepared({**SCRIPT, "lines": [{"text": "B", "speaker": "Lam"}]})


def test_the_example_and_the_one_in_the_docs_are_scripts() -> None:
    example = json.loads((ROOT / "examples/dialogue_vi.json").read_text("utf-8"))
    told = (ROOT / "docs/scripts.md").read_text("utf-8").split("```json")[1].split("```")[0]
    for script in (example, json.loads(told)):
        assert {chunk.speaker for chunk in chunks_of(prepared(script))} > {"Bình"}


@pytest.mark.parametrize("text", ["{", '{"lines": [}', "5", '"a"', "null", "[" * 100_000])
def test_what_is_no_script_is_one_sentence(text: str) -> None:
    with pytest.raises(BadInput, match=r"correct it|give a table of keys") as caught:
        parse_document(text.encode(), "script")
    assert "\n" not in str(caught.value)

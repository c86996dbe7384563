"""Scripts whose speakers speak by different models."""

import json
from typing import Any

import pytest

from producer.cli.parsing import read_speakers
from producer.documents.formats import parse_document
from producer.jobs.plans.estimates import estimate
from producer.jobs.request import JobRequest
from producer.jobs.submission import PreparedJob, prepare, prepare_job
from voicefarm.errors import BadInput
from voicefarm.messages import Chunk, Delivery, ModelRates
from voicefarm.models import Catalogue, shipped_config
from voicefarm.settings import Settings

MODELS = Catalogue(shipped_config() / "models")
SCRIPT: dict[str, Any] = {
    "title": "Two houses",
    "language": "en",
    "speakers": {
        "Ann": {"voice": "en-gb"},
        "Joe": {"model": "piper-joe", "speed": 1.2},
        "Mute": {"model": "silence"},
        "Bella": {"model": "kokoro", "voice": "af_bella", "level_db": -2},
    },
    "lines": [
        {"chapter": "One"},
        {"speaker": "Ann", "text": "Good morning."},
        {"speaker": "Joe", "text": "Is the mill open?"},
        {"speaker": "Bella", "text": "It is."},
        {"speaker": "Joe", "text": "Then I'll go."},
    ],
}


def prepared(script: Any = SCRIPT, model: str = "espeak", **request: Any) -> PreparedJob:
    document = parse_document(json.dumps(script).encode(), "script")
    guests = {name: MODELS[name] for name in ("piper-joe", "kokoro", "silence")}
    return prepare_job(document, MODELS[model], JobRequest(**request), guests)


def chunks_of(job: PreparedJob) -> list[Chunk]:
    return [Chunk.model_validate_json(line) for line in job.pages[0].splitlines()]


def test_each_speaker_has_a_model_a_voice_and_a_fingerprint() -> None:
    job = prepared()
    spec, chunks = job.manifest.spec, chunks_of(job)
    recipes = [spec.recipe_of(chunk) for chunk in chunks]
    assert [(one.model, one.voice, one.language, one.speed) for one in recipes] == [
        ("espeak", "en-us", "en", 1.0),
        ("espeak", "en-gb", "en", 1.0),
        ("piper-joe", "joe", "en", 1.2),
        ("kokoro", "af_bella", "en", 1.0),
        ("piper-joe", "joe", "en", 1.2),
    ]
    assert recipes[3].fingerprint == MODELS["kokoro"].fingerprint("af_bella")


def test_the_job_knows_which_model_speaks_each_chunk() -> None:
    job = prepared()
    assert job.manifest.spec.models == ("espeak", "kokoro", "piper-joe")
    assert job.manifest.lanes == "00212"
    assert job.manifest.models == ("espeak", "kokoro", "piper-joe")


def test_a_speaker_without_lines_needs_no_worker() -> None:
    assert "silence" not in prepared().manifest.spec.models


def test_the_programme_has_the_highest_rate_of_its_models() -> None:
    assert prepared().manifest.spec.sample_rate == MODELS["kokoro"].sample_rate


def test_a_job_of_one_model_is_the_job_that_it_was() -> None:
    script = SCRIPT | {"speakers": {}, "lines": [{"text": "Good morning."}]}
    manifest = prepared(script).manifest
    assert manifest.lanes == ""
    assert "guests" not in manifest.model_dump_json()
    assert '"model"' not in Delivery(speed=1.1).model_dump_json()


def test_a_speaker_who_names_the_model_of_the_job_is_no_guest() -> None:
    script = SCRIPT | {"speakers": {"Ann": {"model": "espeak"}}, "lines": SCRIPT["lines"][:2]}
    assert (
        prepared(script).manifest.spec == prepared(script | {"speakers": {"Ann": {}}}).manifest.spec
    )


def test_an_option_changes_a_speakers_model_and_keeps_the_rest() -> None:
    job = prepared(speakers=read_speakers(["Joe=model=kokoro speed=0.9"]))
    recipe = job.manifest.spec.recipe_of(chunks_of(job)[2])
    assert (recipe.model, recipe.speed) == ("kokoro", 0.9)


def test_a_model_stands_behind_or_in_place_of_a_voice() -> None:
    speakers = read_speakers(["Joe=joe model=piper-joe speed=1.1", "Ann=model=house"])
    assert (speakers["Joe"].voice, speakers["Joe"].model, speakers["Joe"].speed) == (
        "joe",
        "piper-joe",
        1.1,
    )
    assert (speakers["Ann"].voice, speakers["Ann"].model) == ("", "house")


@pytest.mark.parametrize(
    ("speaker", "sentence"),
    [
        (
            {"model": "piper-jo"},
            "Model 'piper-jo' is not known, which speaker 'Joe' names. Did you",
        ),
        ({"model": "piper-joe", "voice": "af_bella"}, "Voice 'af_bella' is not known to model"),
        ({"model": "piper-joe", "speed": 9}, "The speed of speaker 'Joe', 9, is out of range"),
        ({"model": "piper-vais1000"}, "model 'piper-vais1000': it speaks Vietnamese"),
    ],
)
def test_a_model_or_voice_that_can_not_speak_is_refused(
    tmp_path: Any, speaker: dict[str, Any], sentence: str
) -> None:
    script = SCRIPT | {"speakers": SCRIPT["speakers"] | {"Joe": speaker}}
    settings = Settings(store=str(tmp_path), redis_url="redis://nowhere", model="espeak")
    with pytest.raises(BadInput) as refusal:
        prepare(settings, parse_document(json.dumps(script).encode(), "script"), JobRequest())
    assert sentence in str(refusal.value)


def test_where_every_line_has_a_model_no_other_is_wanted(tmp_path: Any) -> None:
    script = SCRIPT | {"lines": [SCRIPT["lines"][2], SCRIPT["lines"][3]]}
    settings = Settings(store=str(tmp_path), redis_url="redis://nowhere", model="espeak")
    job = prepare(settings, parse_document(json.dumps(script).encode(), "script"), JobRequest())
    assert job.manifest.models == ("piper-joe", "kokoro")
    assert job.manifest.spec.recipe.model == "piper-joe"


def test_chunks_keep_to_the_smallest_budget() -> None:
    sentence = "The mill stands at the river and grinds the flour of the whole valley, "
    long = SCRIPT | {"lines": [{"speaker": "Ann", "text": sentence * 20}, SCRIPT["lines"][2]]}
    least = min(MODELS[name].budget for name in ("espeak", "piper-joe"))
    assert max(len(chunk.text) for chunk in chunks_of(prepared(long))) <= least


def test_an_estimate_counts_what_each_model_costs() -> None:
    job = prepared()
    rates = ModelRates(core_s=10.0, audio_s=100.0)
    models = {name: (MODELS[name], rates) for name in ("piper-joe", "kokoro")}
    estimated = estimate(job, MODELS["espeak"], rates, models)
    assert estimated.core_s == pytest.approx(estimated.audio_s * 0.1)

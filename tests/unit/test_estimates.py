"""What a text will be, before it is spoken."""

from dataclasses import replace

import pytest

from producer.batches.planning import Machines
from producer.documents.formats import parse_document
from producer.jobs.plans.estimates import Estimate, estimate
from producer.jobs.request import JobRequest
from producer.jobs.submission import prepare_job
from voicefarm.messages import ModelRates, Pace
from voicefarm.models import Model, UsualRates
from voicefarm.spoken.syllables import spoken_syllables

MODEL = Model.model_validate(
    {
        "name": "slow",
        "engine": "silence",
        "description": "For a test",
        "licence": "Apache-2.0",
        "sample_rate": 8000,
        "budget": 100,
        "default_voices": {"en": "a"},
        "voices": {"a": {"languages": ["en"]}, "b": {"languages": ["en"]}},
    }
)
TEXT = "The price was $12.50 in 2021. It is higher now. " * 40


def estimated(rates: ModelRates, *, model: Model = MODEL, voice: str = "a") -> Estimate:
    document = parse_document(TEXT.encode())
    return estimate(prepare_job(document, model, JobRequest(voice=voice)), model, rates)


def test_what_was_measured_of_the_voice_goes_before_all_else() -> None:
    rates = ModelRates(
        paces={
            "a/en": Pace(syllables=1000, speech_s=200),
            "b/en": Pace(syllables=1000, speech_s=400),
        },
        core_s=50,
        audio_s=100,
    )
    a, b = estimated(rates), estimated(rates, voice="b")
    assert (a.basis, b.basis, a.core_basis) == ("measured", "measured", "measured")
    assert b.audio_s == pytest.approx(2 * a.audio_s, rel=0.1)
    assert a.core_s == pytest.approx(a.audio_s / 2)


def test_without_it_another_voice_or_the_model_file_or_a_guess_is_named() -> None:
    other = ModelRates(paces={"b/en": Pace(syllables=1000, speech_s=200)})
    usual = MODEL.model_copy(update={"usual": UsualRates(pace={"en": 0.2}, core_s=0.5)})
    assert estimated(other).basis == "another voice"
    assert estimated(ModelRates(), model=usual).basis == "model file"
    assert estimated(ModelRates(), model=usual).core_basis == "model file"
    assert estimated(ModelRates()).basis == "guess"
    assert estimated(ModelRates()).core_s is None


@pytest.mark.parametrize("seconds", [0.86, 864.0, 864_000.0])
def test_a_plan_of_any_size_costs_its_core_hours(seconds: float) -> None:
    made = replace(estimated(ModelRates()), core_s=seconds)
    totals = Machines(workers=1, cores=2, price=0.1).totals(made, items=1, bad=0)
    assert totals.core_h == pytest.approx(seconds / 3600, rel=0.01)
    assert totals.cost == pytest.approx(seconds / 36_000, rel=0.01)


def test_figures_count_as_they_are_spoken() -> None:
    written, spoken = "It cost $12.50.", "It cost twelve dollars and fifty cents."
    assert spoken_syllables(written, "en") > 0.6 * spoken_syllables(spoken, "en")


@pytest.mark.parametrize(
    ("text", "language", "syllables"),
    [("A cat sat on a mat", "en", 6), ("Đường về quê, xa lắm", "vi", 5.5), ("", "en", 0)],
)
def test_vowels_that_stand_together_are_a_syllable(
    text: str, language: str, syllables: float
) -> None:
    assert spoken_syllables(text, language) == syllables


def test_many_chunks_take_as_much_as_their_parts() -> None:
    one = estimated(ModelRates())
    both = one.joined(one)
    assert both.audio_s == 2 * one.audio_s
    assert both.core_s is None

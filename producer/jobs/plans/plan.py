"""A plan: what a job will be, before anything is written, queued or synthesized."""

from dataclasses import dataclass

from producer.jobs.plans.estimates import Estimate
from producer.jobs.submission import PreparedJob


@dataclass(frozen=True, slots=True)
class JobPlan:
    """What was chosen for a job, and how much work it is."""

    job: str
    """The id that it will have: submitting the same text and request gives this job."""
    title: str
    model: str
    models: tuple[str, ...]
    """All that speak: those of a script's speakers may be further ones."""
    voice: str
    """The job's own."""
    voices: tuple[str, ...]
    """All that speak, the speakers' among them."""
    language: str
    languages: tuple[str, ...]
    """All that are spoken: those of a script's speakers may be further ones."""
    characters: int
    """Of the document's text, as it is read."""
    chunks: int
    outputs: tuple[str, ...]
    estimate: Estimate
    """How much it will be, from what was measured of the model."""
    notices: tuple[str, ...] = ()
    """What its user should know, though nothing is wrong: wishes without an effect on this text."""


def plan_of(prepared: PreparedJob, estimate: Estimate) -> JobPlan:
    """The plan of a job that could be submitted as it is."""
    manifest, spec = prepared.manifest, prepared.manifest.spec
    guests = (f"{name}/{voice}" for name, guest in spec.guests.items() for voice in guest.voices)
    languages = (
        spec.recipe.language,
        *(guest.language for guest in spec.guests.values()),
        *(one.language for one in spec.speakers.values() if one.language),
    )
    return JobPlan(
        job=manifest.job,
        title=spec.title,
        model=spec.recipe.model,
        models=manifest.models,
        voice=spec.recipe.voice,
        voices=tuple(sorted({spec.recipe.voice, *spec.voices, *guests})),
        language=spec.recipe.language,
        languages=tuple(dict.fromkeys(languages)),
        characters=manifest.characters,
        chunks=manifest.chunks,
        outputs=tuple(form.value for form in spec.outputs),
        estimate=estimate,
        notices=prepared.notices,
    )

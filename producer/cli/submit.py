"""`voicefarm submit`: a text becomes a job on the farm."""

from typing import Annotated

import typer

from producer.cli import options
from producer.cli.job_options import JobOptions, read_job, with_job_options
from producer.cli.jobs import follow_job
from producer.farm import open_farm, open_records
from producer.jobs.progress import status_fields
from producer.jobs.submission import submit_job
from voicefarm.console import Json, say, say_json
from voicefarm.forms import Output, listed


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(submit)


@with_job_options
def submit(
    file: options.File,
    *,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until the job is done, and show its progress.")
    ] = False,
    reading: JobOptions,
    format: Annotated[
        list[str],
        typer.Option("--format", help=f"A form of the audio: {listed(Output)}. Repeatable."),
    ] = ["wav"],  # noqa: B006 - typer copies it
    chapter_format: Annotated[
        list[str],
        typer.Option("--chapter-format", help="A form with one file for each chapter. Repeatable."),
    ] = [],  # noqa: B006 - typer copies it
    job: Annotated[str | None, typer.Option(help="A job id of your choice.")] = None,
    on_failure: options.OnFailure = "fail",
    job_class: options.JobClassOption = "batch",
    weight: options.Weight = 1,
    tenant: options.Tenant = "default",
    in_flight: options.InFlight = 0,
    json: Json = False,
) -> None:
    """Queue a text on the farm and print its job id."""
    share = options.share(job_class, weight, tenant, in_flight)
    settings = reading.load_settings()
    forms, parts = (
        [name.lower().lstrip(".") for name in named] for named in (format, chapter_format)
    )
    prepared = read_job(
        settings,
        file,
        reading,
        forms,
        job=job,
        chapter_outputs=parts,
        on_failure=on_failure,
        share=share,
    )
    farm = open_farm(settings)
    opened = submit_job(farm, prepared)
    job_id = prepared.manifest.job
    now = follow_job(open_records(settings, farm), job_id, quiet=json) if wait else None
    if json:
        say_json({**status_fields(now or farm.ledger.status(job_id)), "new": opened})
    else:
        say(job_id)

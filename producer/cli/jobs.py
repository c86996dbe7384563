"""The commands for jobs on a farm: submit, status, list, wait, cancel, fetch."""

from contextlib import suppress
from datetime import datetime
from typing import Annotated

import typer

from producer.cli import options
from producer.cli.console import ProgressBar, clock
from producer.cli.job_options import JobOptions, read_job, with_job_options
from producer.cli.results import output_paths
from producer.farm import Farm, open_farm
from producer.jobs.progress import GOES_ON, follow, require_done, status_fields
from producer.jobs.results import fetch_results
from producer.jobs.submission import submit_job
from voicefarm.console import Json, complain, say, say_json, say_table
from voicefarm.errors import RedisUnreachable
from voicefarm.forms import Output, listed
from voicefarm.messages import JobStatus
from voicefarm.settings import load_settings
from voicefarm.wording.counting import counted

Job = Annotated[str, typer.Argument(metavar="JOB", help="A job id, as `submit` printed it.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (submit, status, wait, cancel, fetch):
        app.command()(command)
    app.command("list")(list_jobs)


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
    forms = [name.lower().lstrip(".") for name in format]
    prepared = read_job(settings, file, reading, forms, job=job, on_failure=on_failure, share=share)
    farm = open_farm(settings)
    opened = submit_job(farm, prepared)
    job_id = prepared.manifest.job
    now = _wait(farm, job_id, quiet=json) if wait else None
    if json:
        say_json({**status_fields(now or farm.ledger.status(job_id)), "new": opened})
    else:
        say(job_id)


def status(job: Job, json: Json = False) -> None:
    """Show the state of a job."""
    farm = open_farm(load_settings())
    now = farm.ledger.status(job)
    if json:
        say_json(status_fields(now))
        return
    unserved = "" if _is_served(farm, now) else f"; no worker serves model '{now.model}'"
    say(f"{now.job}: {now.state.value}{unserved}, {now.title}")
    done = f"{now.done} of {counted(now.chunks, 'chunk')}"
    say(f"  {done}, {now.reused} reused, {clock(now.audio_s)} of audio")
    if now.gaps:
        were = "was" if now.gaps == 1 else "were"
        say(f"  {counted(now.gaps, 'chunk')} {were} given up; the report says which")
    if now.error:
        say(f"  {now.error}")


def _is_served(farm: Farm, job: JobStatus) -> bool:
    """Whether a worker will make the chunks that a job still lacks."""
    if job.state not in GOES_ON or job.done == job.chunks:
        return True
    return any(worker.model == job.model for worker in farm.ledger.workers())


def _say_if_unserved(farm: Farm, job: JobStatus) -> None:
    with suppress(RedisUnreachable):  # it may be restarting, and the wait outlasts that
        if not _is_served(farm, job):
            complain(f"no worker serves model '{job.model}' yet; the job waits for one.")


def list_jobs(json: Json = False) -> None:
    """List the jobs that the farm remembers, newest first."""
    jobs = list(open_farm(load_settings()).ledger.jobs())
    if json:
        say_json([status_fields(job) for job in jobs])
        return
    say_table(
        ("JOB", "STATE", "CHUNKS", "AUDIO", "MODEL", "CREATED", "TITLE"),
        (
            (
                job.job,
                job.state.value,
                f"{job.done}/{job.chunks}",
                clock(job.audio_s),
                job.model,
                datetime.fromtimestamp(job.created).strftime("%Y-%m-%d %H:%M"),
                job.title,
            )
            for job in jobs
        ),
    )


def wait(job: Job, json: Json = False) -> None:
    """Wait until a job has ended, and show its progress."""
    farm = open_farm(load_settings())
    ended = _wait(farm, job, quiet=json)
    if json:
        say_json(status_fields(ended))
    else:
        say(f"{job}: {ended.state.value}, {clock(ended.audio_s)} of audio")


def cancel(job: Job, json: Json = False) -> None:
    """Cancel a job. What was synthesized stays in the store."""
    before = open_farm(load_settings()).ledger.cancel(job)
    cancelled = before in GOES_ON
    if json:
        say_json({"job": job, "state_before": before.value, "cancelled": cancelled})
    else:
        say(f"{job}: cancelled" if cancelled else f"{job}: was {before.value} already")


def fetch(
    job: Job,
    out: options.Outs = [],  # noqa: B006 - typer copies it
    json: Json = False,
) -> None:
    """Copy a finished job's results to files. By default its WAV goes to JOB.wav."""
    paths = output_paths(out, f"{job}.wav")
    settings = load_settings()
    ledger = open_farm(settings).ledger if settings.redis_url else None
    fetch_results(settings.open_store(), ledger, job, paths)
    fetched = [{"path": str(path), "size_bytes": path.stat().st_size} for path in paths]
    if json:
        say_json({"job": job, **fetched[0], "files": fetched})
        return
    for file in fetched:
        say(str(file["path"]))


def _wait(farm: Farm, job: str, *, quiet: bool) -> JobStatus:
    first = True
    try:
        with ProgressBar(hidden=quiet) as bar:
            for now in follow(farm.ledger, job, outage_s=farm.settings.outage_s):
                bar.show(now)
                if first:
                    _say_if_unserved(farm, now)
                first = False
    except KeyboardInterrupt:
        complain(
            f"the job goes on without you; `voicefarm wait {job}` shows it again, "
            f"`voicefarm cancel {job}` ends it."
        )
        raise
    require_done(now)
    return now

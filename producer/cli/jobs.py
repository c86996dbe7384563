"""The commands for jobs on a farm: status, list, wait, cancel, fetch."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from producer.cli.batches import many_jobs
from producer.cli.console import ProgressBar
from producer.cli.results import Outs, kept_standard_output, output_paths
from producer.farm import JobRecords, open_farm, open_records
from producer.jobs.output_files import saved_sizes
from producer.jobs.progress import follow, require_done, status_fields
from producer.jobs.results import checked_outputs, fetch_results, first_form, result_keys
from voicefarm.artifacts.job_files import JobReader
from voicefarm.console import Json, complain, say, say_json, say_table
from voicefarm.errors import BadInput, RedisUnreachable
from voicefarm.ledger import Ledger
from voicefarm.messages import JobStatus
from voicefarm.messages.status import GOES_ON
from voicefarm.resumption import cancel_jobs, status_of, stored_jobs
from voicefarm.settings import Settings, load_settings
from voicefarm.wording.counting import clock, counted


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (status, wait, cancel, fetch):
        app.command()(command)
    app.command("list")(list_jobs)


def status(
    jobs: many_jobs.Jobs = [],  # noqa: B006 - typer copies it
    batch: many_jobs.Batches = [],  # noqa: B006
    json: Json = False,
) -> None:
    """Show the state of a job, of many, or of a batch."""
    selection = many_jobs.selected(jobs, batch)
    records = open_records(load_settings())
    if (job := selection.single) is None:
        many_jobs.show_status(records, selection, json=json)
        return
    now = status_of(records.ledger, records.store, job)
    if json:
        say_json(status_fields(now))
        return
    unserved = "".join(
        f"; no worker serves model '{model}'" for model in _unserved(records.ledger, now)
    )
    say(f"{now.job}: {now.state.value}{unserved}, {now.title}")
    done = f"{now.done} of {counted(now.chunks, 'chunk')}"
    say(f"  {done}, {now.percent:g} %, {now.reused} reused, {clock(now.audio_s)} of audio")
    if now.eta_s:
        say(f"  about {clock(now.eta_s)} left")
    if now.gaps:
        were = "was" if now.gaps == 1 else "were"
        say(f"  {counted(now.gaps, 'chunk')} {were} given up; the report says which")
    if now.error:
        say(f"  {now.error}")


def _unserved(ledger: Ledger | None, job: JobStatus) -> tuple[str, ...]:
    """The models without a worker, for which chunks of the job wait."""
    workers = ledger.workers() if ledger and not job.ended else ()
    return job.unserved({worker.model for worker in workers})


def _say_if_unserved(ledger: Ledger, job: JobStatus) -> None:
    with suppress(RedisUnreachable):  # it may be restarting, and the wait outlasts that
        for model in _unserved(ledger, job):
            complain(f"no worker serves model '{model}' yet; the job waits for one.")


def list_jobs(
    stored: Annotated[
        bool, typer.Option("--all", help="List finished jobs too that only the store remembers.")
    ] = False,
    json: Json = False,
) -> None:
    """List the jobs that the farm remembers, newest first.

    Without a farm they are the finished jobs in the store.
    """
    jobs = _jobs_of(load_settings(), stored=stored)
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


def _jobs_of(settings: Settings, *, stored: bool) -> list[JobStatus]:
    """The jobs of whoever named them: not those that the gateway made for a stream."""
    if not settings.redis_url:
        jobs = stored_jobs(settings.open_store(), ())
    else:
        farm = open_farm(settings)
        jobs = list(farm.ledger.jobs())
        if stored:
            jobs += stored_jobs(farm.store, {job.job for job in jobs})
    return [job for job in jobs if not job.is_stream]


def wait(
    jobs: many_jobs.Jobs = [],  # noqa: B006 - typer copies it
    batch: many_jobs.Batches = [],  # noqa: B006
    json: Json = False,
) -> None:
    """Wait until a job, or all of many, have ended, and show their progress."""
    selection = many_jobs.selected(jobs, batch)
    records = open_records(load_settings())
    if (job := selection.single) is None:
        many_jobs.wait_for(records, selection, json=json)
        return
    ended = follow_job(records, job, quiet=json)
    if json:
        say_json(status_fields(ended))
    else:
        say(f"{job}: {ended.state.value}, {clock(ended.audio_s)} of audio")


def cancel(
    jobs: many_jobs.Jobs = [],  # noqa: B006 - typer copies it
    batch: many_jobs.Batches = [],  # noqa: B006
    json: Json = False,
) -> None:
    """Cancel a job, many, or a batch. What was synthesized stays in the store."""
    selection = many_jobs.selected(jobs, batch)
    records = open_records(load_settings())
    if (job := selection.single) is None:
        many_jobs.cancel_all(records, selection, json=json)
        return
    before = cancel_jobs(records.ledger, records.store, [job])[job]
    cancelled = before in GOES_ON
    if json:
        say_json({"job": job, "state_before": before.value, "cancelled": cancelled})
    else:
        say(f"{job}: cancelled" if cancelled else f"{job}: was {before.value} already")


def fetch(
    jobs: many_jobs.Jobs = [],  # noqa: B006 - typer copies it
    out: Outs = [],  # noqa: B006 - typer copies it
    batch: many_jobs.Batches = [],  # noqa: B006
    format: many_jobs.Formats = [],  # noqa: B006 - typer copies it
    json: Json = False,
) -> None:
    """Copy a finished job's results to files. By default its first form goes to JOB.FORM.

    Of many jobs, or a batch, --out is a folder and --format says which results.
    """
    selection, forms = many_jobs.selected(jobs, batch), checked_outputs(format)
    if (job := selection.single) is None:
        many_jobs.fetch_all(load_settings(), selection, out, forms, json=json)
        return
    if out and forms:
        raise BadInput(
            "of one job the suffix of --out says which result; leave it.", field="format"
        )
    named = out or [Path(f"{job}.{form}") for form in forms]
    paths = output_paths(named, f"{job}.wav")
    records, stdout = open_records(load_settings()), kept_standard_output(paths)
    store = records.store
    if not named:
        paths = [Path(f"{job}.{first_form(JobReader(store), job).value}")]
    fetch_results(store, records.ledger, job, paths, stdout)
    fetched = [
        {"path": str(file), "size_bytes": size}
        for path, key in result_keys(job, paths).items()
        for file, size in saved_sizes(store, job, key, path).items()
    ]
    if json:
        say_json({"job": job, **fetched[0], "files": fetched})
        return
    for file in fetched:
        say(str(file["path"]))


def follow_job(records: JobRecords, job: str, *, quiet: bool) -> JobStatus:
    """Wait until it is done, and show its progress. Raises JobFailed or JobCancelled."""
    ledger = records.ledger
    now = status_of(ledger, records.store, job)
    if ledger is None or now.ended:
        require_done(now)
        return now
    first = True
    try:
        with ProgressBar(hidden=quiet) as bar:
            for now in follow(ledger, job, outage_s=records.outage_s):
                bar.show(now)
                if first:
                    _say_if_unserved(ledger, now)
                first = False
    except KeyboardInterrupt:
        complain(
            f"the job goes on without you; `voicefarm wait {job}` shows it again, "
            f"`voicefarm cancel {job}` ends it."
        )
        raise
    require_done(now)
    return now

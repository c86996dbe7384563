"""`voicefarm resume`: the ledger rebuilt from what is in the store."""

from collections.abc import Iterator
from typing import Annotated

import typer

from producer.farm import Farm, open_farm
from voicefarm.artifacts.cancellation import forget_cancelled, was_cancelled
from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import JOBS, job_of_manifest
from voicefarm.console import Json, complain, say, say_json
from voicefarm.errors import BadInput, BrokenJob, NewerJob, ObjectMissing, UnknownName
from voicefarm.resumption import has_ended, is_finished, resume_job
from voicefarm.settings import load_settings


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(resume)


def resume(
    job: Annotated[
        str | None, typer.Argument(metavar="JOB", help="A job id; or give --all.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Resume every job that has no finished audio.")
    ] = False,
    json: Json = False,
) -> None:
    """Resume jobs that Redis has lost, from their manifests and takes in the store.

    Nothing is synthesized twice. A job that failed or was cancelled runs again only if you name it.
    --all leaves it out: a failed one as long as Redis still knows that it failed.
    """
    if (job is None) is not every:
        raise BadInput("Name one job, or give --all.")
    farm = open_farm(load_settings())
    resumed = [name for name in _wanted(farm, job) if _resume(farm, name)]
    if json:
        say_json({"resumed": resumed})
    else:
        nothing = f"job '{job}' runs or is done" if job else "all jobs run or are done"
        say("\n".join(resumed) if resumed else f"Nothing to resume: {nothing}.")


def _wanted(farm: Farm, job: str | None) -> Iterator[str]:
    if job is not None:
        yield job
        return
    for key in farm.store.list(JOBS):
        listed = job_of_manifest(key)
        if listed and _is_open(farm, listed):
            yield listed


def _is_open(farm: Farm, job: str) -> bool:
    """Whether the job has no programme and hasn't ended. One that can't be read is left alone."""
    try:
        return not (
            is_finished(farm.store, job)
            or has_ended(farm.ledger, job)
            or was_cancelled(farm.store, job)
        )
    except (BrokenJob, NewerJob) as error:
        complain(str(error))
        return False


def _resume(farm: Farm, job: str) -> bool:
    forget_cancelled(farm.store, job)
    try:
        return resume_job(
            farm.ledger,
            farm.dispatcher,
            JobReader(farm.store),
            job,
            retention_s=farm.settings.retention_s,
            # Workers that still hold chunks say so meanwhile.
            delay_s=2 * farm.settings.heartbeat_s,
        )
    except ObjectMissing as error:
        raise UnknownName(f"Job '{job}' is not in the store; submit its text again.") from error

"""The commands that keep the store small: rm, prune, du."""

from dataclasses import asdict
from typing import Annotated

import typer

from producer.batches.following import remove_selected
from producer.cli.batches import many_jobs
from producer.cli.console import shown_size
from producer.farm import open_ledger
from producer.jobs.cleaning import prune_store, read_age
from voicefarm.artifacts.usage import usage_by_kind, usage_of_jobs
from voicefarm.console import Json, say, say_json, say_table
from voicefarm.ledger import Ledger
from voicefarm.settings import Settings, load_settings
from voicefarm.wording.counting import counted


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (rm, prune, du):
        app.command()(command)


def rm(
    jobs: many_jobs.Jobs = [],  # noqa: B006 - typer copies it
    batch: many_jobs.Batches = [],  # noqa: B006
    json: Json = False,
) -> None:
    """Remove jobs, or a batch, with their results. What was synthesized is kept until `prune`."""
    selection = many_jobs.selected(jobs, batch)
    settings = load_settings()
    removed = remove_selected(settings.open_store(), _ledger(settings), selection)
    if json:
        say_json([{"job": job, "size_bytes": size} for job, size in removed.items()])
        return
    for job, size in removed.items():
        say(f"{job}: removed, {shown_size(size)}")


def prune(
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="AGE", help="Such as 30d, 12h or 2w.")
    ],
    keep_takes: Annotated[
        bool, typer.Option("--keep-takes", help="Keep what was synthesized for other jobs.")
    ] = False,
    json: Json = False,
) -> None:
    """Remove jobs of which nothing was written for so long, and takes that no job has any more."""
    age_s, settings = read_age(older_than), load_settings()
    pruned = prune_store(settings.open_store(), _ledger(settings), age_s, keep_takes=keep_takes)
    if json:
        say_json(asdict(pruned))
        return
    jobs, takes = counted(pruned.jobs, "job"), counted(pruned.takes, "take")
    say(f"removed {jobs} and {takes}, {shown_size(pruned.size_bytes)}")


def du(
    jobs: Annotated[
        list[str] | None, typer.Argument(metavar="[JOB…]", help="Job ids; all by default.")
    ] = None,
    json: Json = False,
) -> None:
    """Show what takes room in the store, and where it is."""
    settings = load_settings()
    store = settings.open_store()
    usage = usage_of_jobs(store, jobs) if jobs else usage_by_kind(store)
    total = sum(one.size_bytes for one in usage.values())
    if json:
        kinds = {name: asdict(one) for name, one in usage.items()}
        say_json({"store": settings.store, "size_bytes": total, "parts": kinds})
        return
    rows = [(name, one.objects, shown_size(one.size_bytes)) for name, one in usage.items()]
    say_table(("WHAT", "OBJECTS", "SIZE"), rows)
    say(f"{shown_size(total)} in {settings.store}")


def _ledger(settings: Settings) -> Ledger | None:
    """The farm's ledger; None without a farm, where no job outlives its command."""
    return open_ledger(settings) if settings.redis_url else None

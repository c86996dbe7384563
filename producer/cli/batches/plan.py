"""`voicefarm plan`: how much work texts are, and what they will cost, before anything is queued."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from producer.batches.batch import BatchRequest, CheckedBatch
from producer.batches.planning import Machines, PlannedItem, PlanTotals, planned_items
from producer.batches.requests import BatchDefaults
from producer.cli.batches.batch import Lines, Sources
from producer.cli.batches.many_jobs import Formats
from producer.cli.console import shown_size
from producer.cli.job_options import JobOptions, with_job_options
from producer.farm import open_ledger
from producer.jobs.plans.estimates import NOTHING, Basis, Estimate, estimator
from producer.jobs.results import checked_outputs
from voicefarm.console import Json, complain, say, say_json, say_table
from voicefarm.errors import BadInput, BatchIncomplete
from voicefarm.ledger import Ledger
from voicefarm.wording.counting import clock, counted

MOST_LISTED = 30
"""Items that are listed one by one."""
SAYS: dict[Basis, str] = {
    "measured": "measured on this farm",
    "another voice": "of another voice of the model, as this one has made too little",
    "model file": "from the model's file, as nothing was measured yet",
    "guess": "a guess, as nothing was measured yet",
}

Workers = Annotated[int, typer.Option(min=1, help="Workers for the wall time.")]
Cores = Annotated[
    int | None, typer.Option(min=1, help="Cores of each worker; by default this machine's.")
]
Price = Annotated[float | None, typer.Option(min=0, help="The price of a core-hour, for the cost.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(plan)


@with_job_options
def plan(
    sources: Sources,
    *,
    workers: Workers = 1,
    cores: Cores = None,
    price: Price = None,
    format: Formats = ["wav"],  # noqa: B006 - typer copies it
    lines: Lines = False,
    reading: JobOptions,
    json: Json = False,
) -> None:
    """Estimate audio, core-hours, time, storage and cost of texts. Nothing is queued.

    The figures are measured while programmes are made, for each model, voice and language.
    """
    defaults = BatchDefaults(
        reading.fields(), checked_outputs(format), reading.input_format, "{path}-{number}"
    )
    settings = reading.load_settings()
    batch = CheckedBatch(settings, BatchRequest(sources, Path(), defaults, lines=lines))
    ledger = open_ledger(settings) if settings.redis_url else None
    rows, total, bad = _added_up(batch, ledger)
    machines = Machines(workers, cores or os.cpu_count() or 1, price)
    totals = machines.totals(total, batch.check.items, bad)
    if json:
        say_json({**asdict(totals), "listed": rows})
    else:
        _print(rows, totals)
    if bad:
        raise BatchIncomplete(f"{bad} of {counted(totals.items, 'item')} can't be planned.")


def _added_up(
    batch: CheckedBatch, ledger: Ledger | None
) -> tuple[list[dict[str, Any]], Estimate, int]:
    """The first items for a table, the sum of all, and how many can't be made."""
    rows: list[dict[str, Any]] = []
    total, bad = NOTHING, 0
    for planned in planned_items(batch, estimator(batch.settings, ledger)):
        if planned.plan is None:
            bad += 1
            complain(f"{planned.item.label}: {planned.problem}")
            if batch.check.items == 1:
                raise BadInput(planned.problem)
            continue
        total = total.joined(planned.plan.estimate)
        for notice in planned.plan.notices if batch.check.items == 1 else ():
            complain(notice)
        if len(rows) < MOST_LISTED:
            rows.append(_row(planned))
    return rows, total, bad


def _row(planned: PlannedItem) -> dict[str, Any]:
    assert planned.plan
    made = planned.plan.estimate
    return {
        "item": planned.item.label,
        "job": planned.plan.job,
        "model": planned.plan.model,
        "voice": planned.plan.voice,
        "language": planned.plan.language,
        "characters": made.characters,
        "chunks": made.chunks,
        "audio_s": round(made.audio_s, 1),
        "basis": made.basis,
        "notices": planned.plan.notices,
    }


def _print(rows: list[dict[str, Any]], totals: PlanTotals) -> None:
    if len(rows) > 1:
        columns = ("item", "model", "voice", "characters", "chunks")
        say_table(
            (*map(str.upper, columns), "AUDIO"),
            ((*(row[name] for name in columns), clock(row["audio_s"])) for row in rows),
        )
        if (rest := totals.items - totals.bad - len(rows)) > 0:
            say(f"and {counted(rest, 'more item')}")
    say(f"{totals.characters} characters, {counted(totals.chunks, 'chunk')}")
    say(f"  {clock(totals.audio_s)} of audio ({SAYS[totals.basis]})")
    if totals.core_h is None or totals.wall_s is None:
        say("  core-hours are not known: make a first programme with this model")
    else:
        say(f"  {totals.core_h:.3g} core-hours ({SAYS[totals.core_basis]})")
        machines = f"{counted(totals.workers, 'worker')} of {counted(totals.cores, 'core')}"
        say(f"  {clock(totals.wall_s)} on {machines}")
    say(f"  {shown_size(round(totals.store_mb * 1e6))} in the store")
    if totals.cost is not None:
        say(f"  costs {totals.cost:.4g}")

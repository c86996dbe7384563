"""status, wait, cancel and fetch for many jobs, or for all of a batch."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from producer.batches.following import (
    JobsOverview,
    as_json,
    require_all_done,
    statuses_of,
    wait_for_all,
)
from producer.batches.selection import JobSelection, job_selection
from producer.cli.console import ProgressLines
from producer.farm import JobRecords, open_records
from producer.jobs.results import KNOWN, check_folder, fetch_results, first_form
from voicefarm.artifacts.job_files import JobReader
from voicefarm.console import complain, say, say_json, say_table
from voicefarm.errors import BadInput, BatchIncomplete, VoicefarmError
from voicefarm.messages.status import GOES_ON
from voicefarm.resumption import KnownStatuses, cancel_jobs
from voicefarm.settings import Settings
from voicefarm.wording.counting import clock, counted

Jobs = Annotated[
    list[str],
    typer.Argument(
        metavar="JOB...", help="Job ids, as `submit` printed them; - reads them from stdin."
    ),
]
Batches = Annotated[
    list[str], typer.Option("--batch", help="All jobs of a batch, by its name. Repeatable.")
]
Formats = Annotated[
    list[str],
    typer.Option(
        "--format",
        help=f"A result of each item: {', '.join(KNOWN)}. Repeatable.",
    ),
]


def selected(jobs: Sequence[str], batches: Sequence[str]) -> JobSelection:
    """What the user named, ids on stdin among them. Raises BadInput."""
    return job_selection(jobs, batches, sys.stdin if "-" in jobs else ())


def show_status(records: JobRecords, selection: JobSelection, *, json: bool) -> None:
    """A table with a line for each job, and what they are together."""
    overview, known = JobsOverview(), []
    for one, status in statuses_of(_known(records), selection.chosen(records.store)):
        overview.add(status)
        known.append((one, status))
    if json:
        say_json(as_json(overview, known))
        return
    say_table(
        ("JOB", "STATE", "CHUNKS", "AUDIO", "NAME"),
        (
            (one.job, now.state.value, f"{now.done}/{now.chunks}", clock(now.audio_s), one.name)
            if now
            else (one.job, "unknown", "-", "-", one.name)
            for one, now in known
        ),
    )
    say(overview.line())


def wait_for(records: JobRecords, selection: JobSelection, *, json: bool) -> None:
    """Wait until all have ended; ends with an error unless all are done."""
    lines = ProgressLines()

    def show(now: JobsOverview) -> None:
        if not json and lines.due(now.percent / 100):
            complain(now.line())

    chosen, known = list(selection.chosen(records.store)), _known(records)
    overview = wait_for_all(known, chosen, show, outage_s=records.outage_s)
    if json:
        say_json(as_json(overview, statuses_of(known, chosen)))
    else:
        say(overview.line())
    require_all_done(overview)


def cancel_all(records: JobRecords, selection: JobSelection, *, json: bool) -> None:
    """Cancel those that go on."""
    store = records.store
    chosen = list(statuses_of(_known(records), selection.chosen(store)))
    before = cancel_jobs(records.ledger, store, [one.job for one, status in chosen if status])
    rows: list[dict[str, Any]] = [
        {
            "job": one.job,
            "state_before": before[one.job].value if one.job in before else "unknown",
            "cancelled": before.get(one.job) in GOES_ON,
        }
        for one, _ in chosen
    ]
    if json:
        say_json(rows)
        return
    cancelled = sum(row["cancelled"] for row in rows)
    unknown = sum(row["state_before"] == "unknown" for row in rows)
    rest = f"; {unknown} unknown" if unknown else ""
    ended = "; the others had ended" if cancelled + unknown < len(rows) else ""
    say(f"{cancelled} of {counted(len(rows), 'job')} cancelled{rest}{ended}")


def fetch_all(
    settings: Settings,
    selection: JobSelection,
    out: Sequence[Path],
    formats: Sequence[str],
    *,
    json: bool,
) -> None:
    """Copy results into a folder, each named as in its batch, or by its job.

    Without `formats`, each job's is the first form that it was wanted in.
    """
    if len(out) > 1:
        raise BadInput("give one folder for the results of many jobs.", field="folder")
    folder = out[0] if out else Path()
    check_folder(folder)
    records, rows, problems = open_records(settings), list[dict[str, Any]](), 0
    reader = JobReader(records.store)
    for one in selection.chosen(records.store):
        suffixes = formats or [first_form(reader, one.job).value]
        paths = [folder / f"{one.name}.{suffix}" for suffix in suffixes]
        try:
            fetch_results(records.store, records.ledger, one.job, paths)
        except VoicefarmError as error:
            problems += 1
            complain(str(error))
            continue
        rows.append({"job": one.job, "files": [str(path) for path in paths]})
    if json:
        say_json(rows)
    else:
        say(f"{counted(len(rows), 'job')} fetched to {folder}")
    if problems:
        raise BatchIncomplete(f"{counted(problems, 'job')} could not be fetched.")


def _known(records: JobRecords) -> KnownStatuses:
    return KnownStatuses(records.ledger, records.store)

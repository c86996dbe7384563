"""`voicefarm batch`: every text of a folder, a pattern or a list becomes a job, and then files."""

import signal
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from producer.batches.batch import BatchRequest, BatchSummary, CheckedBatch
from producer.batches.names import PLACEHOLDERS, USUAL_NAME
from producer.batches.requests import BatchDefaults
from producer.cli import options
from producer.cli.batches import many_jobs
from producer.cli.batches.progress_table import ProgressTable
from producer.cli.job_options import JobOptions, with_job_options
from producer.jobs.results import checked_outputs
from voicefarm.console import Json, complain, say, say_json
from voicefarm.errors import BatchIncomplete
from voicefarm.messages import BatchId
from voicefarm.wording.counting import clock, counted
from voicefarm.wording.validation import checked_name

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="Folders, files, patterns such as 'texts/**/*.md', lists (.jsonl, .csv), or - for "
        "a list on stdin.",
    ),
]
Folder = Annotated[Path, typer.Option("-o", "--out", help="The folder for the results.")]
Name = Annotated[
    str,
    typer.Option(
        "--name",
        help=f"How results are called, with {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}.",
    ),
]
Lines = Annotated[
    bool, typer.Option("--lines", help="Each line is a text: 001.wav, 002.wav and so on.")
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs", min=0, help="The most jobs in flight. 0 means as many as the slots want."
    ),
]
BatchName = Annotated[
    str | None, typer.Option("--batch", help="A name by which other commands find the batch.")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Read all texts first, and queue nothing if one is bad.")
]


Watch = Annotated[
    bool, typer.Option("--watch", help="Go on with files that come later, until Ctrl-C.")
]


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(batch)


@with_job_options
def batch(
    sources: Sources,
    *,
    out: Folder = Path("narrations"),
    format: many_jobs.Formats = ["wav"],  # noqa: B006 - typer copies it
    name: Name = USUAL_NAME,
    lines: Lines = False,
    jobs: Jobs = 0,
    batch: BatchName = None,
    strict: Strict = False,
    watch: Watch = False,
    reading: JobOptions,
    on_failure: options.OnFailure = "fail",
    job_class: options.JobClassOption = "batch",
    weight: options.Weight = 1,
    tenant: options.Tenant = "default",
    in_flight: options.InFlight = 0,
    json: Json = False,
) -> None:
    """Read many texts aloud, each into files of its own.

    Run the same command again after an interruption: it goes on where it stopped.
    """
    share = options.share(job_class, weight, tenant, in_flight)
    fields = reading.fields(on_failure=on_failure, share=share)
    outputs = checked_outputs(format)
    reading.check_word_times(outputs)
    defaults = BatchDefaults(fields, outputs, reading.input_format, name)
    wanted = BatchRequest(
        sources,
        out,
        defaults,
        lines=lines,
        limit=jobs,
        name=checked_batch(batch),
        strict=strict,
        watch=watch,
    )
    if watch:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    made = _run(CheckedBatch(reading.load_settings(), wanted), quiet=json)
    if json:
        say_json(asdict(made))
    else:
        _print(made)
    if made.failed:
        raise BatchIncomplete(
            f"{made.failed} of {counted(made.items, 'item')} "
            f"{'has' if made.items == 1 else 'have'} no programme; {made.report} says why."
        )


def checked_batch(name: str | None) -> BatchId | None:
    """The name of a batch, if it can be one. Raises BadInput."""
    return None if name is None else checked_name(name, "batch")


def _run(batch: CheckedBatch, *, quiet: bool) -> BatchSummary:
    for problem in batch.check.problems:
        complain(problem)
    if (rest := batch.check.bad - len(batch.check.problems)) > 0:
        complain(f"{counted(rest, 'more item')} can't be made; the report will say why.")
    if passed_over := batch.check.passed_over_sentence:
        complain(passed_over)
    try:
        with ProgressTable(hidden=quiet) as table:
            return batch.run(table.show)
    except KeyboardInterrupt:
        complain("what is queued on a farm goes on; the same command goes on where it stopped.")
        raise


def _print(made: BatchSummary) -> None:
    before = f", {made.skipped} of them before" if made.skipped else ""
    say(f"{made.folder}: {made.done} of {counted(made.items, 'item')} done{before}")
    near = f" ({made.nearness})" if made.nearness else ""
    say(f"  {clock(made.audio_s)} of audio{near} in {made.wall_s} s")
    say(f"  {made.report}; batch {made.batch}")
    if made.noticed:
        has = "has" if made.noticed == 1 else "have"
        say(f"  {counted(made.noticed, 'item')} {has} notices, which the report shows")

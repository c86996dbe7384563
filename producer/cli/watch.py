"""The commands that watch a farm: a live view for people, metrics for Prometheus."""

import signal
import sys
import time
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table

from producer.exporter import serve_metrics
from producer.farm import Farm, open_farm
from voicefarm.broker.celery_app import broker_url
from voicefarm.console import Json, plain_console, say, say_json
from voicefarm.ledger import connect
from voicefarm.messages import JobStatus
from voicefarm.settings import load_settings
from voicefarm.wording.counting import clock, counted

MOST_JOBS = 20
REFRESH_S = 1.0
ADDRESS = "127.0.0.1:9108"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(top)
    app.command()(exporter)


def top(
    once: Annotated[bool, typer.Option("--once", help="Print the view once and exit.")] = False,
    json: Json = False,
) -> None:
    """Show models, workers and jobs of the farm, live, until Ctrl-C."""
    farm = open_farm(load_settings())
    if json:
        say_json(_as_json(farm))
    elif once:
        plain_console(soft_wrap=True).print(_view(farm))
    else:
        with Live(_view(farm), console=plain_console(), screen=True, auto_refresh=False) as live:
            while True:
                time.sleep(REFRESH_S)
                live.update(_view(farm), refresh=True)


def exporter(
    address: Annotated[str | None, typer.Option(help=f"host:port; {ADDRESS} by default.")] = None,
    json: Json = False,
) -> None:
    """Serve the ledger's metrics to Prometheus until SIGTERM; one for a farm is enough."""
    settings = load_settings(metrics_address=address)
    broker_url(settings)
    ledger = connect(settings.redis_url or "", settings.namespace)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    monitor = serve_metrics(ledger, settings.metrics_address or ADDRESS)
    url = f"{monitor.url}/metrics"
    if json:
        say_json({"url": url})
    else:
        say(url)
    sys.stdout.flush()
    try:
        signal.pause()
    except KeyboardInterrupt:
        monitor.close()


def _jobs(farm: Farm) -> list[JobStatus]:
    """Those that go on first, then the newest."""
    return sorted(farm.ledger.jobs(), key=lambda job: job.ended)[:MOST_JOBS]


def _as_json(farm: Farm) -> dict[str, Any]:
    return {
        "overview": farm.ledger.overview().model_dump(mode="json"),
        "workers": [asdict(worker) for worker in farm.ledger.workers()],
        "jobs": [job.model_dump(mode="json") for job in _jobs(farm)],
    }


def _view(farm: Farm) -> RenderableType:
    overview = farm.ledger.overview()
    models = _table("MODEL", "WORKERS", "SLOTS", "TO DO", "QUEUED", "IN WORK", "OLDEST JOB")
    for name, model in overview.models.items():
        chunks = (model.unfinished, model.queued, model.leased)
        _add(models, name, model.workers, model.slots, *chunks, clock(model.oldest_job_s))
    workers = _table("WORKER", "MODEL", "BUSY", "CHUNKS", "× REAL TIME", "MEMORY")
    everybody = farm.ledger.workers()
    for worker in everybody:
        speed = f"{worker.audio_s / max(worker.up_s, 1):.1f}"
        busy = "sick" if worker.sick else f"{worker.busy}/{worker.slots}"
        _add(
            workers,
            worker.worker,
            worker.model or "-",
            busy,
            worker.chunks,
            speed,
            f"{worker.memory_mb} MB",
        )
    jobs = _table("JOB", "STATE", "DONE", "REUSED", "GAPS", "AUDIO", "TITLE")
    for job in _jobs(farm):
        done = f"{job.done}/{job.chunks}"
        audio = clock(job.audio_s)
        _add(jobs, job.job, job.state.value, done, job.reused, job.gaps, audio, job.title[:40])
    last = f"{counted(overview.quarantined, 'chunk')} given up, {overview.swept} requeued by sweeps"
    sick = [f"{worker.worker} takes no work: {worker.sick}" for worker in everybody if worker.sick]
    return Group(models, "", workers, *sick, "", jobs, "", last)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column)
    return table


def _add(table: Table, *cells: object) -> None:
    table.add_row(*map(str, cells))

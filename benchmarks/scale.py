"""How big a farm one Redis carries, how long a small job waits, and what many old jobs cost."""

import argparse
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redis import Redis

from benchmarks.finished_jobs import redis_ms_behind
from benchmarks.results import report
from benchmarks.simulated import Simulation
from producer.private_farm import private_server
from voicefarm.broker.celery_app import celery_app
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.ledger import Ledger, connect
from voicefarm.messages import JobSpec, JobState, Manifest, Recipe
from voicefarm.settings import Settings, load_settings
from worker.usage import process_core_seconds

MODEL = "simulated"
PROCESSES = 8
"""They play the workers. They need little CPU, but each waits for its answers."""
BACKLOGS = (0, 1_000, 10_000, 100_000)
SMALL = 10
"""Chunks of the small job."""
GOALS = {"efficiency": "goal: 0.95 or more", "scrape_ms_1000000": "goal: 20 or less"}
ENGINE_S = 40.0
"""Of a chunk in its slot: docs/scaling.md says why."""


def main() -> None:
    """Run both, print, and write scale.json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--workers", type=int, default=1000)
    parser.add_argument("--slots", type=int, default=8)
    parser.add_argument("--engine", type=float, default=ENGINE_S, help="seconds of a chunk")
    parser.add_argument("--shrink", type=int, default=1, help="divides the sizes of the jobs")
    parser.add_argument("--no-waits", action="store_true", help="leave the small job out")
    parser.add_argument("--finished", type=int, default=1_000_000, help="jobs that lie behind it")
    parser.add_argument("--out", type=Path, default=Path("scale.json"))
    options = parser.parse_args()
    figures: dict[str, Any] = {"workers": options.workers, "slots": options.slots}
    figures |= farm_at_scale(options)
    backlogs = () if options.no_waits else BACKLOGS
    waits = {str(backlog): small_job_wait_s(backlog) for backlog in backlogs}
    costs = {str(behind): redis_ms_behind(behind) for behind in (0, options.finished)}
    flat = {f"{kind}_ms_{k}": v for k, cost in costs.items() for kind, v in cost.items()}
    report("scale", figures | {f"small_job_wait_s_{k}": v for k, v in waits.items()} | flat, GOALS)
    figures["small_job_wait_s_by_backlog"] = waits
    figures["redis_ms_by_finished_jobs"] = costs
    options.out.write_text(json.dumps(figures, indent=2) + "\n")


def farm_at_scale(options: argparse.Namespace) -> dict[str, float]:
    """100 jobs of 1,000 chunks and one of 100,000 on all the workers."""
    sizes = [1_000 // options.shrink] * 100 + [100_000 // options.shrink]
    with _farm(options.workers, options.slots, options.engine) as (settings, ledger, players):
        dispatcher = Dispatcher(celery_app(settings), ledger, settings)
        with Redis.from_url(settings.redis_url or "") as client:
            before, started = _server(client), time.monotonic()
            played = [process_core_seconds(player) for player in players]
            for number, size in enumerate(sizes):
                ledger.open(_manifest(f"job-{number}", size), retention_s=3600)
                dispatcher.refill(MODEL)
            _wait(ledger, [f"job-{number}" for number in range(len(sizes))])
            elapsed, after = time.monotonic() - started, _server(client)
            played = [
                process_core_seconds(player) - cpu
                for player, cpu in zip(players, played, strict=True)
            ]
        engine_s = sum(job.synthesis_s for job in ledger.jobs())
    chunks = sum(sizes)
    return {
        "chunks": chunks,
        "engine_s": options.engine,
        "makespan_s": elapsed,
        "efficiency": engine_s / (options.workers * options.slots * elapsed),
        "load": os.getloadavg()[1],
        "players_cpu_share": sum(played) / elapsed,
        "redis_cpu_share": (after["cpu_s"] - before["cpu_s"]) / elapsed,
        "redis_cpu_ms_per_chunk": (after["cpu_s"] - before["cpu_s"]) / chunks * 1000,
        "redis_peak_mb": after["peak_mb"],
        "ops_per_chunk": (after["commands"] - before["commands"]) / chunks,
        "scripts_per_chunk": (after["scripts"] - before["scripts"]) / chunks,
    }


def small_job_wait_s(backlog: int) -> float:
    """From submission to its last chunk, for ten chunks behind a backlog; 64 slots, 0.5 s each."""
    with _farm(8, 8, 0.5) as (settings, ledger, _):
        dispatcher = Dispatcher(celery_app(settings), ledger, settings)
        if backlog:
            ledger.open(_manifest("big", backlog), retention_s=3600)
            _wait_for_done(ledger, "big", 64)
        started = time.monotonic()
        ledger.open(_manifest("small", SMALL), retention_s=3600)
        dispatcher.refill(MODEL)
        _wait(ledger, ["small"])
        return time.monotonic() - started


@contextmanager
def _farm(
    workers: int, slots: int, engine_s: float
) -> Iterator[tuple[Settings, Ledger, list[int]]]:
    """Its settings, its ledger, and the processes that play the workers."""
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="scale-") as folder,
        private_server(Path(folder)) as url,
    ):
        settings = load_settings(redis_url=url, model="silence")
        stop = context.Event()
        playing, ready = [], []
        for number in range(PROCESSES):
            simulation = Simulation(settings, MODEL, workers // PROCESSES, slots, engine_s)
            ready.append(context.Event())
            arguments = (f"p{number}", ready[-1], stop)
            playing.append(context.Process(target=simulation.run, args=arguments, daemon=True))
            playing[-1].start()
        try:
            for event in ready:
                event.wait()
            pids = [process.pid or 0 for process in playing]
            yield settings, connect(url, settings.namespace), pids
        finally:
            stop.set()
            for process in playing:
                process.join()


def _manifest(job: str, chunks: int) -> Manifest:
    recipe = Recipe(model=MODEL, fingerprint="f" * 16, voice="nobody", language="en")
    spec = JobSpec(title=job, recipe=recipe, sample_rate=24_000)
    sizes = {"chunks": chunks, "page_size": 256, "characters": chunks}
    return Manifest(job=job, content="f" * 16, spec=spec, **sizes)


def _wait(ledger: Ledger, jobs: Sequence[str]) -> None:
    for job in jobs:
        while ledger.status(job).state == JobState.RUNNING:
            ledger.events(job, ledger.events(job, block_s=0.001), block_s=0.05)


def _wait_for_done(ledger: Ledger, job: str, chunks: int) -> None:
    while ledger.status(job).done < chunks:
        time.sleep(0.01)


def _server(client: Any) -> dict[str, float]:
    info = client.info("all")
    return {
        "cpu_s": info["used_cpu_user"] + info["used_cpu_sys"],
        "peak_mb": info["used_memory_peak"] / 1e6,
        "commands": info["total_commands_processed"],
        "scripts": info.get("cmdstat_evalsha", {}).get("calls", 0),
    }


if __name__ == "__main__":
    main()

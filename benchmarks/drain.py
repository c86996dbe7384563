"""Whether a worker is gone at its deadline, whatever its engine does."""

import argparse
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from benchmarks.results import report
from producer.documents.formats import parse_document
from producer.farm import Farm, open_farm
from producer.jobs.request import JobRequest
from producer.jobs.submission import prepare_job, submit_job
from producer.private_farm import private_server, worker_environment
from voicefarm.models import read_model
from voicefarm.process import own_program
from voicefarm.settings import load_settings

DEADLINE_S = 1.0
GRACE_S = 2.0
MODEL = """
engine = "silence"
description = "Works for so long"
licence = "Apache-2.0"
sample_rate = 8000
budget = 100
default_voices = {{ en = "nobody" }}
voices = {{ nobody = {{ languages = ["en"] }} }}
settings = {{ work_s = {work_s} }}
"""
WORK_S = {"steady": 0.3, "hung": 1000}
"""One model finishes what is in its slots in time, the other never does."""


def main() -> None:
    """Drain workers of both kinds; print how many were gone in time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drain", description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=4)
    options = parser.parse_args()
    taken: dict[str, list[float]] = {"steady": [], "hung": []}
    with (
        tempfile.TemporaryDirectory(prefix="drain-") as folder,
        _server(Path(folder)) as url,
        ThreadPoolExecutor(options.at_once) as pool,
    ):

        def drain(number: int) -> None:
            model = ("steady", "hung")[number % 2]
            taken[model].append(_drain_s(Path(folder), url, model, number))

        list(pool.map(drain, range(options.times)))
    every = [seconds for some in taken.values() for seconds in some]
    figures = {
        "drains": len(every),
        "in_time": sum(seconds <= DEADLINE_S + GRACE_S for seconds in every),
        "deadline_s": DEADLINE_S,
        "steady_max_s": max(taken["steady"], default=0),
        "hung_max_s": max(taken["hung"], default=0),
        "load": os.getloadavg()[0],
    }
    report("drain", figures, {"in_time": f"goal: {options.times}"})


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    (folder / "models").mkdir()
    for name, work_s in WORK_S.items():
        (folder / "models" / f"{name}.toml").write_text(MODEL.format(work_s=work_s))
    with private_server(folder) as url:
        yield url


def _drain_s(folder: Path, url: str, model: str, number: int) -> float:
    """Seconds from SIGTERM to the end of a worker with full slots."""
    farm = open_farm(
        load_settings(
            redis_url=url,
            store=str(folder / "store"),
            models_dir=folder / "models",
            model=model,
            slots=4,
            drain_s=DEADLINE_S,
            namespace=f"drain-{number}",
        )
    )
    process = subprocess.Popen(
        own_program("worker"), env=worker_environment(farm.settings), stderr=subprocess.DEVNULL
    )
    try:
        _fill(farm, number)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        return time.monotonic() - started
    finally:
        process.kill()
        process.wait()


def _fill(farm: Farm, number: int) -> None:
    """Give the worker more than it can do, and wait until its slots are full."""
    assert farm.settings.models_dir
    text = "\n\n".join(f"Text {number} has this for its part {part}." for part in range(200))
    model = read_model(farm.settings.models_dir / f"{farm.settings.model}.toml")
    submit_job(farm, prepare_job(parse_document(text.encode()), model, JobRequest()))
    while (now := farm.ledger.overview().models.get(model.name)) is None or now.leased < 4:
        time.sleep(0.01)


if __name__ == "__main__":
    main()

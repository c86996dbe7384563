"""Many small jobs: how fast they are submitted, what they weigh, and what they cost compared with
one large job.

`python -m benchmarks.batch` prints the figures and writes batch.json. Speech is the silence
engine's; server, workers, store and command are real.
"""

import argparse
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from redis import Redis

from benchmarks.results import report
from producer.batches.batch import BatchRequest, CheckedBatch
from producer.batches.journal import Journal
from producer.batches.requests import BatchDefaults
from producer.batches.running import BatchProgress, BatchRun
from producer.farm import Farm, open_farm
from producer.private_farm import private_server, worker_environment
from tests.kit.commands import VOICEFARM
from tests.kit.voices import EXAMPLES
from voicefarm.ledger import Ledger, connect
from voicefarm.ledger.records import ChunkRef, SweepTerms
from voicefarm.messages import JobSpec, Manifest, Recipe
from voicefarm.process import own_program
from voicefarm.settings import Settings, load_settings

MODEL = "nothing"
MODEL_FILE = """
engine = "silence"
description = "A tenth of a second of silence"
licence = "Apache-2.0"
sample_rate = 8000
budget = 400
default_voices = { en = "nobody" }
voices = { nobody = { languages = ["en"] } }
settings = { seconds_per_character = 0.002 }
"""
PAGE = 1_800
"""Characters of one page."""
WINDOW = 250
SWEEP_EVERY = 4
"""Dispatches between two sweeps."""
EVENTS_S = 25
"""Until the event streams of ended jobs are gone."""
STITCHES_WAITING = 2_000
"""Jobs that wait for a stitcher at any time, where there are many jobs."""
GOALS = {
    "submit_jobs_per_s": "goal: 100 or more",
    "submit_cpu_ms_per_job": "goal: 10 or less",
    "cost_ratio_20k_jobs": "goal: 1.5 or less",
    "made_twice": "goal: 0",
    "missing": "goal: 0",
    "client_growth_mb": "goal: near 0",
}


def main() -> None:
    """Run all, print, and write batch.json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2_000, help="of the batch that is made")
    parser.add_argument("--ledger-jobs", type=int, default=20_000)
    parser.add_argument("--out", type=Path, default=Path("batch.json"))
    options = parser.parse_args()
    figures: dict[str, float] = {}
    figures |= many_against_one(options.ledger_jobs)
    if options.jobs:
        figures |= whole_batch(options.jobs)
    report("batch", figures, GOALS)
    options.out.write_text(json.dumps(figures, indent=2) + "\n")


def many_against_one(jobs: int) -> dict[str, float]:
    """Redis' CPU time a chunk, for dispatcher and sweeper: jobs of one chunk, and one job."""
    with _ledger() as (ledger, client):
        one = _worked_off(ledger, client, {"large": jobs})
    with _ledger() as (ledger, client):
        used = _bytes(client)
        many = _worked_off(ledger, client, {f"job-{number}": 1 for number in range(jobs)})
        overview_began = time.perf_counter()
        ledger.overview()
        overview_s = time.perf_counter() - overview_began
        time.sleep(EVENTS_S)
        for _ in client.scan_iter(count=5_000):  # it takes out what has expired
            pass
        kilobytes = (_bytes(client) - used) / jobs / 1000
        for number in range(jobs):
            ledger.open(_manifest(f"waiting-{number}", 1), retention_s=3600)
        waiting = (_bytes(client) - used) / jobs / 1000 - kilobytes
    return {
        "cost_us_one_job": one["steering_us"],
        "cost_us_20k_jobs": many["steering_us"],
        "cost_ratio_20k_jobs": many["steering_us"] / one["steering_us"],
        "dispatch_us_20k_jobs": many["dispatch_us"],
        "sweep_us_20k_jobs": many["sweep_us"],
        "open_us": many["open_us"],
        "chunk_us_one_job": one["chunk_us"],
        "chunk_us_20k_jobs": many["chunk_us"],
        "ledger_kb_per_job": kilobytes,
        "ledger_kb_per_waiting_job": waiting,
        "overview_ms_after_20k_jobs": overview_s * 1000,
    }


def _worked_off(ledger: Ledger, client: "Redis", sizes: Mapping[str, int]) -> dict[str, float]:
    """Open the jobs, hand out, claim and complete all chunks, stitch; microseconds a chunk."""
    took = dict.fromkeys(("open", "dispatch", "sweep", "chunk"), 0.0)
    terms = SweepTerms(max_attempts=3, queue="nowhere", lost_after_s=600)
    chunks, waiting = sum(sizes.values()), list[str]()

    @contextmanager
    def timed(part: str) -> Iterator[None]:
        before = _server_us(client)
        yield
        took[part] += _server_us(client) - before

    with timed("open"):
        for job, size in sizes.items():
            ledger.open(_manifest(job, size), retention_s=3600)
    done = rounds = 0
    while done < chunks:
        with timed("dispatch"):
            front, back = ledger.dispatch(MODEL, WINDOW)
        if rounds % SWEEP_EVERY == 0:
            with timed("sweep"):
                ledger.sweep(MODEL, terms)
        rounds += 1
        with timed("chunk"):
            for chunk in (*front, *back):
                waiting += _made(ledger, chunk)
            while len(waiting) > (STITCHES_WAITING if done + len(back) < chunks else 0):
                _stitched(ledger, waiting.pop(0))
        done += len(front) + len(back)
    each = {f"{part}_us": us / chunks for part, us in took.items()}
    return {**each, "steering_us": each["dispatch_us"] + each["sweep_us"]}


def _made(ledger: Ledger, chunk: ChunkRef) -> list[str]:
    ledger.claim(chunk, "a worker", 60)
    done = ledger.complete(chunk, samples=8_000, synthesis_s=0.1, reused=False)
    return [chunk.job] if done == "last" else []


def _stitched(ledger: Ledger, job: str) -> None:
    claim = ledger.claim_stitch(job, "a worker", 60, 3)
    assert claim
    assert ledger.finish_stitch(job, claim.epoch)


def whole_batch(jobs: int) -> dict[str, float]:
    """A batch of pages on two workers, killed in the middle; its client and its results."""
    with tempfile.TemporaryDirectory(prefix="batch-") as name, ExitStack() as ending:
        folder = Path(name)
        url = ending.enter_context(private_server(folder))
        settings = _settings(folder, url)
        _write_pages(folder / "pages", jobs)
        _write_pages(folder / "few", 100)
        figures = _submission(settings, folder, jobs)
        for _ in range(2):
            ending.enter_context(_worker(settings))
        few_mb, _ = _command(settings, folder, "few")
        began = time.perf_counter()
        _command(settings, folder, "pages", kill_at=jobs // 2)
        peak_mb, code = _command(settings, folder, "pages")
        assert code == 0
        figures |= {
            "batch_s": time.perf_counter() - began,
            "client_peak_mb": peak_mb,
            "client_growth_mb": peak_mb - few_mb,
            "missing": float(jobs - len(list((folder / "out/pages").glob("*.wav")))),
            "made_twice": _made_twice(settings, jobs),
        }
    return figures


def _submission(settings: Settings, folder: Path, jobs: int) -> dict[str, float]:
    """Jobs a second, from texts in files to open jobs, while no worker works; CPU time of each.

    The time tells more where others use the machine too.
    """
    farm: Farm = open_farm(settings.model_copy(update={"namespace": "submission"}))
    defaults = BatchDefaults({}, ("wav",), None, "{path}")
    request = BatchRequest([str(folder / "pages")], folder / "submitted", defaults, limit=2 * jobs)
    batch = CheckedBatch(farm.settings, request)
    progress = BatchProgress(batch.name, batch.check.items, batch.check.size)
    began, used = time.perf_counter(), time.process_time()
    with Journal(request.folder) as journal:
        run = BatchRun(
            farm, batch.source, defaults, request.folder, journal, progress, limit=2 * jobs
        )
        for state in run.run():
            if len(state.statuses) == jobs:
                return {
                    "submit_jobs_per_s": jobs / (time.perf_counter() - began),
                    "submit_cpu_ms_per_job": 1000 * (time.process_time() - used) / jobs,
                }
    raise AssertionError("The jobs ended without a worker.")


def _command(
    settings: Settings, folder: Path, source: str, *, kill_at: int = 0
) -> tuple[float, int]:
    """`voicefarm batch`: its peak memory in MB, and its exit code; killed at `kill_at` results."""
    out = folder / "out" / source
    process = subprocess.Popen(
        [VOICEFARM, "batch", str(folder / source), "-o", str(out), "--json"],
        env=worker_environment(settings),
        stdout=subprocess.DEVNULL,
    )
    while kill_at and len(list(out.glob("*.wav"))) < kill_at:
        time.sleep(0.2)
    if kill_at:
        process.send_signal(signal.SIGKILL)
    _, status, usage = os.wait4(process.pid, 0)
    return usage.ru_maxrss / 1000, os.waitstatus_to_exitcode(status)


def _made_twice(settings: Settings, jobs: int) -> float:
    """Chunks beyond those that the jobs have, as the workers counted them."""
    ledger = connect(settings.redis_url or "", settings.namespace)
    time.sleep(2 * settings.heartbeat_s)  # what they say of themselves is from their last beat
    made = sum(worker.chunks for worker in ledger.workers())
    return float(made - sum(job.chunks - job.reused for job in ledger.jobs()))


def _settings(folder: Path, url: str) -> Settings:
    (folder / "models").mkdir()
    (folder / "models" / f"{MODEL}.toml").write_text(MODEL_FILE)
    places: dict[str, Any] = {"store": str(folder / "store"), "models_dir": folder / "models"}
    return load_settings(redis_url=url, model=MODEL, slots=4, **places)


def _write_pages(folder: Path, count: int) -> None:
    folder.mkdir()
    text = (EXAMPLES / "article_en.md").read_text("utf-8").partition("\n\n")[2][:PAGE]
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(f"This is page {number}.\n\n{text}", "utf-8")


@contextmanager
def _worker(settings: Settings) -> Iterator[None]:
    process = subprocess.Popen(
        own_program("worker"), env=worker_environment(settings), stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def _ledger() -> Iterator[tuple[Ledger, "Redis"]]:
    with (
        tempfile.TemporaryDirectory(prefix="batch-") as folder,
        private_server(Path(folder)) as url,
        Redis.from_url(url, decode_responses=True) as client,
    ):
        yield connect(url, "batch"), client


def _server_us(client: "Redis") -> float:
    """CPU time of the server's main thread, microseconds, however busy the machine is."""
    cpu: dict[str, float] = client.info("cpu")
    return 1e6 * (cpu["used_cpu_user_main_thread"] + cpu["used_cpu_sys_main_thread"])


def _bytes(client: "Redis") -> int:
    return int(client.info("memory")["used_memory"])


def _manifest(job: str, chunks: int) -> Manifest:
    recipe = Recipe(model=MODEL, fingerprint="f" * 16, voice="nobody", language="en")
    spec = JobSpec(title=job, recipe=recipe, sample_rate=8_000)
    sizes = {"chunks": chunks, "page_size": 256, "characters": chunks}
    return Manifest(job=job, content="f" * 16, spec=spec, **sizes)


if __name__ == "__main__":
    main()

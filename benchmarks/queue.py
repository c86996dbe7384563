"""What the farm itself costs, with an engine that does nothing: cutting, queueing, stitching."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from benchmarks.results import report
from benchmarks.stitching import measure_stitching
from producer.chunking import chunk_document
from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.farm import Farm, open_farm
from producer.jobs.progress import follow
from producer.jobs.request import JobRequest
from producer.jobs.submission import prepare_job, submit_job
from producer.private_farm import private_server, worker_environment
from voicefarm.languages import Language
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState
from voicefarm.models import Model, read_model
from voicefarm.process import own_program
from voicefarm.settings import load_settings
from worker.usage import process_core_seconds

EXAMPLES = Path(__file__).parents[1] / "examples"
CHUNKING_BYTES = 4_000_000
LONG_JOB = 100_000
QUEUE_JOB = 5_000
SLOTS = 8
MODEL = """
engine = "silence"
description = "A tenth of a second of silence"
licence = "Apache-2.0"
sample_rate = 24000
budget = 256
default_voices = { en = "nobody" }
voices = { nobody = { languages = ["en"] } }
settings = { seconds_per_character = 0.002 }
"""

GOALS = {
    "chunking_mb_per_s": "goal: 5 or more",
    "submit_100k_s": "goal: 5 or less",
    "submit_100k_redis_mb": "goal: 15 or less",
    "queue_cpu_ms_per_chunk": "goal: 5 or less",
    "stitch_peak_mb_10h": "goal: within 10 % of 1 h",
}


def main() -> None:
    """Run all and report."""
    figures = {
        "chunking_mb_per_s": chunking_speed("text"),
        "chunking_markdown_mb_per_s": chunking_speed("markdown"),
    }
    with tempfile.TemporaryDirectory(prefix="voicefarm-bench-") as folder:
        with _farm(Path(folder)) as farm:
            figures |= long_submission(farm)
        with _farm(Path(folder)) as farm:
            figures |= queue_cost(farm)
    figures |= measure_stitching()
    report("queue", figures, GOALS)


def chunking_speed(format: str) -> float:
    """MB of UTF-8 per core-second from bytes to chunks, over both languages."""
    size = elapsed = 0.0
    languages: tuple[Language, ...] = ("en", "vi")
    for language in languages:
        data = (EXAMPLES / f"article_{language}.md").read_bytes()
        data = data * (CHUNKING_BYTES // len(data) + 1)
        started = time.process_time()
        chunk_document(parse_document(data, format), language, 256)
        elapsed += time.process_time() - started
        size += len(data)
    return size / 1e6 / elapsed


def long_submission(farm: Farm) -> dict[str, float]:
    """A book of 100,000 chunks: seconds until it is queued, and what Redis holds of it."""
    used = _redis_bytes(farm)
    started = time.perf_counter()
    prepared = prepare_job(_text_of(LONG_JOB), _model(farm), JobRequest())
    cut = time.perf_counter()
    submit_job(farm, prepared)
    submitted = time.perf_counter()
    assert prepared.manifest.chunks == LONG_JOB
    return {
        "prepare_100k_s": cut - started,
        "submit_100k_s": submitted - cut,
        "submit_100k_redis_mb": (_redis_bytes(farm) - used) / 1e6,
    }


def queue_cost(farm: Farm) -> dict[str, float]:
    """One worker process, an engine that does nothing: its CPU time a chunk, and its pace.

    Each chunk is claimed, looked up, "synthesized", written as FLAC with its metadata to a
    directory, and completed. Stitching is not in it.
    """
    prepared = prepare_job(_text_of(QUEUE_JOB), _model(farm), JobRequest())
    with _worker(farm) as worker:
        before = process_core_seconds(worker.pid)
        started = time.perf_counter()
        submit_job(farm, prepared)
        for status in follow(farm.ledger, prepared.manifest.job):
            if status.state == JobState.STITCHING:
                break
        elapsed = time.perf_counter() - started
        cpu_s = process_core_seconds(worker.pid) - before
    return {
        "queue_cpu_ms_per_chunk": cpu_s / QUEUE_JOB * 1000,
        "chunks_per_s": QUEUE_JOB / elapsed,
    }


@contextmanager
def _farm(folder: Path) -> Iterator[Farm]:
    (folder / "models").mkdir(exist_ok=True)
    (folder / "models" / "nothing.toml").write_text(MODEL)
    with private_server(folder) as url:
        yield open_farm(
            load_settings(
                redis_url=url,
                store=str(folder / "store"),
                models_dir=folder / "models",
                model="nothing",
                slots=SLOTS,
                queues="chunks",
            )
        )


@contextmanager
def _worker(farm: Farm) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(own_program("worker"), env=worker_environment(farm.settings))
    try:
        _wait_for_worker(farm.ledger)
        yield process
    finally:
        process.terminate()
        process.wait()


def _wait_for_worker(ledger: Ledger) -> None:
    while not ledger.workers():
        time.sleep(0.01)


def _text_of(chunks: int) -> Document:
    sentence = "This is a paragraph of its own, and its number in this long and even book is {}."
    return parse_document("\n\n".join(map(sentence.format, range(chunks))).encode())


def _model(farm: Farm) -> Model:
    assert farm.settings.models_dir
    return read_model(farm.settings.models_dir / "nothing.toml")


def _redis_bytes(farm: Farm) -> int:
    with Redis.from_url(farm.settings.redis_url or "") as client:
        return int(client.info("memory")["used_memory"])


if __name__ == "__main__":
    main()

"""What Redis pays for a submission, a scrape, a sweep and a list, behind many finished jobs."""

import itertools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from redis import Redis

from producer.private_farm import private_server
from voicefarm.broker.celery_app import celery_app
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.ledger import Ledger, connect
from voicefarm.messages import JobSpec, Manifest, Recipe, ReportSummary
from voicefarm.settings import load_settings
from worker.process.heartbeat import sweep_terms

MODEL = "simulated"
COPIES_AT_ONCE = 10_000
REPEATS = 100
"""Of each request whose cost is taken."""
COPY = """
local ns, first, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
for number = first, first + count - 1 do
  local job = 'finished-' .. number
  for index, key in ipairs(KEYS) do
    redis.call('COPY', key, ns .. ':job:' .. job .. ARGV[3 + index])
  end
  for _, index in ipairs({':jobs', ':jobs:ended:done'}) do
    redis.call('ZADD', ns .. index, redis.call('ZSCORE', ns .. index, 'finished'), job)
  end
end
"""
"""One finished job under many names. KEYS: the job's; ARGV: ns, first, count, suffixes."""


def redis_ms_behind(finished: int) -> dict[str, float]:
    """Milliseconds that Redis computes for one request of each kind, behind that many jobs."""
    with (
        tempfile.TemporaryDirectory(prefix="finished-") as folder,
        private_server(Path(folder)) as url,
        Redis.from_url(url, decode_responses=True) as client,
    ):
        settings = load_settings(redis_url=url, model=MODEL)
        ledger = connect(url, settings.namespace)
        ledger.sweep(MODEL, sweep_terms(settings, MODEL))  # so that nothing is indexed later
        _finish(ledger, client, settings.namespace, finished)
        dispatcher = Dispatcher(celery_app(settings), ledger, settings)
        numbers, terms = itertools.count(), sweep_terms(settings, MODEL)

        def submit() -> None:
            ledger.open(_manifest(f"job-{next(numbers)}", 10), retention_s=3600)
            dispatcher.refill(MODEL)

        kinds: dict[str, Callable[[], object]] = {
            "submission": submit,
            "scrape": ledger.overview,
            "sweep": lambda: ledger.sweep(MODEL, terms),
            "list": lambda: list(itertools.islice(ledger.jobs(), 100)),
        }
        return {kind: _redis_ms(client, request) for kind, request in kinds.items()}


def _finish(ledger: Ledger, client: Any, ns: str, count: int) -> None:
    if not count:
        return
    manifest = _manifest("finished", 10)
    recipe, audio = manifest.spec.recipe, {"samples": 240_000, "duration_s": 10.0}
    names = {"model": recipe.model, "voice": recipe.voice, "language": recipe.language}
    summary = ReportSummary(
        job="finished",
        title="finished",
        sample_rate=24_000,
        chunks=10,
        reused=0,
        synthesis_s=1.0,
        **names,
        **audio,
    )
    ledger.restore(manifest, summary, retention_s=30 * 86400)
    keys = client.keys(f"{ns}:job:finished*")
    suffixes = [key.removeprefix(f"{ns}:job:finished") for key in keys]
    copy = client.register_script(COPY)
    for first in range(1, count, COPIES_AT_ONCE):
        copy(keys, [ns, first, min(COPIES_AT_ONCE, count - first), *suffixes])
    while any(
        client.info("persistence")[f"{what}_in_progress"] for what in ("aof_rewrite", "rdb_bgsave")
    ):
        time.sleep(0.1)


def _redis_ms(client: Any, request: Callable[[], object]) -> float:
    """Of one request: by the CPU time that Redis used."""
    before = _cpu_s(client)
    for _ in range(REPEATS):
        request()
    return (_cpu_s(client) - before) * 1000 / REPEATS


def _cpu_s(client: Any) -> float:
    info = client.info("cpu")
    return float(info["used_cpu_user_main_thread"] + info["used_cpu_sys_main_thread"])


def _manifest(job: str, chunks: int) -> Manifest:
    recipe = Recipe(model=MODEL, fingerprint="f" * 16, voice="nobody", language="en")
    spec = JobSpec(title=job, recipe=recipe, sample_rate=24_000)
    return Manifest(
        job=job, content="f" * 16, spec=spec, chunks=chunks, page_size=256, characters=chunks
    )

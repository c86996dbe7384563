"""`python -m chaos`: a bounded run, its figures on the screen and in chaos.json."""

import argparse
import json
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chaos import verdict
from chaos.farm import ChaosFarm
from chaos.recovery import Recoveries
from chaos.trouble import Trouble, draw
from producer.documents import parse_document
from producer.farm import Farm, open_farm
from producer.submission import PreparedJob, Wishes, prepare_job, submit_job
from voicefarm.errors import Unreachable
from voicefarm.settings import Settings

SHARE_OF_TROUBLE = 0.75
"""Of the time; the rest is for the calm run before and the end after."""
GOALS = {
    "lost_chunks": "goal: 0",
    "programmes_differing": "goal: 0",
    "repeated_share": "goal: 0.005 or less",
    "recovery_p95_s": "goal: 15 or less",
    "orphaned_uploads": "goal: 0",
}


def main() -> int:
    """Run; 1 when a chunk was lost, a programme differs, or a job didn't end."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    farm = ChaosFarm(folder, options.work)
    farm.start(options.workers, options.slots)
    try:
        figures = run(farm, options)
    finally:
        farm.end()
    good = not (figures["lost_chunks"] or figures["programmes_differing"])
    if good:
        shutil.rmtree(folder)
    else:
        print(f"logs and data: {folder}", file=sys.stderr)
    return 0 if good else 1


def run(farm: ChaosFarm, options: argparse.Namespace) -> dict[str, float]:
    """A calm run, then the same jobs in chaos; the figures."""
    duration_s = SHARE_OF_TROUBLE * options.seconds
    texts = list(_texts(options, duration_s))
    with _calm(farm) as (calm, settings):
        expected = _made(farm, settings, calm, texts)
    settings, chaotic = farm.chaotic()
    recoveries = Recoveries(chaotic.ledger, farm.valkey.url, "chaotic")
    trouble = Trouble(farm, recoveries.about_to_kill)
    recoveries.start()
    jobs = _suffer(farm, settings, chaotic, texts, trouble, options, duration_s)
    recoveries.stop()
    figures = _figures(farm, chaotic, jobs, expected, trouble, recoveries, options.seed)
    _tell(figures, options.out)
    return figures


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--minutes", type=float, default=10, help="for all of it (default 10)")
    parser.add_argument("--hours", type=float, default=0, help="instead of --minutes")
    parser.add_argument("--every", type=float, default=2.5, help="seconds between blows")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--slots", type=int, default=4)
    parser.add_argument("--work", type=float, default=1.0, help="engine seconds of a chunk")
    parser.add_argument("--out", type=Path, default=Path("chaos.json"))
    options = parser.parse_args()
    options.seconds = options.hours * 3600 or options.minutes * 60
    return options


def _texts(options: argparse.Namespace, duration_s: float) -> Iterator[str]:
    """Enough for all slots for most of the time; the rest is lost to the trouble."""
    left = int(0.5 * duration_s * options.workers * options.slots / options.work)
    number = 0
    while left > 0:
        size = min(left, (30, 60, 120)[number % 3])
        yield "\n\n".join(
            f"Job {number} of seed {options.seed} has this for its part {part}."
            for part in range(size)
        )
        left -= size
        number += 1


@contextmanager
def _calm(farm: ChaosFarm) -> Iterator[tuple[Farm, Settings]]:
    settings = farm.settings("calm", str(farm.folder / "calm"))
    workers, farm.workers = farm.workers, [farm.workers[0], farm.workers[-1]]
    try:
        yield open_farm(settings), settings
    finally:
        for worker in farm.workers:
            if worker.process:
                worker.process.terminate()
                worker.process.wait()
            worker.log.unlink(missing_ok=True)
        farm.workers = workers


def _made(farm: ChaosFarm, settings: Settings, calm: Farm, texts: Sequence[str]) -> list[str]:
    farm.supervise(settings)
    jobs = [_submit(calm, text) for text in texts]
    _wait(farm, settings, calm, jobs, time.monotonic() + 600)
    return verdict.fingerprints(calm, jobs)


def _suffer(
    farm: ChaosFarm,
    settings: Settings,
    chaotic: Farm,
    texts: Sequence[str],
    trouble: Trouble,
    options: argparse.Namespace,
    duration_s: float,
) -> list[str]:
    farm.supervise(settings)
    jobs = [_submit(chaotic, text) for text in texts]
    started = time.monotonic()
    for blow in draw(options.seed, duration_s, options.every):
        while time.monotonic() < started + blow.at_s:
            farm.supervise(settings)
            time.sleep(0.1)
        if _left(chaotic, jobs) == []:
            break  # nothing is left to trouble
        trouble.deal(blow)
    _wait(farm, settings, chaotic, jobs, started + 2 * options.seconds)
    return jobs


def _submit(farm: Farm, text: str) -> str:
    prepared: PreparedJob = prepare_job(
        parse_document(text.encode()), farm.settings.catalogue()[farm.settings.model], Wishes()
    )
    submit_job(farm, prepared)
    return prepared.manifest.job


def _left(farm: Farm, jobs: Sequence[str]) -> list[str]:
    try:
        return [job for job in jobs if not farm.ledger.status(job).ended]
    except Unreachable:
        return list(jobs)


def _wait(
    farm: ChaosFarm, settings: Settings, judge: Farm, jobs: Sequence[str], until: float
) -> None:
    while (jobs := _left(judge, jobs)) and time.monotonic() < until:
        farm.supervise(settings)
        time.sleep(0.2)


def _figures(
    farm: ChaosFarm,
    chaotic: Farm,
    jobs: Sequence[str],
    expected: Sequence[str],
    trouble: Trouble,
    recoveries: Recoveries,
    seed: int,
) -> dict[str, float]:
    chunks = sum(chaotic.ledger.status(job).chunks for job in jobs)
    found = verdict.fingerprints(chaotic, jobs)
    again = verdict.repeated(worker.log for worker in farm.workers)
    dealt, times_s = trouble.dealt, recoveries.times_s
    return {
        "jobs": len(jobs),
        "chunks": chunks,
        "worker_kills": dealt["kill"] + dealt["kill stitcher"],
        "stitcher_kills": dealt["kill stitcher"],
        "valkey_kills": dealt["kill valkey"],
        "stops": dealt["stop"],
        "store_faults": dealt["fault"],
        "lost_chunks": verdict.lost_chunks(chaotic, jobs),
        "programmes_differing": sum(a != b for a, b in zip(found, expected, strict=True)),
        "redeliveries": verdict.redeliveries(chaotic, jobs),
        "repeated": again,
        "repeated_share": again / chunks,
        "recoveries": len(times_s),
        "recovery_p50_s": verdict.percentile(times_s, 0.5),
        "recovery_p95_s": verdict.percentile(times_s, 0.95),
        "recovery_max_s": max(times_s, default=0.0),
        "orphaned_uploads": _orphans(farm, chaotic),
        "seed": seed,
    }


def _orphans(farm: ChaosFarm, chaotic: Farm) -> int:
    bucket = chaotic.store.locate("x").removeprefix("s3://").partition("/")[0]
    return len(farm.s3.client().list_multipart_uploads(Bucket=bucket).get("Uploads", []))


def _tell(figures: dict[str, float], out: Path) -> None:
    width = max(map(len, figures))
    print("\nchaos")
    for name, value in figures.items():
        print(f"  {name:<{width}}  {value:>12.6g}   {GOALS.get(name, '')}".rstrip())
    out.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())

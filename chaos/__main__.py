"""`python -m chaos`: a bounded run, its figures on the screen and in chaos.json."""

import argparse
import json
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

from chaos import verdict
from chaos.campaign import Campaign, submit, text_of
from chaos.farm import ChaosFarm
from chaos.overload import busy_loops
from chaos.recovery import Recoveries
from chaos.trouble import Trouble, draw
from producer.farm import Farm, open_farm
from worker.engines.speechlm.registries import TRIED_BACKBONES

SHARE_OF_TROUBLE = 0.75
"""Of the time; the rest is for the end and for the calm run after it."""
CALM_S = 900.0
"""Seconds that the calm run may take. It makes in a row what the farm made in an hour."""
MUST_BE_NONE = ("lost_chunks", "programmes_differing", "jobs_failed_wrongly")
GOALS = {
    "lost_chunks": "goal: 0",
    "programmes_differing": "goal: 0",
    "jobs_failed_wrongly": "goal: 0",
    "repeated_share": "goal: 0.005 or less",
    "recovery_p95_s": "goal: 15 or less",
    "orphaned_uploads": "goal: 0",
}


def main() -> int:
    """Run; 1 when a chunk was lost, a programme differs, or a job didn't end."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    farm = ChaosFarm(
        folder,
        options.work,
        forked=options.forked,
        isolated=options.isolated,
        backbone=options.backbone,
    )
    farm.start(options.workers, options.slots)
    try:
        with busy_loops(options.hogs):
            figures = run(farm, options)
    finally:
        farm.end()
    good = not any(figures[name] for name in MUST_BE_NONE)
    if good:
        shutil.rmtree(folder)
    else:
        print(f"logs and data: {folder}", file=sys.stderr)
    return 0 if good else 1


def run(farm: ChaosFarm, options: argparse.Namespace) -> dict[str, float]:
    """A stream of jobs in chaos, then the same jobs in a calm run; the figures."""
    settings, judge = farm.chaotic()
    campaign = Campaign(judge, options.seed, options.jobs)
    recoveries = Recoveries(judge.ledger, farm.valkey.url, "chaotic")
    trouble = Trouble(farm, recoveries.about_to_kill, recoveries.stitching, options.kills)
    farm.supervise(settings)
    recoveries.start()
    blows = draw(options.seed, options.every)
    campaign.suffer(trouble, blows, SHARE_OF_TROUBLE * options.seconds)
    campaign.finish(trouble, max(120.0, SHARE_OF_TROUBLE * options.seconds))
    recoveries.stop()
    farm.rest()
    figures = _figures(farm, campaign, trouble, recoveries)
    _print_figures(figures, options.out)
    return figures


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--minutes", type=float, default=10, help="for all of it (default 10)")
    parser.add_argument("--hours", type=float, default=0, help="instead of --minutes")
    parser.add_argument(
        "--kills", type=int, default=0, help="of workers that are enough, with 1/10 of Valkey"
    )
    parser.add_argument("--hogs", type=int, default=0, help="busy loops next to it (default 0)")
    parser.add_argument(
        "--forked", action="store_true", help="fork workers: a start takes a fifth of the time"
    )
    parser.add_argument("--every", type=float, default=2.5, help="seconds between blows")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--slots", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=4, help="that run at the same time")
    parser.add_argument("--work", type=float, default=1.0, help="engine seconds of a chunk")
    parser.add_argument(
        "--isolated", action="store_true", help="the engine has a process of its own, killed too"
    )
    parser.add_argument(
        "--backbone",
        choices=TRIED_BACKBONES,
        help="a small speech language model speaks, computed by this one",
    )
    parser.add_argument("--out", type=Path, default=Path("chaos.json"))
    options = parser.parse_args()
    options.seconds = options.hours * 3600 or options.minutes * 60
    return options


def _calm(farm: ChaosFarm, campaign: Campaign) -> list[str]:
    """The same texts in a farm without trouble; what became of them."""
    settings = farm.settings("calm", str(farm.folder / "calm"))
    calm = open_farm(settings)
    with farm.calm_workers(settings):
        jobs = [submit(calm, text_of(campaign.seed, n)) for n in range(len(campaign.jobs))]
        end = time.monotonic() + CALM_S
        while time.monotonic() < end and not all(calm.ledger.status(job).ended for job in jobs):
            time.sleep(0.5)
        return verdict.fingerprints(calm, jobs)


def _figures(
    farm: ChaosFarm, campaign: Campaign, trouble: Trouble, recoveries: Recoveries
) -> dict[str, float]:
    judge, jobs = campaign.judge, campaign.jobs
    chunks = sum(judge.ledger.status(job).chunks for job in jobs)
    programmes, expected = verdict.fingerprints(judge, jobs), _calm(farm, campaign)
    again = verdict.repeated(worker.log for worker in farm.workers)
    dealt, times_s, loads = trouble.dealt, recoveries.times_s, campaign.loads
    starts_s = [start_s for worker in farm.workers for start_s in worker.starts_s]
    return {
        "jobs": len(jobs),
        "chunks": chunks,
        "worker_kills": trouble.worker_kills,
        "stitcher_kills": dealt["kill stitcher"],
        "draining_kills": dealt["kill draining"],
        "child_kills": dealt["kill child"],
        "restarts": dealt["restart"],
        "valkey_kills": trouble.valkey_kills,
        "power_cuts": dealt["cut power"],
        "stops": dealt["stop"],
        "store_faults": dealt["fault"],
        "clock_steps": dealt["step clock"],
        "keys_expired": dealt["expire key"],
        "flows_forgotten": dealt["forget flows"],
        "jobs_failed_wrongly": verdict.failed_wrongly(judge, jobs),
        "lost_chunks": verdict.lost_chunks(judge, jobs),
        "programmes_differing": sum(a != b for a, b in zip(programmes, expected, strict=True)),
        "jobs_resumed": campaign.resumed,
        "redeliveries": verdict.redeliveries(judge, jobs),
        "repeated": again,
        "repeated_share": again / chunks,
        "recoveries": len(times_s),
        "recovery_p50_s": verdict.percentile(times_s, 0.5),
        "recovery_p95_s": verdict.percentile(times_s, 0.95),
        "recovery_max_s": max(times_s, default=0.0),
        "starts": len(starts_s),
        "start_p50_s": verdict.percentile(starts_s, 0.5),
        "start_p95_s": verdict.percentile(starts_s, 0.95),
        "orphaned_uploads": _orphans(farm, judge),
        "load_mean": sum(loads) / max(1, len(loads)),
        "load_max": max(loads, default=0.0),
        "seed": campaign.seed,
    }


def _orphans(farm: ChaosFarm, chaotic: Farm) -> int:
    """Unfinished uploads, without those of a worker that was killed as it started: the next start
    of a worker drops them."""
    chaotic.store.check()
    bucket = chaotic.store.locate("x").removeprefix("s3://").partition("/")[0]
    return len(farm.s3.client().list_multipart_uploads(Bucket=bucket).get("Uploads", []))


def _print_figures(figures: dict[str, float], out: Path) -> None:
    width = max(map(len, figures))
    print("\nchaos")
    for name, value in figures.items():
        print(f"  {name:<{width}}  {value:>12.6g}   {GOALS.get(name, '')}".rstrip())
    out.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())

"""`python -m chaos.pills`: a chunk ends its worker, again and again. Are its neighbours lost too?

Each run is a farm of its own: a job, one worker of 8 slots, another one as soon as it is dead. The
workers are forked from a process that has imported all they need, as a start takes over a second.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from chaos.forked_worker import ForkedWorker
from chaos.overload import busy_loops
from producer.documents.formats import parse_document
from producer.farm import open_farm
from producer.jobs.request import JobRequest
from producer.jobs.submission import prepare_job, submit_job
from tests.kit.commands import write_model
from tests.kit.valkey_server import ValkeyServer
from voicefarm.messages import JobState
from voicefarm.settings import Settings, load_settings

PILL = "paragraph five."
TEXT = "\n\n".join(f"This is paragraph {number}. It is short." for number in range(14)).replace(
    "paragraph 5.", PILL
)
SLOTS = 8
BEATS_IN_A_LEASE = 5
LOOK_S = 0.05
PATIENCE_S = 600.0


@dataclass
class Pills:
    """What became of the runs so far. A run that didn't end is in `not_done`."""

    runs: int = 0
    workers: int = 0
    """That were started."""
    pills_survived: int = 0
    """Runs in which even the pill was not given up."""
    neighbours_lost: int = 0
    not_done: int = 0
    run_s: list[float] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)


def main() -> int:
    """Run; 1 if a neighbour was lost or a job didn't end."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="pills-"))
    models = write_model(folder / "models", "deadly", work_s=0.1, deadly_text=PILL)
    server = ValkeyServer(folder)
    server.start()
    shared = load_settings(
        redis_url=server.url,
        store=str(folder / "store"),
        model="deadly",
        models_dir=Path(models["VOICEFARM_MODELS_DIR"]),
        lease_s=options.lease,
        heartbeat_s=options.lease / BEATS_IN_A_LEASE,
        slots=SLOTS,
        log_format="json",
        log_level="debug",
    )
    pills, end = Pills(), time.monotonic() + 60 * options.minutes
    try:
        with busy_loops(options.hogs), ThreadPoolExecutor(options.at_once) as pool:
            for number in range(options.runs):
                pool.submit(_run_in_time, pills, shared, folder, number, end)
    finally:
        server.kill()
    _print_figures(pills, options.out)
    if pills.neighbours_lost or pills.not_done:
        print(f"logs: {folder}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chaos.pills", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--lease", type=float, default=1.0, help="seconds (default 1)")
    parser.add_argument("--hogs", type=int, default=0, help="busy loops next to it (default 0)")
    parser.add_argument("--minutes", type=float, default=60, help="after which no run begins")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def _run_in_time(pills: Pills, shared: Settings, folder: Path, number: int, end: float) -> None:
    if time.monotonic() > end:
        return
    try:
        _run(pills, shared, folder, number)
    except Exception as error:  # noqa: BLE001 - a thread's edge
        print(f"run {number}: {error!r}", flush=True)
        pills.not_done += 1


def _run(pills: Pills, shared: Settings, folder: Path, number: int) -> None:
    """One job; a worker until it has ended."""
    began = time.monotonic()
    update = {"namespace": f"pill-{number}", "store": f"{shared.store}/{number}"}
    settings = shared.model_copy(update=update)
    farm = open_farm(settings)
    request = JobRequest(on_failure="silence")
    prepared = prepare_job(parse_document(TEXT.encode()), settings.catalogue()["deadly"], request)
    submit_job(farm, prepared)
    job, worker = prepared.manifest.job, None
    while not (status := farm.ledger.status(job)).ended and time.monotonic() < began + PATIENCE_S:
        if worker is None or worker.poll() is not None:
            worker = ForkedWorker(settings, {}, folder / f"{number}.log")
            pills.workers += 1
        time.sleep(LOOK_S)
    if worker:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    pills.runs += 1
    pills.not_done += status.state != JobState.DONE
    pills.pills_survived += status.gaps == 0
    pills.neighbours_lost += max(0, status.gaps - 1)
    pills.run_s.append(time.monotonic() - began)
    pills.loads.append(os.getloadavg()[0])
    if status.gaps != 1:
        print(f"run {number}: {status.state}, {status.gaps} given up", flush=True)


def _print_figures(pills: Pills, out: Path | None) -> None:
    figures = asdict(pills)
    for name in ("run_s", "loads"):
        values = figures.pop(name) or [0.0]
        figures |= {f"{name}_mean": sum(values) / len(values), f"{name}_max": max(values)}
    text = json.dumps(figures, indent=2)
    print(text, flush=True)
    if out:
        out.write_text(text + "\n")


if __name__ == "__main__":
    sys.exit(main())

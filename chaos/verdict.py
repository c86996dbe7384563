"""What became of the jobs: lost chunks, differing programmes, repeated work, recovery times."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from producer.farm import Farm
from voicefarm.artifacts.keys import programme_key, report_key
from voicefarm.errors import ObjectMissing
from voicefarm.messages import JobState, Report


def fingerprints(farm: Farm, jobs: Iterable[str]) -> list[str]:
    """The programmes' hashes, in the order of the jobs; empty if there is none."""
    return [_fingerprint(farm, job) for job in jobs]


def _fingerprint(farm: Farm, job: str) -> str:
    try:
        return hashlib.sha256(farm.store.get(programme_key(job))).hexdigest()
    except ObjectMissing:
        return ""


def lost_chunks(farm: Farm, jobs: Iterable[str]) -> int:
    """Chunks of jobs that have no place in a programme."""
    lost = 0
    for job in jobs:
        status = farm.ledger.status(job)
        if status.state != JobState.DONE:
            lost += status.chunks
            continue
        report = Report.model_validate_json(farm.store.get(report_key(job)))
        lost += status.chunks - sum(chunk.gap is None for chunk in report.chunks)
    return lost


def failed_wrongly(farm: Farm, jobs: Iterable[str]) -> int:
    """Jobs that failed. Nothing is wrong with any of their texts."""
    return sum(farm.ledger.status(job).state == JobState.FAILED for job in jobs)


def redeliveries(farm: Farm, jobs: Iterable[str]) -> int:
    """Claims beyond each chunk's first."""
    return sum(
        max(0, stats.attempts - 1)
        for job in jobs
        for stats in farm.ledger.stats(job, 0, farm.ledger.status(job).chunks)
    )


def repeated(logs: Iterable[Path]) -> int:
    """Syntheses of chunks that were finished already, by the workers' logs."""
    made: Counter[tuple[str, int]] = Counter()
    for log in logs:
        for line in log.read_text("utf-8", "replace").splitlines():
            if '"chunk done"' in line and '"reused": false' in line:
                event = json.loads(line)
                made[event["job"], event["chunk"]] += 1
    return sum(count - 1 for count in made.values())


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of them don't exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

"""Jobs are removed from the store and the ledger: named ones, or all that are old."""

import re
import time
from collections.abc import Iterable

from voicefarm.artifacts.pruning import Pruned, prune, remove_job
from voicefarm.errors import BadInput, UnknownName
from voicefarm.ledger import Ledger
from voicefarm.store import Store

_AGE = re.compile(r"(\d+(?:\.\d+)?)([smhdw]?)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "": 86_400, "d": 86_400, "w": 7 * 86_400}


def read_age(text: str) -> float:
    """`30d`, `12h`, `2w` or a number of days, in seconds. Raises BadInput."""
    match = _AGE.fullmatch(text.strip().lower())
    if match is None:
        raise BadInput(f"'{text}' is not an age; write 30d, 12h or 2w.", field="older_than")
    return float(match[1]) * _SECONDS[match[2]]


def remove_jobs(
    store: Store, ledger: Ledger | None, jobs: Iterable[str], members: Iterable[str] = ()
) -> dict[str, int]:
    """Remove jobs that have ended; the bytes that each took. Their takes stay.

    `members` of batches may be gone already. Raises UnknownName or BadInput before anything is
    removed.
    """
    named = dict.fromkeys(jobs)
    for job in named:
        _check_removable(store, ledger, job)
    for job in members:
        if job not in named and _is_there(store, ledger, job):
            _check_removable(store, ledger, job)
            named[job] = None
    removed = {}
    for job in named:
        removed[job] = remove_job(store, job).size_bytes
        if ledger:
            ledger.forget(job)
    return removed


def prune_store(
    store: Store, ledger: Ledger | None, older_than_s: float, *, keep_takes: bool = False
) -> Pruned:
    """Remove jobs that nothing was written of for so long, and takes that none has any more."""
    return prune(
        store,
        time.time() - older_than_s,
        is_active=lambda job: _is_active(ledger, job),
        removed=ledger.forget if ledger else lambda _: None,
        keep_takes=keep_takes,
    )


def _check_removable(store: Store, ledger: Ledger | None, job: str) -> None:
    if _is_active(ledger, job):
        raise BadInput(f"Job '{job}' runs; `voicefarm cancel {job}` first.")
    if not _is_there(store, ledger, job):
        raise UnknownName(f"There is no job '{job}'; `voicefarm list` shows those that there are.")


def _is_there(store: Store, ledger: Ledger | None, job: str) -> bool:
    is_stored = next(store.entries(f"jobs/{job}/"), None) is not None
    return is_stored or _is_known(ledger, job)


def _is_known(ledger: Ledger | None, job: str) -> bool:
    try:
        return ledger is not None and bool(ledger.status(job))
    except UnknownName:
        return False


def _is_active(ledger: Ledger | None, job: str) -> bool:
    """Whether the ledger knows the job and it has not ended."""
    return ledger is not None and _is_known(ledger, job) and not ledger.status(job).ended

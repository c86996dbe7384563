"""Old jobs leave the store: one worker of the farm removes them once an hour."""

import threading
import time

import structlog

from voicefarm.artifacts.pruning import prune
from voicefarm.errors import UnknownName, VoicefarmError
from voicefarm.ledger import Ledger
from voicefarm.settings import Settings
from voicefarm.store import Store

EVERY_S = 3600.0
LOOK_S = 60.0
"""Seconds after which a worker asks again whether it is time."""
SECONDS_A_DAY = 86_400

log = structlog.get_logger()


class StoreCleaning:
    """Offers to clean at a worker's heartbeats. The work runs in a thread of its own."""

    def __init__(self, settings: Settings, ledger: Ledger, store: Store) -> None:
        self._settings, self._ledger, self._store = settings, ledger, store
        self._next = time.monotonic()
        self._thread: threading.Thread | None = None

    def beat(self) -> None:
        """Begin to clean, if it is wanted, and nobody has done so in the last hour."""
        if not self._settings.store_retention_days or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOOK_S
        if (self._thread and self._thread.is_alive()) or not self._ledger.first_in(
            "clean", EVERY_S
        ):
            return
        self._thread = threading.Thread(target=self._run, name="clean", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.clean()
        except VoicefarmError as error:
            log.warning("the store can't be cleaned now", error=str(error))

    def clean(self) -> None:
        """Remove what is older than the setting. Raises Unreachable."""
        pruned = prune(
            self._store,
            time.time() - self._settings.store_retention_days * SECONDS_A_DAY,
            is_active=self._is_active,
            removed=self._ledger.forget,
            keep_takes=self._settings.store_keep_takes,
        )
        if pruned.jobs or pruned.takes:
            log.info("store cleaned", jobs=pruned.jobs, takes=pruned.takes, bytes=pruned.size_bytes)

    def _is_active(self, job: str) -> bool:
        try:
            return not self._ledger.status(job).ended
        except UnknownName:
            return False

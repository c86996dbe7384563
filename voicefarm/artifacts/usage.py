"""What takes room in a store, by kind."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from voicefarm.artifacts.keys import job_prefix
from voicefarm.store import Entry, Store

KINDS: Mapping[str, Callable[[str], bool]] = {
    "programmes": lambda key: "/programme." in key or "/chapters/" in key,
    "job files": lambda key: key.startswith("jobs/"),
    "takes": lambda key: key.startswith("takes/"),
    "voices": lambda key: key.startswith("voices/"),
    "voice profiles": lambda key: key.startswith("habits/"),
    "other": lambda _: True,
}
"""The first that fits is an object's kind."""


@dataclass(slots=True)
class Usage:
    """How much lies there."""

    objects: int = 0
    size_bytes: int = 0

    def add(self, entry: Entry) -> None:
        """Count an object."""
        self.objects += 1
        self.size_bytes += entry.size


def usage_by_kind(store: Store) -> dict[str, Usage]:
    """All that lies in the store. Raises StoreUnreachable."""
    found: dict[str, Usage] = defaultdict(Usage)
    for entry in store.entries():
        found[next(kind for kind, fits in KINDS.items() if fits(entry.key))].add(entry)
    return {kind: found[kind] for kind in KINDS if kind in found}


def usage_of_jobs(store: Store, jobs: Iterable[str]) -> dict[str, Usage]:
    """What lies in the store of each job, without its takes, which may be others' too."""
    found = {}
    for job in jobs:
        found[job] = Usage()
        for entry in store.entries(job_prefix(job)):
            found[job].add(entry)
    return found

"""CPU time and memory of this process and of all that it started, such as an isolated engine."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from worker.heap import peak_bytes

PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _TIMES = 1, slice(11, 15)
"""Fields of proc(5), stat, behind the name: the parent, and CPU times with those of children."""


def core_seconds() -> float:
    """CPU time until now, in seconds, with that of children which have ended."""
    ended = os.times()
    own = time.process_time() + ended.children_user + ended.children_system
    return own + sum(map(process_core_seconds, descendants(os.getpid())))


def process_core_seconds(pid: int) -> float:
    """CPU time of one process, with that of its ended children; 0 if it has gone, seconds."""
    return sum(map(int, _stat(PROC, pid)[_TIMES])) / _TICKS


def total_peak_bytes() -> int:
    """The most resident memory that each ever had, summed; of children that are alive."""
    total = 0
    for pid in (os.getpid(), *descendants(os.getpid())):
        with suppress(OSError):  # it ended meanwhile
            total += peak_bytes(pid)
    return total


def descendants(pid: int, proc: Path = PROC) -> list[int]:
    """The living processes below one.

    Most kernels list the children of each thread. Where they don't, as in gVisor, all processes are
    looked through, which takes some milliseconds among hundreds.
    """
    is_listed = any(proc.glob(f"{pid}/task/*/children"))
    children = _listed_children(proc) if is_listed else _children_by_parent(proc)
    below: list[int] = []
    generation = [pid]
    while generation:
        generation = [child for parent in generation for child in children(parent)]
        below += generation
    return below


def _listed_children(proc: Path) -> Callable[[int], Iterable[int]]:
    def children(pid: int) -> Iterator[int]:
        for listed in proc.glob(f"{pid}/task/*/children"):
            with suppress(OSError):  # the thread ended meanwhile
                yield from map(int, listed.read_text().split())

    return children


def _children_by_parent(proc: Path) -> Callable[[int], Iterable[int]]:
    by_parent: defaultdict[int, list[int]] = defaultdict(list)
    for folder in proc.glob("[0-9]*"):
        if fields := _stat(proc, int(folder.name)):
            by_parent[int(fields[_PARENT])].append(int(folder.name))
    return lambda pid: by_parent[pid]


def _stat(proc: Path, pid: int) -> list[str]:
    """The fields behind the process's name, which may hold spaces; none if it has gone."""
    with suppress(OSError):
        return (proc / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return []

"""Cores that this process may use: by its affinity, and by the quota of its control groups.

`docker run --cpus 2` and a limit in Kubernetes are quotas. The process sees all cores of the
machine, but is stopped when it has used up its time. With a thread for each it is stopped often.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
MINE = Path("/proc/self/cgroup")
CPU_FOLDERS = ("cpu", "cpu,cpuacct")
"""Where version 1 has the controller, under GROUPS."""


def cores() -> int:
    """Cores that this process may use; at least 1. A part of a core counts as none."""
    quotas = _quotas(GROUPS, MINE)
    return max(1, min([len(os.sched_getaffinity(0)), *(int(quota) for quota in quotas)]))


def shared_cores(processes: int) -> int:
    """This process's part of them, if this number of processes shares them."""
    return max(1, cores() // processes)


def _quotas(groups: Path, mine: Path) -> Iterator[float]:
    """The quota, in cores, of each group that this process is in (cgroups(7), cgroup v2 and v1)."""
    for line in _text(mine).splitlines():
        _, controllers, path = line.split(":", 2)
        if not controllers:
            yield from _each(groups, path, _quota_v2)
        elif "cpu" in controllers.split(","):
            for folder in CPU_FOLDERS:
                yield from _each(groups / folder, path, _quota_v1)


def _each(root: Path, path: str, quota: Callable[[Path], float | None]) -> Iterator[float]:
    """Quotas from a group up to the root. In a container the path may lead out of what it sees."""
    inside = root / path.strip("/")
    for group in [inside, *inside.parents]:
        if (found := quota(group)) is not None:
            yield found
        if group == root:
            return


def _quota_v2(group: Path) -> float | None:
    quota, _, period = _text(group / "cpu.max").strip().partition(" ")
    return int(quota) / int(period) if quota.isdecimal() and period.isdecimal() else None


def _quota_v1(group: Path) -> float | None:
    quota = _text(group / "cpu.cfs_quota_us").strip()
    period = _text(group / "cpu.cfs_period_us").strip()
    # -1 means that there is none.
    return int(quota) / int(period) if quota.isdecimal() and period.isdecimal() else None


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""

"""How many cores a process may use, by the quota of its container."""

import os
from pathlib import Path

import pytest

from worker.process.cores import _quotas, cores, shared_cores


def group(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text + "\n")


@pytest.mark.parametrize(
    ("quota", "found"),
    [
        ("200000 100000", [2.0]),
        ("150000 100000", [1.5]),
        ("max 100000", []),
        ("", []),
        ("nonsense", []),
    ],
)
def test_version_2(tmp_path: Path, quota: str, found: list[float]) -> None:
    group(tmp_path / "groups", cpu__max=quota)
    (tmp_path / "mine").write_text("0::/\n")
    assert list(_quotas(tmp_path / "groups", tmp_path / "mine")) == found


def test_a_group_s_own_quota_and_those_of_the_groups_above_it_count(tmp_path: Path) -> None:
    group(tmp_path / "groups/pods/mine", cpu__max="400000 100000")
    group(tmp_path / "groups/pods", cpu__max="300000 100000")
    group(tmp_path / "groups/others", cpu__max="100000 100000")
    (tmp_path / "mine").write_text("0::/pods/mine\n")
    assert list(_quotas(tmp_path / "groups", tmp_path / "mine")) == [4.0, 3.0]


def test_a_path_from_outside_of_the_container_ends_at_its_root(tmp_path: Path) -> None:
    group(tmp_path / "groups", cpu__max="200000 100000")
    (tmp_path / "mine").write_text("0::/kubepods/burstable/pod1/abc\n")
    assert list(_quotas(tmp_path / "groups", tmp_path / "mine")) == [2.0]


@pytest.mark.parametrize("folder", ["cpu", "cpu,cpuacct"])
def test_version_1(tmp_path: Path, folder: str) -> None:
    place = tmp_path / "groups" / folder / "docker"
    group(place, cpu__cfs_quota_us="250000", cpu__cfs_period_us="100000")
    group(place.parent, cpu__cfs_quota_us="-1", cpu__cfs_period_us="100000")
    (tmp_path / "mine").write_text("11:memory:/docker\n4:cpu,cpuacct:/docker\n0::/\n")
    assert list(_quotas(tmp_path / "groups", tmp_path / "mine")) == [2.5]


def test_a_system_without_groups_has_no_quota(tmp_path: Path) -> None:
    assert list(_quotas(tmp_path / "none", tmp_path / "neither")) == []


def test_several_workers_of_a_machine_share_its_cores() -> None:
    assert 1 <= cores() <= len(os.sched_getaffinity(0))
    assert shared_cores(1) == cores()
    assert shared_cores(1000) == 1

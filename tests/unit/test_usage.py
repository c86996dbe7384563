"""CPU time and memory count for a process and for all that it started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from worker.heap import peak_bytes
from worker.usage import core_seconds, descendants, process_core_seconds, total_peak_bytes

PARENTS = {2: 1, 3: 1, 4: 3, 5: 4, 9: 8}
"""Processes and who started them."""


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    """A folder as /proc is; a process's name may look like the fields behind it."""
    for pid, parent in PARENTS.items():
        (tmp_path / f"{pid}").mkdir()
        (tmp_path / f"{pid}/stat").write_text(f"{pid} (a) b 7) S {parent} 0 0")
    (tmp_path / "self").mkdir()
    return tmp_path


def test_children_are_found_by_their_parent(proc: Path) -> None:
    assert sorted(descendants(1, proc)) == [2, 3, 4, 5]
    assert descendants(5, proc) == []


def test_children_are_read_where_the_kernel_lists_them(proc: Path) -> None:
    for pid in {*PARENTS, *PARENTS.values()}:
        (proc / f"{pid}/task/{pid}").mkdir(parents=True)
        children = [child for child, parent in PARENTS.items() if parent == pid]
        (proc / f"{pid}/task/{pid}/children").write_text(" ".join(map(str, children)))
        (proc / f"{pid}/stat").unlink(missing_ok=True)
    (proc / "1/task/7").mkdir()
    (proc / "1/task/7/children").write_text("6 ")
    assert sorted(descendants(1, proc)) == [2, 3, 4, 5, 6]


def test_a_child_counts_while_it_lives() -> None:
    work = "x = b'x' * 50_000_000; sum(range(3_000_000)); print('done', flush=True); input()"
    before_s, before = core_seconds(), total_peak_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        child.stdout.readline()
        own_s = process_core_seconds(child.pid)
        assert own_s > 0
        assert core_seconds() - before_s >= own_s
        assert total_peak_bytes() - before > 50_000_000
        assert total_peak_bytes() >= peak_bytes(os.getpid()) + peak_bytes(child.pid)
        child.communicate(b"\n")
    assert core_seconds() - before_s >= own_s
    assert process_core_seconds(child.pid) == 0

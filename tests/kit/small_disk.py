"""A small file system, to be full, without inodes, or read-only. Only root can make one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class SmallDisk:
    """A tmpfs that is mounted at `folder`."""

    folder: Path

    def fill(self) -> None:
        """Leave no room on it."""
        with self._ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:  # it is full now
                return

    def free(self) -> None:
        """Give the room back."""
        self._ballast.unlink()

    def remount(self, option: str) -> None:
        """Change its options: `ro`, `rw`, `nr_inodes=9`."""
        subprocess.run(["mount", "-o", f"remount,{option}", str(self.folder)], check=True)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[SmallDisk]:
    """Mount one of a size as mount(8) has it, such as `2m`; skips the test where that can't be."""
    if os.geteuid() != 0:
        pytest.skip("Only root can mount a file system.")
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("No file system can be mounted here.")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)

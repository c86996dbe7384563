"""A host whose clock a test may step: for a real server, and for all that asks the C library."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")


@dataclass(frozen=True)
class SteppingClock:
    """A clock in `folder`, compiled when it is made. Needs a C compiler."""

    folder: Path

    def __post_init__(self) -> None:
        command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(self._library), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True)
        self.step(0)

    @staticmethod
    def is_possible() -> bool:
        """Whether there is a compiler."""
        return shutil.which("cc") is not None

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to have this clock."""
        return {"LD_PRELOAD": str(self._library), "CLOCK_FILE": str(self._file)}

    def step(self, seconds: int) -> None:
        """Be so many seconds ahead of the true time, or behind it, from now on."""
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{seconds}\n")
        draft.replace(self._file)

    @property
    def _library(self) -> Path:
        return self.folder / "stepping_clock.so"

    @property
    def _file(self) -> Path:
        return self.folder / "step"

"""Running a registry's own command, which puts a package's archive into an empty folder."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from voicefarm.process import die_with_parent

POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command that has ended left: its archive, or what it said."""

    archive: Path | None
    output: str
    """All that it wrote to stdout and stderr."""


def run(
    command: Sequence[str],
    folder: Path,
    report: Callable[[int, str], None],
    environment: Mapping[str, str],
) -> Outcome:
    """Run a command that puts one archive into its working folder, `archive` in `folder`.

    `report` is called meanwhile with the bytes of the archive so far, and with the output. A
    command that is still running when the caller is stopped or killed ends with it.
    """
    folder = folder.absolute()
    archives, scratch, log = folder / "archive", folder / "scratch", folder / "output"
    archives.mkdir()
    scratch.mkdir()
    with log.open("wb") as output:
        child = subprocess.Popen(
            command,
            cwd=archives,
            env={**os.environ, **environment, "TMPDIR": str(scratch)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(os.getpid()),
        )
        try:
            while _is_running(child):
                report(_size(archives, scratch), _text(log))
        finally:
            child.kill()
            child.wait()
    found = sorted(path for path in archives.iterdir() if path.is_file())
    is_whole = child.returncode == 0 and len(found) == 1
    return Outcome(found[0] if is_whole else None, _text(log))


def _is_running(child: subprocess.Popen[bytes]) -> bool:
    try:
        child.wait(POLL_S)
    except subprocess.TimeoutExpired:
        return True
    return False


def _size(*folders: Path) -> int:
    """Bytes of the largest file: a complete archive is copied from one folder to the other."""
    sizes = [0]
    for directory, _, names in (step for folder in folders for step in os.walk(folder)):
        for name in names:
            with suppress(FileNotFoundError):
                sizes.append((Path(directory) / name).stat().st_size)
    return max(sizes)


def _text(log: Path) -> str:
    return log.read_text("utf-8", "replace")

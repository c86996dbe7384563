"""Where isolated engines have their Pythons, and how these are made."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voicefarm.engine_environments import COMPLETE, environment_folder, is_complete
from voicefarm.errors import BadInput, EngineUnavailable
from voicefarm.models import shipped_config
from voicefarm.process import child_environment
from voicefarm.wording.paths import shown
from worker.engines.isolated.kinds import KINDS, Kind


@dataclass(frozen=True, slots=True)
class Environment:
    """The Python of one kind of engine."""

    name: str
    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def installed(self) -> bool:
        """Whether it has all that its engine needs."""
        return is_complete(self.name)


def environment(name: str) -> Environment:
    """The environment of the engine called `name`. Raises UnknownName."""
    return Environment(KINDS.check(name), environment_folder(name))


def environments() -> Iterator[Environment]:
    """All kinds of engines, installed or not."""
    yield from map(environment, KINDS)


def python_of(kind: str | None) -> Path:
    """The Python that speaks for a kind; without one, this one. Raises EngineUnavailable."""
    if kind is None:
        return Path(sys.executable)
    found = environment(kind)
    if not found.installed:
        raise EngineUnavailable(
            f"The engine '{kind}' is not installed; run: voicefarm engines install {kind}."
        )
    return found.python


def install(name: str, python: Path) -> Environment:
    """Make the environment with `python` and fill it by pip. Raises EngineUnavailable, BadInput.

    pip prints to this process's stderr. What is there already is taken away first.
    """
    made = environment(name)
    kind: Kind = KINDS.load(name)
    requirements = shipped_config() / "engines" / kind.requirements
    _check_python(python)
    remove(name)
    _run([str(python), "-m", "venv", str(made.folder)], "its environment can't be made")
    pip = [str(made.python), "-m", "pip", "--disable-pip-version-check"]
    _run([*pip, "install", "--requirement", str(requirements)], "pip could not install it")
    (made.folder / COMPLETE).write_text(requirements.read_text("utf-8"), "utf-8")
    return made


def _check_python(python: Path) -> None:
    """Raise BadInput for another program than Python, before anything is taken away."""
    try:
        command = [str(python), "-c", "import venv; print('venv')"]
        done = subprocess.run(
            command, env=child_environment(), capture_output=True, check=False, timeout=60
        )
        works = done.returncode == 0 and done.stdout.strip() == b"venv"
    except (OSError, subprocess.TimeoutExpired):
        works = False
    if not works:
        raise BadInput(
            f"{shown(python)} is not a Python with the module venv; name one, such as python3.11.",
            field="python",
        )


def remove(name: str) -> bool:
    """Take an environment away; whether there was one."""
    folder = environment(name).folder
    if not folder.exists():
        return False
    (folder / COMPLETE).unlink(missing_ok=True)
    shutil.rmtree(folder)
    return True


def _run(command: list[str], failed: str) -> None:
    done = subprocess.run(command, env=child_environment(), stdout=sys.stderr, check=False)
    if done.returncode:
        raise EngineUnavailable(
            f"The engine is not installed: {failed} (code {done.returncode}, see above)."
        )

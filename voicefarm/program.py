"""Starts a module of this install as a program, even if other modules have its name.

    python -P …/voicefarm/program.py MODULE [ARGUMENT …]

`producer` and `worker` are common names. Python looks for a module in the current folder, then in
the folders of PYTHONPATH, and only then among the installed packages. `-P` leaves out the current
folder. For the rest, the three packages are looked for first in the folder that holds this file. It
is started by its path, so nothing but the standard library may be imported at the top.
"""

import gc
import os
import runpy
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

INSTALLED = Path(__file__).absolute().parents[1]
"""The folder in which the packages of this install lie side by side."""
PACKAGES = frozenset({"voicefarm", "producer", "worker"})
PARTS = "voicefarm.parts"
"""Entry points by which the shared package finds what the two sides offer; it imports neither."""

IMPORTED = "imported"
"""What the main module is called at first, when it only imports what it needs."""


class OwnPackages(MetaPathFinder):
    """Finds the packages of this install before any others with the same names."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where a package of ours lies; None for every other module."""
        return PathFinder.find_spec(name, [str(INSTALLED)]) if name in PACKAGES else None


@contextmanager
def importing() -> Iterator[None]:
    """Import a program's modules without the searches for garbage, of which they make none.

    Each search looks at all objects, and so does the last one, as the process ends. What exists
    after the block is passed over for good. A short command needs a third less time so.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def own_packages_first() -> None:
    """From now on `producer` and `worker` are this install's.

    Only for a process of our own. A pipeline that uses voicefarm may have a `worker` too.
    """
    sys.meta_path.insert(0, OwnPackages())


def open_standard_streams() -> None:
    """Open the null device in place of each standard stream that the caller closed.

    Otherwise the next file to be opened takes its number, and gets what is printed.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - until it ends


def part(name: str) -> Any:
    """What one of the two sides offers under `name`, see pyproject.toml."""
    (entry_point,) = entry_points(group=PARTS, name=name)
    return entry_point.load()


def main() -> None:
    """Run the module that the first argument names, with the rest as its arguments."""
    open_standard_streams()
    own_packages_first()
    del sys.argv[0]
    with importing():
        runpy.run_module(sys.argv[0], run_name=IMPORTED, alter_sys=True)
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

"""What became of each item, written line by line, so that a batch goes on where it stopped.

It lies in the output folder and only grows: a crash costs at most its last line. It is found by the
digest of all that shaped the results, so an item whose text or options changed is a new one.
"""

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from voicefarm.errors import BadInput, ResultNotWritten
from voicefarm.wording.paths import reason_of, shown

NAME = ".voicefarm-batch.jsonl"
DONE = "done"
REFUSED = "refused"
"""State of an item that was never queued."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one item."""

    digest: str
    number: int
    item: str
    """What the source calls it."""
    id: str
    state: str
    """`done`, `failed`, `cancelled` or `refused`."""
    sentence: str = ""
    """Why there is no programme."""
    job: str = ""
    files: Mapping[str, int] = field(default_factory=dict)
    """Names of the results, seen from the output folder, with their sizes in bytes."""
    title: str = ""
    model: str = ""
    voice: str = ""
    language: str = ""
    characters: int = 0
    chunks: int = 0
    reused: int = 0
    planned_s: float = 0.0
    """How long its audio was expected to be."""
    audio_s: float = 0.0
    """How long it is."""
    synthesis_s: float = 0.0
    flagged: int = 0
    overruns: int = 0
    notices: Sequence[str] = ()
    """What its user should know, though nothing is wrong."""


class Journal:
    """The results of a batch, on disk; in memory it keeps where each one stands."""

    def __init__(self, folder: Path) -> None:
        """Open the journal of an output folder, which is made. Raises BadInput."""
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = (folder / NAME).open("a+b")
        except OSError as error:
            raise BadInput(
                f"Nothing can be written to the folder {shown(folder)} ({reason_of(error)}); "
                "choose another.",
                field="out",
            ) from error
        self._lock()
        self._places: dict[bytes, int] = {}
        """Where the newest line of each digest begins."""
        self._read()

    def find(self, digest: str) -> ItemResult | None:
        """The newest result of what has this digest."""
        place = self._places.get(bytes.fromhex(digest))
        return None if place is None else self.at(place)

    def at(self, place: int) -> ItemResult:
        """The result whose line begins there."""
        self._file.seek(place)
        return ItemResult(**json.loads(self._file.readline()))

    def place_of(self, digest: str) -> int:
        """Where the newest line of a digest begins, -1 for none."""
        return self._places.get(bytes.fromhex(digest), -1)

    def add(self, result: ItemResult) -> None:
        """Write what became of an item. Raises ResultNotWritten."""
        try:
            place = self._file.seek(0, os.SEEK_END)
            self._file.write(json.dumps(asdict(result)).encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise ResultNotWritten(
                f"{shown(self._folder / NAME)} can't be written ({reason_of(error)}); make room "
                "and run the same command again: it goes on where it stopped."
            ) from error
        self._places[bytes.fromhex(result.digest)] = place

    def has_files(self, result: ItemResult, names: Mapping[str, Path]) -> bool:
        """Whether the results still lie where they were written, under these very names."""
        if result.state != DONE or set(result.files) != set(names):
            return False
        for name, path in names.items():
            with suppress(OSError):
                if path.stat().st_size == result.files[name]:
                    continue
            return False
        return True

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadInput(
                f"Another batch writes to the folder {shown(self._folder)}; wait for it, or choose "
                "another folder.",
                field="out",
            ) from error
        except OSError:  # a file system without locks
            return

    def _read(self) -> None:
        self._file.seek(0)
        place, line = 0, b"\n"
        for line in self._file:
            with suppress(ValueError, KeyError, TypeError):
                self._places[bytes.fromhex(json.loads(line)["digest"])] = place
            place += len(line)
        if not line.endswith(b"\n"):  # torn by a crash
            self._file.write(b"\n")

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

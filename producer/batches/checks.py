"""All items of a batch, looked at before anything is queued.

What is wrong with one item is its own problem: it stands in the report, and the others go on. What
would spoil the others' results is refused here: two items that would write one file.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from producer.batches.items import BatchItem
from producer.batches.requests import BatchDefaults, ItemRequest, item_request
from voicefarm.errors import BadInput
from voicefarm.wording.counting import counted
from voicefarm.wording.paths import shown

MOST_SHOWN = 5
"""Problems that a check repeats; the report has all."""


@dataclass(slots=True)
class BatchCheck:
    """What was found."""

    items: int = 0
    size: int = 0
    """Of all texts, bytes."""
    bad: int = 0
    """Items that can't be made."""
    problems: list[str] = field(default_factory=list)
    """The first of their sentences."""
    models: set[str] = field(default_factory=set)
    """Those that items name."""
    passed_over: Mapping[str, int] = field(default_factory=dict)
    """Files of the folders that aren't texts: how many, by suffix."""

    @property
    def passed_over_sentence(self) -> str:
        """What is said of such files; empty if there are none."""
        if not self.passed_over:
            return ""
        often = sorted(self.passed_over, key=lambda suffix: (-self.passed_over[suffix], suffix))
        kinds = [suffix or "no suffix" for suffix in often[:MOST_SHOWN]]
        more = ["others"] if len(often) > MOST_SHOWN else []
        files = counted(sum(self.passed_over.values()), "file")
        return f"{files} passed over, as the suffix is not a text's: {', '.join(kinds + more)}."

    def note(self, item: BatchItem, problem: BadInput) -> None:
        """One item can't be made."""
        self.bad += 1
        if len(self.problems) < MOST_SHOWN:
            self.problems.append(f"{item.label}: {problem}")


def check_items(
    items: Iterable[BatchItem],
    defaults: BatchDefaults,
    folder: Path,
    read: Callable[[BatchItem, ItemRequest], object] | None = None,
) -> BatchCheck:
    """Look at every item; its text is looked at by `read`, if that is given.

    Raises BadInput if there is none, or if two would be written to one file. `read` may raise
    BadInput for an item's own problem, and Unreachable.
    """
    check = BatchCheck()
    names: dict[bytes, int] = {}
    for item in items:
        check.items += 1
        check.size += item.size
        try:
            wanted = item_request(item, defaults)
            if read:
                read(item, wanted)
        except BadInput as problem:
            check.note(item, problem)
            continue
        if wanted.request.model:
            check.models.add(wanted.request.model)
        for path in _paths(wanted.name, wanted.outputs):
            first = names.setdefault(_short(path), item.number)
            if first != item.number:
                raise _clash(items, first, item, folder / path)
    if not check.items:
        raise BadInput("There is no text to read; name a folder or a list that has some.")
    return check


def _paths(name: PurePosixPath, outputs: Iterable[str]) -> Iterator[str]:
    return (f"{name}.{suffix}" for suffix in outputs)


def _short(path: str) -> bytes:
    """Names are remembered as 8 bytes: 20,000 texts take no more memory than one."""
    return hashlib.blake2b(path.encode("utf-8", "surrogateescape"), digest_size=8).digest()


def _clash(items: Iterable[BatchItem], first: int, second: BatchItem, path: Path) -> BadInput:
    label = next(item.label for item in items if item.number == first)
    return BadInput(
        f"{shown(label)} and {shown(second.label)} would both be written to {shown(path)}; give "
        "them an 'id' or a 'name', or a template such as '{path}-{number}' or '{path}-{suffix}'.",
        field="name",
    )

"""What of a text is not read aloud."""

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

MOST_OMISSIONS = 200
"""Listed in a manifest and a report. Of more there is one line with their number."""
_LONGEST = 80


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Omission:
    """Something of a document that is not read aloud."""

    what: str
    """Its kind in words, such as "code block" or "footnote"."""
    text: str
    """How it begins, on one line."""
    line: Annotated[int, Field(ge=0)] = 0
    """Where it begins in the file, from 1; 0 if that isn't known."""

    @property
    def described(self) -> str:
        """It on one line, as people read it."""
        place = f"line {self.line}, " if self.line else ""
        return f"{place}{self.what}: {self.text}"


def listed(omissions: list[Omission]) -> tuple[Omission, ...]:
    """The omissions, each on a short line, and no more of them than a report holds."""
    kept = [
        Omission(one.what, _shortened(one.text), one.line) for one in omissions[:MOST_OMISSIONS]
    ]
    if rest := len(omissions) - len(kept):
        kept[-1] = Omission("others", f"{rest + 1} more are not listed")
    return tuple(kept)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"

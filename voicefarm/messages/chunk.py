"""A chunk of a text, and the pause after it."""

import zlib
from enum import StrEnum
from operator import not_
from typing import Annotated

from pydantic import Field

from voicefarm.messages.message import Message, is_none

LONGEST_PAUSE_MS = 10_000
"""A longer one is a slip of the hand, and would be heard as the end."""
HEADING_LEVELS = (0, 6)
"""0 for none, 1 for the parts of the whole, 2 for the parts of those."""
MOST_VARIATION = 0.5
"""Share by which a pause may be longer or shorter than its set length."""

PauseMs = Annotated[int, Field(ge=0, le=LONGEST_PAUSE_MS)]
"""The length of a pause, milliseconds."""


LONGEST_TRACK_MS = 24 * 3_600_000
"""A cue that ends later has a slip in its times."""
CueTimes = tuple[
    Annotated[int, Field(ge=0, le=LONGEST_TRACK_MS)],
    Annotated[int, Field(ge=0, le=LONGEST_TRACK_MS)],
]
"""When a cue begins and ends, in milliseconds from the programme's beginning."""


class Pause(StrEnum):
    """The boundary after a chunk, which decides how long the pause is."""

    NONE = "none"
    """The cut is inside a clause: a sentence was longer than the model's budget."""
    CLAUSE = "clause"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    HEADING = "heading"


class Chunk(Message):
    """A run of whole sentences within the model's budget."""

    index: int = Field(ge=0)
    start: int = Field(ge=0)
    """First character of the chunk in the document's text."""
    end: int
    """One past its last character; the ranges of a job's chunks tile the text."""
    text: str = Field(min_length=1, max_length=100_000)
    """What is spoken of the range, with its white space folded."""
    pause: Pause
    heading: int = Field(0, ge=HEADING_LEVELS[0], le=HEADING_LEVELS[1])
    """Level of the heading that the chunk is, or begins, if it makes a chapter; 0 for none."""
    voice: str = ""
    """The voice that speaks it; empty for the job's own voice."""
    speaker: str = ""
    """Whose words they are, in a script; empty for the narrator."""
    pause_ms: PauseMs | None = None
    """The pause after it, if the text sets one."""
    shown: str = ""
    """What was written, where it is spoken otherwise: captions and the report show it."""
    changes: tuple[tuple[int, int, int, int], ...] = Field((), exclude_if=not_)
    """Which part of `shown` is spoken as which part of `text` (without marked phonemes): start and
    end in each, in characters. Outside of these both are equal."""

    seed: int | None = Field(None, ge=0, exclude_if=is_none)
    """Of its take, if it was made anew with another seed than its job's."""
    cue: CueTimes | None = Field(None, exclude_if=is_none)
    """When it is said, in a dubbing track; chunks with equal times are one cue."""

    @property
    def visible(self) -> str:
        """What people read of it."""
        return self.shown or self.text


class Pauses(Message):
    """How long the pause after a chunk is, in milliseconds, by boundary."""

    none: PauseMs = 0
    clause: PauseMs = 120
    sentence: PauseMs = 250
    paragraph: PauseMs = 600
    heading: PauseMs = 900
    variation: float = Field(0.0, ge=0, le=MOST_VARIATION)
    """Share by which each pause is made longer or shorter, to sound less like a machine."""

    def after(self, pause: Pause) -> int:
        """Milliseconds for one boundary."""
        milliseconds: int = getattr(self, pause.value)
        return milliseconds

    def samples_after(self, chunk: Chunk, rate: int) -> int:
        """Samples between the speech of `chunk` and of the next one.

        Varied by a checksum of the text, so that it is the same in every run.
        """
        if chunk.pause_ms is not None:
            return round(chunk.pause_ms * rate / 1000)
        dice = zlib.crc32(chunk.text.encode()) / 2**31 - 1
        return round(self.after(chunk.pause) * (1 + self.variation * dice) * rate / 1000)

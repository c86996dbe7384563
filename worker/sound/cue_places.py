"""The places of a dubbing track: each cue's speech begins at its time, and is hastened to its end.

A cue that is too long for its time is heard faster, up to the job's `max_speed`. What is still too
long goes on behind the cue's end, also into the next cue: no cue waits for the one before it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TypeVar

from voicefarm.messages import Chunk, CueFit, CueFitting
from voicefarm.messages.take import LEAD_S
from worker.sound.joining import Cut
from worker.sound.stretching import stretched_length

TOLERANCE_S = 0.05
"""Speech that ends so little behind its cue is in time."""
T = TypeVar("T")
SHOWN = 60
"""Characters of a cue in the report's summary."""


def by_cue(items: Iterable[tuple[Chunk, T]]) -> Iterator[list[tuple[Chunk, T]]]:
    """The chunks with what belongs to them, those of a cue together; others stand alone."""
    for cue, group in groupby(items, lambda item: item[0].cue):
        if cue is None:
            yield from ([item] for item in group)
        else:
            yield list(group)


def fit_of(chunks: list[Chunk], samples: int, rate: int, fitting: CueFitting) -> CueFit | None:
    """How a cue fits whose speech has `samples` with its pauses; None without a time."""
    if chunks[0].cue is None:
        return None
    start_ms, end_ms = chunks[0].cue
    length_ms, room_ms = 1000 * samples / rate, end_ms - start_ms
    if room_ms <= 0:  # its end is a slip
        return CueFit(start_ms=start_ms, end_ms=end_ms, speed=1.0)
    speed = min(max(length_ms / room_ms, 1.0), fitting.max_speed)
    over_ms = round(length_ms / speed - room_ms)
    return CueFit(
        start_ms=start_ms,
        end_ms=end_ms,
        speed=round(speed, 4) if speed < fitting.max_speed else speed,
        over_ms=over_ms if over_ms > 1000 * TOLERANCE_S else 0,
        text=" ".join(chunk.visible for chunk in chunks)[:SHOWN],
    )


def start_of(cue: CueFit, rate: int) -> int:
    """The sample at which a cue's speech begins."""
    return round(cue.start_ms * rate / 1000)


def settled_before(cue: CueFit, rate: int) -> int:
    """Up to which sample a programme is final once this cue has come: later cues begin later."""
    return max(0, start_of(cue, rate) - round(LEAD_S * rate))


def hastened(cut: Cut, speed: float) -> Cut:
    """What is heard of a take, in the samples of the part that was made faster."""
    if speed == 1:
        return cut
    last = stretched_length(cut.last - cut.first, speed)
    start = min(round((cut.start - cut.first) / speed), last)
    end = min(max(round((cut.end - cut.first) / speed), start), last)
    return Cut(0, last, start, end, cut.faded)

"""The decoder's work in windows of a few seconds.

Its memory grows with what it decodes at once: 320 MB for 7 s, 1.3 GB for 52 s. It is made of
convolutions, so a sample depends on a few frames around it alone. Decoded with those, a window has
the very samples that it has in the whole.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

from worker.engines import Samples
from worker.engines.piper.network import Floats

WINDOW = 384
"""Frames of a window at most, 4.5 s at 256 samples a frame and 22,050 Hz."""
MARGIN = 16
"""Frames on each side that may go into a sample: 8 in the voice joe, of medium size. By the widths
of their convolutions it is 11 in the largest."""


def windows(frames: int) -> Iterator[tuple[int, int]]:
    """Windows of equal length but for one frame; they follow from the number of frames alone."""
    count = max(1, -(-frames // WINDOW))
    yield from pairwise(frames * number // count for number in range(count + 1))


def decoded(sound: Floats, decode: Callable[[Floats], Samples]) -> Iterator[Samples]:
    """The samples of a latent sound [1, channels, frames], a window at a time."""
    frames = sound.shape[-1]
    for start, end in windows(frames):
        first, last = max(0, start - MARGIN), min(frames, end + MARGIN)
        samples = decode(sound[..., first:last])
        per_frame = len(samples) // (last - first)
        yield samples[(start - first) * per_frame : (end - first) * per_frame]

"""From noise to speech: the network says at every step where the sound goes from there."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from worker.engines.vieneu3.nano.graphs import CHANNELS, Floats, NanoGraphs, NanoReading


def times(steps: int, sway: float) -> NDArray[np.float64]:
    """The times of the steps, from 0 to 1, [steps + 1]."""
    even = np.linspace(0.0, 1.0, steps + 1)
    swayed: NDArray[np.float64] = even + sway * (np.cos(np.pi / 2 * even) - 1 + even)
    return swayed


def flow(
    graphs: NanoGraphs,
    spoken: NanoReading,
    nothing: NanoReading,
    *,
    frames: int,
    at: NDArray[np.float64],
    guidance: float,
    seed: int,
    went_on: Callable[[], None],
) -> Floats:
    """What the codec reads, [1, 144, frames].

    `nothing` is the empty text in the voice of nobody: what is said leads away from it.
    `went_on` is called after each step and may raise. Raises SynthesisFailed.
    """
    noise = np.random.default_rng(seed).standard_normal((1, CHANNELS, frames))
    x: Floats = noise.astype(np.float32)
    for t, span in zip(at, np.diff(at), strict=False):
        direction = graphs.direction(x, t, spoken)
        if guidance:
            away = graphs.direction(x, t, nothing)
            direction = away + np.float32(guidance) * (direction - away)
        x = x + np.float32(span) * direction
        went_on()
    return x

"""The codes: each is five numbers, and each number one of a few levels (FSQ).

F. Mentzer and others, "Finite scalar quantization: VQ-VAE made simple" (2023). Codes that differ by
a level sound nearly alike. So the language model learns of levels what holds for many codes.
"""

import math

import numpy as np
from numpy.typing import NDArray

LEVELS = (7, 5, 5, 5, 5)
CODES = math.prod(LEVELS)
STRIDES = tuple(math.prod(LEVELS[place + 1 :]) for place in range(len(LEVELS)))
"""What a level counts in a code, for each of the five numbers."""


def steps_of() -> NDArray[np.int64]:
    """The levels of every code, counted from 0: [CODES, 5]."""
    codes = np.arange(CODES)[:, None]
    return codes // np.array(STRIDES) % np.array(LEVELS)


def levels_of() -> NDArray[np.float32]:
    """The same as numbers from -1 to 1: [CODES, 5]."""
    return (steps_of() * 2 / (np.array(LEVELS) - 1) - 1).astype(np.float32)


def misread(
    codes: NDArray[np.integer], share: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The codes, a share of them off by a level in one number or two."""
    steps = steps_of()[codes]
    for moves in ((-1, 1), (-1, 0, 1)):
        place = rng.integers(0, len(LEVELS), codes.shape)
        moved = rng.choice(moves, codes.shape) * (rng.random(codes.shape) < share)
        steps += np.eye(len(LEVELS), dtype=np.int64)[place] * moved[..., None]
    steps = np.clip(steps, 0, np.array(LEVELS) - 1)
    return (steps * np.array(STRIDES)).sum(-1)

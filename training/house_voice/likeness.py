"""Likeness: how near one row of coded envelopes comes to another, however they are timed."""

import numpy as np
from numpy.typing import NDArray


def distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Mean distance of envelopes [F, 24] and [G, 24] along the best path (DTW), the level left out.

    Steps of 1 in either or both; a mean over the path, so that length doesn't count.
    """
    apart = np.sqrt(
        np.maximum(
            (one[:, None, 1:] ** 2).sum(-1)
            + (other[None, :, 1:] ** 2).sum(-1)
            - 2 * one[:, 1:] @ other[:, 1:].T,
            0,
        )
    )
    rows, columns = apart.shape
    # By diagonals, so that each is one operation: cost[d] at row i is that of (i, d - i).
    far = np.float32(np.inf)
    before = last = np.full(rows + 1, far)
    steps_before = steps_last = np.zeros(rows + 1)
    for diagonal in range(rows + columns - 1):
        low, high = max(0, diagonal - columns + 1), min(rows - 1, diagonal)
        row = np.arange(low, high + 1)
        # Entry i + 1 of a diagonal is row i, entry 0 is outside.
        ways = np.stack([last[row + 1], last[row], before[row]])
        lengths = np.stack([steps_last[row + 1], steps_last[row], steps_before[row]])
        best = ways.argmin(0)
        cost, steps = (np.take_along_axis(it, best[None], 0)[0] for it in (ways, lengths))
        if diagonal == 0:
            cost, steps = np.zeros(1), np.zeros(1)
        now, steps_now = np.full(rows + 1, far), np.zeros(rows + 1)
        now[row + 1] = cost + apart[row, diagonal - row]
        steps_now[row + 1] = steps + 1
        before, last, steps_before, steps_last = last, now, steps_last, steps_now
    return float(last[rows] / steps_last[rows])

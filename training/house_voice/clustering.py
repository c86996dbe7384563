"""Clustering: the codec's tables from what the teacher said."""

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans, MiniBatchKMeans

from training.house_voice.tables import PITCHES, SILENT, UNVOICED, VOICED, Tables


def fit_tables(f0: NDArray[np.floating], envelope: NDArray[np.floating], *, seed: int) -> Tables:
    """Tables by k-means: f0 Hz [F], envelopes [F, 24]; pitches on a logarithmic scale."""
    voiced = f0 > 0
    wide = envelope.astype(np.float32)
    silent = ~voiced & (wide[:, 0] < SILENT)
    centres = [
        MiniBatchKMeans(count, batch_size=8192, n_init=1, max_iter=12, random_state=seed)
        .fit(wide[chosen])
        .cluster_centers_
        for count, chosen in ((VOICED, voiced), (UNVOICED - 1, ~voiced & ~silent))
    ]
    centres.append(wide[silent].mean(0, keepdims=True))
    heights = np.log(f0[voiced].astype(np.float32))[:40_000, None]
    pitches = np.sort(
        np.exp(KMeans(PITCHES, n_init=1, random_state=seed).fit(heights).cluster_centers_[:, 0])
    )
    return Tables(np.concatenate(centres).astype(np.float32), pitches.astype(np.float32))

"""How loud a programme is over its length, for a waveform: a few looks, however long it is."""

import tempfile
from typing import IO

import numpy as np
import soundfile

from voicefarm.artifacts.keys import programme_key
from voicefarm.forms import Output
from voicefarm.store import Store

LOOK_S = 0.25
"""The most that is read for one point; of a short programme this is all of it."""
IN_MEMORY = 4_000_000


def peaks_of(store: Store, job: str, points: int) -> list[float] | None:
    """The highest sample of each of `points` equal parts, 0 to 1; None if no form can be read."""
    for form in Output:  # one that libsndfile doesn't read is passed over
        key = programme_key(job, form)
        if store.size(key) is None:
            continue
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
            for block in store.stream(key):
                file.write(block)
            file.seek(0)
            try:
                return _measured(file, points)
            except soundfile.LibsndfileError:
                continue
    return None


def _measured(file: IO[bytes], points: int) -> list[float]:
    with soundfile.SoundFile(file) as sound:
        part = max(1, sound.frames // points)
        look = min(part, round(LOOK_S * sound.samplerate))
        found = []
        for place in range(min(points, sound.frames)):
            if look < part:
                sound.seek(place * part)
            heard = sound.read(look, dtype="float32", always_2d=True)
            found.append(round(float(np.abs(heard).max(initial=0)), 3))
    return found

"""Whether utterances may share a call of a codec: if each sounds as it does alone.

Some exports take one utterance a call, whatever they declare. A file in dynamic int8 has one scale
for all of a call. A neighbour would change the sound, and no take could be made the same again.
"""

from collections.abc import Callable, Sequence

import numpy as np

from voicefarm.errors import SynthesisFailed
from worker.engines import Samples
from worker.engines.speechlm.codecs.codec import Sounding

TOGETHER = 4
"""Utterances of a call where they may share one. It is hardly faster, but has fewer waits."""
Decode = Callable[[Sequence[Sounding]], list[Samples]]


def utterances_together(decode: Decode, one: Sounding, other: Sounding) -> int:
    """How many a call may carry, tried on two that are equally long and otherwise differ."""
    try:
        shared = decode([one, other])
        alone = [decode([sounding])[0] for sounding in (one, other)]
    except SynthesisFailed:
        return 1
    is_alike = all(map(np.array_equal, shared, alone))
    return TOGETHER if is_alike else 1

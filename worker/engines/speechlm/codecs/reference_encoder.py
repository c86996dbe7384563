"""What enrolment asks of a codec: an encoder, and the facts of its codes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Recording = NDArray[np.float32]
"""Mono float32 [N] at the rate that the encoder hears."""


class ReferenceEncoder(Protocol):
    """What turns a recording into codes; torch's job, or a small one of a test's own."""

    def encode(self, recording: Recording) -> NDArray[np.int64]:
        """Codes [F], each from 0 on."""
        ...


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How a recording becomes the codes of a voice."""

    rate: int
    """Hz that the encoder hears."""
    codes: int
    """How many different codes there are."""
    frames_per_second: int
    open_encoder: Callable[[], ReferenceEncoder]
    """Loads the encoder. Raises EngineUnavailable when its library or weights are missing."""

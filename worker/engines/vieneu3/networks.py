"""A graph with a cache: rows go in one after another, and what it kept of them goes in again.

The graphs have no mask. So utterances share a call only if they have equally many rows behind them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadSetting, SynthesisFailed
from worker.engines.speechlm.codecs.onnx_session import Session, open_session
from worker.engines.vieneu3.tables import Floats
from worker.model_files.onnx_header import read_onnx_header

CLOSE = 0.05
"""By how much two rows of a call may differ from the same row alone, full scale of the row. A graph
that was made for one row and mixes two differs by far more."""

Cache = tuple[NDArray[Any], ...]
"""Keys and values of each layer, [utterances, heads, rows, size]."""


@dataclass(frozen=True, slots=True)
class CachedNetwork:
    """A loaded graph. Called from one thread at a time."""

    session: Session
    rows: str
    """Its input for rows, [utterances, rows, hidden]."""
    past: tuple[str, ...]
    """Its inputs for the cache; none if it only begins."""
    present: tuple[str, ...]
    """Its outputs for the cache."""
    empty: Cache
    """The cache before the first row, of one utterance."""

    @classmethod
    def open(cls, path: Path, rows: str, *, threads: int) -> "CachedNetwork":
        """Open a file. Raises EngineUnavailable, or BadSetting if its signature is another."""
        past, present = cached_ports(path, rows)
        session = open_session(path, threads=threads, device="cpu")
        shapes = {port.name: port.shape for port in session.get_inputs()}
        empty = tuple(_nothing(name, shapes[name], path) for name in past)
        return cls(session, rows, past, present, empty)

    def run(self, rows: Floats, position: int, cache: Cache) -> tuple[Floats, Cache]:
        """Feed rows [utterances, rows, hidden], the first at `position`.

        Returns what is made of them, in the same shape, and the longer cache. Raises
        SynthesisFailed.
        """
        feeds: dict[str, Any] = {self.rows: rows, **dict(zip(self.past, cache, strict=True))}
        if self.past:
            places = np.arange(position, position + rows.shape[1], dtype=np.int64)
            feeds["position_ids"] = np.broadcast_to(places, rows.shape[:2])
        try:
            hidden, *kept = self.session.run(["hidden", *self.present], feeds)
        except Exception as error:
            raise SynthesisFailed(
                f"The network failed on this chunk ({str(error).splitlines()[0]}); change its text."
            ) from error
        return np.asarray(hidden, np.float32), tuple(kept)

    def takes_several(self, hidden: int, behind: int) -> bool:
        """Whether two utterances with `behind` rows behind them can share a call."""
        dice = np.random.default_rng(0)
        rows = dice.uniform(-0.1, 0.1, (2, 1, hidden)).astype(np.float32)
        cache = tuple(
            np.zeros((2, part.shape[1], behind, part.shape[3]), part.dtype) for part in self.empty
        )
        try:
            both, kept = self.run(rows, behind, cache)
            alone, _ = self.run(rows[1:], behind, tuple(part[1:] for part in cache))
        except SynthesisFailed:
            return False
        if both.shape != rows.shape or any(len(part) != 2 for part in kept):
            return False
        return bool(np.abs(both[1:] - alone).max() <= CLOSE * max(1e-6, np.abs(alone).max()))


def cached_ports(path: Path, rows: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The graph's inputs and outputs for its cache. Raises BadSetting or EngineUnavailable.

    By its header alone, so that a check takes milliseconds.
    """
    header = read_onnx_header(path)
    inputs = {port.name for port in header.inputs}
    outputs = {port.name for port in header.outputs}
    layers = sum(name.startswith("present_k_") for name in outputs)
    present = tuple(f"present_{part}_{layer}" for layer in range(layers) for part in "kv")
    past = tuple(name.replace("present", "past") for name in present)
    continued = {rows, "position_ids", *past}
    if not layers or not outputs >= {"hidden", *present} or inputs not in ({rows}, continued):
        raise BadSetting(
            f"{path.name} is not a network of VieNeu v3 (its inputs are "
            f"{', '.join(sorted(inputs)) or 'none'}); correct its key in 'settings'."
        )
    return (past if inputs == continued else ()), present


def cache_row(path: Path) -> int:
    """Bytes that a row takes in the cache of an utterance, by the graph's header alone."""
    caches = [port for port in read_onnx_header(path).inputs if port.name.startswith("past_")]
    return sum(4 * _fixed(port.shape) for port in caches)


def _fixed(shape: tuple[int | str, ...]) -> int:
    """The product of the sizes that are known, but for the first, of the utterances."""
    return math.prod(size for size in shape[1:] if isinstance(size, int))


def joined(caches: Sequence[Cache]) -> Cache:
    """The caches of several utterances as one."""
    if len(caches) == 1:
        return caches[0]
    return tuple(np.concatenate(parts) for parts in zip(*caches, strict=True))


def parted(cache: Cache, count: int) -> list[Cache]:
    """The caches of each of `count` utterances."""
    return [tuple(part[row : row + 1] for part in cache) for row in range(count)]


def _nothing(name: str, shape: Sequence[int | str], path: Path) -> NDArray[Any]:
    if len(shape) != 4 or not isinstance(shape[1], int) or not isinstance(shape[3], int):
        raise BadSetting(
            f"{path.name}: input '{name}' is {list(shape)} and must be [utterances, heads, rows, "
            "size]; fetch another export."
        )
    return np.zeros((1, shape[1], 0, shape[3]), np.float32)

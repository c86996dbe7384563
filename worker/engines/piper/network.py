"""A VITS network, cut into parts: from ids to durations, to a latent sound, to samples.

As exported, the network draws its noise itself, which no seed reaches, and rounds its durations
itself. Here both are given to it. Cutting changes nothing else: with equal noise and durations the
parts make the very samples of the whole.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadSetting
from worker.engines import Samples
from worker.engines.recording import samples_of
from worker.model_files.onnx_parts import GraphCut, GraphPart, Node, OnnxGraph
from worker.model_files.onnx_stages import CPU, FLOAT, OnnxStage
from worker.model_files.problem import MissingLibrary

Floats = NDArray[np.float32]
Noise = Callable[[tuple[int, ...]], Floats]
"""Normal noise of a shape."""
Rounding = Callable[[Floats], Floats]
"""Durations in frames, [ids] → whole ones, [ids]."""

MISSING = MissingLibrary("onnxruntime", extra="piper")
INPUTS = ("input", "input_lengths", "scales")
SPEAKER = "sid"
"""A further input of a network with more than one speaker."""
_NOISE, _DURATIONS, _UPSAMPLING = "RandomNormalLike", "Ceil", "ConvTranspose"


@dataclass(frozen=True, slots=True)
class Scales:
    """What is left to chance, and how long phonemes are."""

    noise: float
    length: float
    noise_w: float


@dataclass(frozen=True, slots=True)
class Latent:
    """An utterance before its decoder."""

    frames: Floats
    """[ids]: how long each id is, in whole frames."""
    sound: Floats
    """[1, channels, all frames]."""


@dataclass(frozen=True, slots=True)
class NetworkCuts:
    """Where a network is cut."""

    cuts: tuple[GraphCut, ...]
    durations: GraphCut
    """One of them; the last one is before the decoder, the others are before noise."""


class Network:
    """A loaded network. Safe from any thread: each call works in the caller's, on one core."""

    def __init__(
        self, stages: tuple[OnnxStage, ...], plan: NetworkCuts, inputs: frozenset[str]
    ) -> None:
        self._stages, self._plan = stages, plan
        self.inputs = inputs
        """What the whole network takes."""

    @classmethod
    def load(cls, path: Path, providers: Sequence[str] = (CPU,)) -> "Network":
        """Open the file at `path` on onnxruntime's `providers`.

        Raises EngineUnavailable, or BadSetting if it isn't VITS.
        """
        graph = OnnxGraph.read(path)
        plan = plan_of(graph, path)
        types = {cut.given: FLOAT for cut in plan.cuts}
        stages = []
        for part in _split(graph, plan, path):
            stage = OnnxStage.open(part, types, path, MISSING, providers)
            types |= stage.types
            stages.append(stage)
        return cls(tuple(stages), plan, frozenset(graph.inputs))

    def latent(
        self,
        ids: tuple[int, ...],
        scales: Scales,
        speaker: int,
        noise: Noise,
        rounding: Rounding,
        went_on: Callable[[], None],
    ) -> Latent:
        """Everything before the decoder. `went_on` is called after each stage.

        Raises SynthesisFailed.
        """
        values: dict[str, Any] = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([scales.noise, scales.length, scales.noise_w], np.float32),
            SPEAKER: np.array([speaker], np.int64),
        }
        frames = np.zeros(0, np.float32)
        for stage, cut in zip(self._stages, self._plan.cuts, strict=False):
            values |= stage.run(values)
            made = values[cut.made]
            if cut is self._plan.durations:
                frames = rounding(made.reshape(-1))
                values[cut.given] = frames.reshape(made.shape)
            elif cut.made != cut.given:
                values[cut.given] = noise(made.shape)
            went_on()
        return Latent(frames, values[self._plan.cuts[-1].given])

    def decode(self, sound: Floats) -> Samples:
        """The samples of a latent sound [1, channels, frames]. Raises SynthesisFailed."""
        taken = self._plan.cuts[-1].given
        made = self._stages[-1].run({taken: np.ascontiguousarray(sound)})
        return samples_of(made)


def plan_of(graph: OnnxGraph, path: Path) -> NetworkCuts:
    """Where to cut the network. Raises BadSetting if it isn't one of Piper's."""
    missing = [name for name in INPUTS if name not in graph.inputs]
    more = [name for name in graph.inputs if name not in (*INPUTS, SPEAKER)]
    ceilings, upsampling = graph.of_kind(_DURATIONS), graph.of_kind(_UPSAMPLING)
    noises = graph.of_kind(_NOISE)
    if missing or more or len(ceilings) != 1 or not upsampling or len(noises) > 2:
        raise BadSetting(
            f"{path.name} is not the network of a Piper voice (its inputs are "
            f"{', '.join(graph.inputs) or 'none'}); correct 'settings.network'."
        )
    durations = _before(ceilings[0])
    sound = upsampling[0].inputs[0]
    order = {id(node): number for number, node in enumerate(graph.nodes)}
    between = sorted([*noises, ceilings[0]], key=lambda node: order[id(node)])
    cuts = [durations if node is ceilings[0] else _before(node) for node in between]
    return NetworkCuts((*cuts, GraphCut(sound, sound)), durations)


def _before(node: Node) -> GraphCut:
    return GraphCut(node.inputs[0], node.outputs[0])


def _split(graph: OnnxGraph, plan: NetworkCuts, path: Path) -> Iterator[GraphPart]:
    try:
        parts = graph.split(plan.cuts)
    except ValueError as error:
        raise BadSetting(
            f"{path.name} can't be cut as Piper's networks are ({error}); "
            "export it with Piper's own tool."
        ) from error
    if parts[-1].takes != (plan.cuts[-1].given,):
        raise BadSetting(
            f"The decoder in {path.name} takes more than one tensor; "
            "export it with Piper's own tool."
        )
    yield from parts

"""Kokoro's network in two parts: from ids to durations, and from durations to samples.

As exported, the network divides its durations by the speed and rounds them itself. Here that is
done between the parts, so a speed is exact and the times of words are known. The network makes the
very samples of the whole file, and two calls of one text are equal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadSetting
from worker.engines import Samples
from worker.engines.kokoro.background import Background
from worker.engines.recording import samples_of
from worker.language.durations import Floats, Rounding
from worker.model_files.onnx_parts import GraphCut, OnnxGraph
from worker.model_files.onnx_stages import FLOAT, OnnxStage
from worker.model_files.problem import MissingLibrary

MISSING = MissingLibrary("onnxruntime", extra="kokoro")
IDS = ("tokens", "input_ids")
"""What exporters call the input of the ids."""
STYLE, SPEED = "style", "speed"


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """How a file is laid out."""

    ids: str
    """Its input for the ids."""
    durations: GraphCut
    """Where durations are made, and where whole ones are taken."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What the network made of a passage."""

    samples: Samples
    frames: NDArray[np.int64]
    """[ids]: how long each id is; the samples are a multiple of their sum."""


class KokoroGraph:
    """A loaded network. Safe from any thread: each call has a core of its own."""

    def __init__(self, parts: tuple[OnnxStage, OnnxStage], plan: NetworkPlan, slots: int) -> None:
        self._encoder, self._decoder = parts
        self._plan = plan
        self._background: Background[dict[str, Any]] = Background(slots)

    @classmethod
    def load(cls, path: Path, slots: int) -> "KokoroGraph":
        """Open the file for as many calls at once. Raises EngineUnavailable, or BadSetting."""
        graph = OnnxGraph.read(path)
        plan = plan_of(graph, path)
        before, behind = graph.split([plan.durations])
        encoder = OnnxStage.open(before, {}, path, MISSING)
        types = {plan.durations.given: FLOAT, **encoder.types}
        return cls((encoder, OnnxStage.open(behind, types, path, MISSING)), plan, slots)

    def speak(
        self,
        ids: tuple[int, ...],
        style: Floats,
        rounding: Rounding,
        check: Callable[[bool], None],
    ) -> Sound:
        """The sound of ids in a style [256]; `rounding` makes whole frames of durations.

        `check` is as for `Background.run`. Raises SynthesisFailed, and what `check` raises.
        """
        values: dict[str, Any] = {
            self._plan.ids: np.array([ids], np.int64),
            STYLE: style[None],
            SPEED: np.ones(1, np.float32),
        }
        cut = self._plan.durations
        values |= self._encoder.run(values)
        durations = values[cut.made]
        frames = rounding(durations.reshape(-1))
        values[cut.given] = frames.reshape(durations.shape).astype(np.float32)
        check(True)
        samples = samples_of(self._decoded(values, check))
        check(True)
        return Sound(samples, frames.astype(np.int64))

    def close(self) -> None:
        """Let its threads end."""
        self._background.close()

    def _decoded(self, values: dict[str, Any], check: Callable[[bool], None]) -> dict[str, Any]:
        import onnxruntime

        options = onnxruntime.RunOptions()

        def stop() -> None:
            options.terminate = True

        return self._background.run(lambda: self._decoder.run(values, options), stop, check)


def rounded(durations: Floats) -> Floats:
    """Whole frames as the network makes them: the nearest, and one at least."""
    frames: Floats = np.maximum(np.round(durations), 1)
    return frames


def plan_of(graph: OnnxGraph, path: Path) -> NetworkPlan:
    """How the network is laid out. Raises BadSetting if it isn't Kokoro's."""
    ids = [name for name in graph.inputs if name in IDS]
    rounds = {node.outputs[0]: node for node in graph.of_kind("Round")}
    clips = [node for node in graph.of_kind("Clip") if node.inputs[0] in rounds]
    if len(ids) != 1 or set(graph.inputs) != {*ids, STYLE, SPEED} or len(clips) != 1:
        raise BadSetting(
            f"{path.name} is not the network of Kokoro (its inputs are "
            f"{', '.join(graph.inputs) or 'none'}); correct 'settings.network'."
        )
    (clip,) = clips
    made = rounds[clip.inputs[0]].inputs[0]
    return NetworkPlan(ids[0], GraphCut(made, clip.outputs[0]))

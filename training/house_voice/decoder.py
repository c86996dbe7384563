"""The decoder: shaper and synthesis as an ONNX graph, the same sound for the same codes.

Codes int32 [B, 1, F] → audio float32 [B, 1, 480·F − 480] at 24 kHz, half a code late and half a
code short at the end, as NeuCodec's own export. The matrices lie in it in 8 bits, each column with
a scale of its own; onnxruntime turns them back when it opens the file.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper

from training.house_voice import filters
from training.house_voice.codes import levels_of
from training.house_voice.frames import BINS, FFT, RATE, STEP
from training.house_voice.graph import Graph

Weights = dict[str, NDArray[np.float32]]
"""The shaper's, by torch's names."""
SLOW, FAST, WIDTH, SIGHT, EPSILON = 4, 3, 256, 7, 1e-5
FLAT = 1e-5
_PARTS = -(-FFT // STEP)


def write_decoder(path: Path, weights: Weights, *, seed: int) -> None:
    """Write the decoder's ONNX file."""
    graph = Graph()
    code = graph("Squeeze", graph.cast("codes", TensorProto.INT64), graph.ints(1))
    levels = graph("Gather", graph.constant(levels_of()), code)
    shaped = _Shaper(graph, weights).shaped(levels)
    pitch, tone, noise, turns = _parts(graph, shaped)
    pulses = _pulses(graph, graph("Squeeze", pitch, graph.ints(2)))
    hiss = _hiss(graph, pulses, seed)
    bands = filters.band_map(filters.BANDS)
    by_band, by_phase = _small(graph, bands), _small(graph, filters.minimum_phase(bands))
    turned = graph("MatMul", turns, _small(graph, filters.turn_map()))
    phase = graph("Add", graph("MatMul", tone, by_phase), turned)
    voiced = _filtered(graph, pulses, graph("MatMul", tone, by_band), phase)
    breath = _filtered(
        graph, hiss, graph("MatMul", noise, by_band), graph("MatMul", noise, by_phase)
    )
    spectrum = [graph("Add", one, other) for one, other in zip(voiced, breath, strict=True)]
    sound = _overlapped(graph, _sound(graph, *spectrum))
    # From the middle of the first frame to the middle of the first code, and so at the end.
    cut = graph.cut(sound, STEP // 2, -(STEP // 2), 1)
    graph.nodes.append(helper.make_node("Unsqueeze", [cut, graph.ints(1)], ["audio"]))
    graph.save(path, ["batch", 1, "frames"], ("audio", ["batch", 1, "samples"]))


class _Shaper:
    """The network, node by node."""

    def __init__(self, graph: Graph, weights: Weights) -> None:
        self.graph, self.weights = graph, weights

    def shaped(self, levels: str) -> str:
        """Levels [B, F, 5] → what `codec.Shaper` tells, all in one: [B, 2·F, 185]."""
        graph = self.graph
        stream = self._convolved(levels, "first", 1)
        for index in range(SLOW):
            stream = self._block(stream, f"slow.{index}")
        stream = graph("Reshape", self._linear(stream, "twice"), graph.ints(0, -1, WIDTH))
        for index in range(FAST):
            stream = self._block(stream, f"fast.{index}")
        return self._linear(self._normed(stream, "norm"), "last")

    def _block(self, stream: str, name: str) -> str:
        graph = self.graph
        seen = self._normed(self._convolved(stream, f"{name}.sight", WIDTH), f"{name}.norm")
        wide = self._linear(seen, f"{name}.up")
        # GELU by its definition: a node of that name is newer than this opset.
        share = graph("Erf", graph("Mul", wide, graph.number(0.5**0.5)))
        share = graph("Mul", graph("Add", share, graph.number(1)), graph.number(0.5))
        return graph("Add", stream, self._linear(graph("Mul", wide, share), f"{name}.down"))

    def _convolved(self, stream: str, name: str, group: int) -> str:
        graph = self.graph
        kernel = _small(graph, self.weights[f"{name}.weight"])
        bias = graph.constant(self.weights[f"{name}.bias"])
        turned = graph("Transpose", stream, perm=[0, 2, 1])
        around = SIGHT // 2
        made = graph("Conv", turned, kernel, bias, group=group, pads=[around, around])
        return graph("Transpose", made, perm=[0, 2, 1])

    def _normed(self, stream: str, name: str) -> str:
        scale, shift = (
            self.graph.constant(self.weights[f"{name}.{part}"]) for part in ("weight", "bias")
        )
        return self.graph("LayerNormalization", stream, scale, shift, axis=-1, epsilon=EPSILON)

    def _linear(self, stream: str, name: str) -> str:
        graph = self.graph
        matrix = self.weights[f"{name}.weight"].T
        scale = np.abs(matrix).max(0, keepdims=True) / 127
        whole = np.round(matrix / scale).astype(np.int8)
        stored = graph.cast(graph.constant(whole), TensorProto.FLOAT)
        stored = graph("Mul", stored, graph.constant(scale.astype(np.float32)))
        bias = graph.constant(self.weights[f"{name}.bias"])
        return graph("Add", graph("MatMul", stream, stored), bias)


def _small(graph: Graph, value: NDArray[np.float32]) -> str:
    """A constant that lies in the file in 16 bits."""
    return graph.cast(graph.constant(value.astype(np.float16)), TensorProto.FLOAT)


def _parts(graph: Graph, shaped: str) -> list[str]:
    sizes = (1, filters.BANDS, filters.BANDS, filters.TURNS)
    ends = np.cumsum(sizes)
    return [
        graph.cut(shaped, int(end) - size, int(end), 2)
        for size, end in zip(sizes, ends, strict=True)
    ]


def _pulses(graph: Graph, pitch: str) -> str:
    """As `synthesis.pulses_of`: [B, 240·(N − 1)].

    The phase is summed up in float64: in float32 a minute of it would leave too few digits for the
    highest harmonics.
    """
    hertz = graph("Mul", graph("Pow", graph.number(2), pitch), graph.number(100))
    start, end = (
        graph("Unsqueeze", graph.cut(hertz, *span, 1), graph.ints(2))
        for span in ((0, -1), (1, 2**31))
    )
    ramp = graph.constant((np.arange(STEP, dtype=np.float32) + 0.5) / STEP)
    hertz = graph("Add", start, graph("Mul", graph("Sub", end, start), ramp))
    hertz = graph("Reshape", hertz, graph.ints(0, -1))
    share = graph("Div", graph.cast(hertz, TensorProto.DOUBLE), graph.constant(np.float64(RATE)))
    cycles = graph("CumSum", share, graph.constant(np.int64(1)))
    turn = graph.cast(graph("Sub", cycles, graph("Floor", cycles)), TensorProto.FLOAT)
    angle = graph("Mul", turn, graph.number(np.pi))
    count = graph("Floor", graph("Div", graph.number(filters.HARMONICS_TO), hertz))
    both = graph("Add", graph("Mul", count, graph.number(2)), graph.number(1))
    below = graph("Sin", angle)
    flat = graph("Less", graph("Abs", below), graph.number(FLAT))
    ratio = graph("Div", graph("Sin", graph("Mul", angle, both)),
                  graph("Where", flat, graph.number(1), below))  # fmt: skip
    kernel = graph("Sub", graph("Where", flat, both, ratio), graph.number(1))
    return graph("Mul", kernel, graph("Sqrt", graph("Div", hertz, graph.number(RATE))))


def _hiss(graph: Graph, pulses: str, seed: int) -> str:
    """A noise that is always the same, as long as the pulses: [1, 240·(N − 1)]."""
    length = graph("Squeeze", graph("Shape", pulses, start=1, end=2), graph.ints(0))
    number = graph("Range", graph.constant(np.int64(0)), length, graph.constant(np.int64(1)))
    noise = filters.noise(seed)
    place = graph("Mod", number, graph.constant(np.int64(len(noise))))
    return graph("Unsqueeze", graph("Gather", _small(graph, noise), place), graph.ints(0))


def _filtered(graph: Graph, wave: str, level: str, phase: str) -> tuple[str, str]:
    """Spectra of the wave's frames under a filter: real and imaginary, [B, N, 513] each."""
    padded = graph("Pad", wave, graph.ints(0, STEP, 0, STEP))
    blocks = graph("Reshape", padded, graph.ints(0, -1, STEP))
    frames = graph("Concat", graph.cut(blocks, 0, -1, 1), graph.cut(blocks, 1, 2**31, 1), axis=2)
    frames = graph("Mul", frames, graph.constant(filters.window()))
    signal = graph("Unsqueeze", frames, graph.ints(3))
    heard = graph("DFT", signal, graph.constant(np.int64(FFT)), axis=2, onesided=1)
    real, imaginary = (_part(graph, heard, index, 3) for index in (0, 1))
    strength = graph("Exp", level)
    cos, sin = (graph("Mul", strength, graph(kind, phase)) for kind in ("Cos", "Sin"))
    return (
        graph("Sub", graph("Mul", real, cos), graph("Mul", imaginary, sin)),
        graph("Add", graph("Mul", real, sin), graph("Mul", imaginary, cos)),
    )


def _part(graph: Graph, name: str, index: int, axis: int) -> str:
    return graph("Gather", name, graph.constant(np.int64(index)), axis=axis)


def _sound(graph: Graph, real: str, imaginary: str) -> str:
    """Real sound of one-sided spectra: [B, N, 1024].

    The other side is left empty and this one doubled: the real part of what comes out is the same.
    """
    sides = np.full(BINS, 2, np.float32)
    sides[[0, -1]] = 1
    double = graph.constant(sides)
    parts = [graph("Mul", part, double) for part in (real, imaginary)]
    parts = [graph("Unsqueeze", part, graph.ints(3)) for part in parts]
    spectrum = graph("Concat", *parts, axis=3)
    spectrum = graph("Pad", spectrum, graph.ints(0, 0, 0, 0, 0, 0, FFT - BINS, 0))
    return _part(graph, graph("DFT", spectrum, axis=2, inverse=1), 0, 3)


def _overlapped(graph: Graph, frames: str) -> str:
    """Frames [B, N, 1024], each 240 later than the last, summed from the first's middle on."""
    padded = graph("Pad", frames, graph.ints(0, 0, 0, 0, 0, _PARTS * STEP - FFT))
    parts = graph("Reshape", padded, graph.ints(0, 0, _PARTS, STEP))
    summed = ""
    for index in range(_PARTS):
        # Part `index` of a frame sounds that many blocks after the frame's first.
        part = _part(graph, parts, index, 2)
        late = graph("Pad", part, graph.ints(0, index, 0, 0, 0, 0))
        late = graph.cut(late, 1, 2**31, 1)
        late = graph("Slice", late, graph.ints(0), _less_one(graph, frames), graph.ints(1))
        summed = graph("Add", summed, late) if summed else late
    return graph("Reshape", summed, graph.ints(0, -1))


def _less_one(graph: Graph, frames: str) -> str:
    return graph("Sub", graph("Shape", frames, start=1, end=2), graph.ints(1))

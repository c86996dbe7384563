"""The decoder: a vocoder as an ONNX graph, from codes to sound, the same for the same codes.

Codes int32 [B, 1, F] → audio float32 [B, 1, 480·F − 480] at 24 kHz, half a frame late and half a
frame short at the end, as NeuCodec's own export. Between the middles of two frames both sound,
one fading out and the other in. Each is a sum of all harmonics of the pitch, with a phase that
runs through the utterance, and of noise that is always the same; a minimum-phase filter gives
them the frame's envelope.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper

from training.house_voice.frames import HOP, RATE
from training.house_voice.graph import Graph, parts_of
from training.house_voice.spectra import BANDS, SIZE, Spectra
from training.house_voice.tables import Tables

HIGHEST = 11_000.0
"""Hz up to which there are harmonics: the teacher's sound ends there."""
NOISE = 128
"""Frames after which the noise begins again: 2.56 s."""
_RESTING = 100.0
"""Hz at which the phase runs on where there is no voice."""
_BINS = SIZE // 2 + 1
_PARTS = -(-SIZE // HOP)


def write_decoder(path: Path, tables: Tables, spectra: Spectra, *, seed: int) -> None:
    """Write the decoder's ONNX file."""
    graph = Graph()
    code = graph("Squeeze", graph.cast("codes", TensorProto.INT64), graph.ints(1))
    envelope, pitch, voiced = parts_of(graph, code)
    hertz = graph("Gather", graph.constant(tables.pitches), pitch)
    pulses = _pulses(graph, hertz, voiced)
    filters = _filters(graph, envelope, voiced, tables, spectra)
    audio = _filtered(graph, pulses, filters, _noise_spectra(seed))
    graph.nodes.append(helper.make_node("Unsqueeze", [audio, graph.ints(1)], ["audio"]))
    graph.save(path, ["batch", 1, "frames"], ("audio", ["batch", 1, "samples"]))


def _pulses(graph: Graph, hertz: str, voiced: str) -> str:
    """Harmonics of equal strength and power 1: [B, 480·(F − 1)].

    Their sum has a closed form, Dirichlet's kernel. The phase is summed up in float64: in float32
    a minute of it would leave too few digits for the highest harmonics.
    """
    resting = graph.number(_RESTING)
    here, there = (graph.cut(hertz, *span, 1) for span in ((0, -1), (1, 2**31)))
    on, later = (graph.cut(voiced, *span, 1) for span in ((0, -1), (1, 2**31)))
    start = graph("Where", on, here, graph("Where", later, there, resting))
    end = graph("Where", later, there, graph("Where", on, here, resting))
    ramp = graph.constant((np.arange(HOP, dtype=np.float32) + 0.5) / HOP)
    start, end = (graph("Unsqueeze", name, graph.ints(2)) for name in (start, end))
    pitch = graph("Add", start, graph("Mul", graph("Sub", end, start), ramp))
    pitch = graph("Reshape", pitch, graph.ints(0, -1))
    share = graph("Div", graph.cast(pitch, TensorProto.DOUBLE), graph.constant(np.float64(RATE)))
    cycles = graph("CumSum", share, graph.constant(np.int64(1)))
    turn = graph.cast(graph("Sub", cycles, graph("Floor", cycles)), TensorProto.FLOAT)
    angle = graph("Mul", turn, graph.number(np.pi))
    count = graph("Floor", graph("Div", graph.number(HIGHEST), pitch))
    both = graph("Add", graph("Mul", count, graph.number(2)), graph.number(1))
    below = graph("Sin", angle)
    flat = graph("Less", graph("Abs", below), graph.number(1e-5))
    ratio = graph("Div", graph("Sin", graph("Mul", angle, both)),
                  graph("Where", flat, graph.number(1), below))  # fmt: skip
    kernel = graph("Where", flat, both, ratio)
    return graph("Mul", kernel, graph("Sqrt", graph("Div", pitch, graph.number(RATE))))


def _filters(
    graph: Graph, envelope: str, voiced: str, tables: Tables, spectra: Spectra
) -> tuple[str, str, str]:
    """Amplitudes for pulses and for noise, and the phase of both: [B, F, 1025] each."""
    coded = graph("Gather", graph.constant(tables.envelopes), envelope)
    level = graph("Exp", graph("MatMul", coded, graph.constant(spectra.magnitude)))
    gain = graph("Gather", graph.constant(spectra.gain[:, None]), envelope)
    level = graph("Mul", level, gain)
    phase = graph("MatMul", coded, graph.constant(spectra.phase))
    between = _interpolation(BANDS, _BINS)
    bands = graph("Gather", graph.constant(spectra.noise), envelope)
    noise = graph("Exp", graph("MatMul", bands, graph.constant(between)))
    noise = graph("Min", noise, graph.number(1))
    tone = graph("Sqrt", graph("Sub", graph.number(1), graph("Mul", noise, noise)))
    heard = graph("Unsqueeze", graph.cast(voiced, TensorProto.FLOAT), graph.ints(2))
    tone = graph("Mul", graph("Mul", tone, heard), level)
    return tone, graph("Mul", noise, level), phase


def _interpolation(points: int, bins: int) -> NDArray[np.float32]:
    where = np.linspace(0, points - 1, bins)
    rows = [np.interp(where, np.arange(points), row) for row in np.eye(points)]
    return np.array(rows, np.float32)


def _window() -> NDArray[np.float32]:
    """Of two frames that overlap, one falls as the other rises, to a sum of 1."""
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(2 * HOP) + 0.5) / HOP)).astype(np.float32)


def _noise_spectra(seed: int) -> NDArray[np.float16]:
    """Spectra of the windowed frames of a noise that goes round: [128, 1025, 2]."""
    noise = np.random.default_rng(seed).standard_normal(NOISE * HOP)
    around = np.concatenate([noise, noise[:HOP]])
    frames = np.stack([around[HOP * i : HOP * (i + 2)] for i in range(NOISE)]) * _window()
    made = np.fft.rfft(frames, SIZE, axis=1)
    return np.stack([made.real, made.imag], -1).astype(np.float16)


def _filtered(
    graph: Graph, pulses: str, filters: tuple[str, str, str], noise: NDArray[np.float16]
) -> str:
    """Frames of pulses and noise under their filters, laid over each other: [B, 480·(F − 1)]."""
    tone, breath, phase = filters
    heard = _transformed(graph, pulses)
    number = graph("Range", graph.constant(np.int64(0)), _frames(graph, tone),
                   graph.constant(np.int64(1)))  # fmt: skip
    number = graph("Mod", number, graph.constant(np.int64(NOISE)))
    hiss = graph.cast(graph("Gather", graph.constant(noise), number), TensorProto.FLOAT)
    real, imaginary = (
        graph("Add", graph("Mul", tone, _part(graph, heard, index, 3)),
              graph("Mul", breath, _part(graph, hiss, index, 2)))
        for index in (0, 1)
    )  # fmt: skip
    cos, sin = graph("Cos", phase), graph("Sin", phase)
    turned = (
        graph("Sub", graph("Mul", real, cos), graph("Mul", imaginary, sin)),
        graph("Add", graph("Mul", real, sin), graph("Mul", imaginary, cos)),
    )
    return _overlapped(graph, _sound(graph, *turned))


def _frames(graph: Graph, name: str) -> str:
    return graph("Squeeze", graph("Shape", name, start=1, end=2), graph.ints(0))


def _part(graph: Graph, name: str, index: int, axis: int) -> str:
    return graph("Gather", name, graph.constant(np.int64(index)), axis=axis)


def _transformed(graph: Graph, pulses: str) -> str:
    """Windowed frames of 960 samples, 480 apart, and their spectra: [B, F, 1025, 2]."""
    padded = graph("Pad", pulses, graph.ints(0, HOP, 0, HOP))
    blocks = graph("Reshape", padded, graph.ints(0, -1, HOP))
    frames = graph("Concat", graph.cut(blocks, 0, -1, 1), graph.cut(blocks, 1, 2**31, 1), axis=2)
    frames = graph("Mul", frames, graph.constant(_window()))
    signal = graph("Unsqueeze", frames, graph.ints(3))
    length = graph.constant(np.int64(SIZE))
    return graph("DFT", signal, length, axis=2, onesided=1)


def _sound(graph: Graph, real: str, imaginary: str) -> str:
    """Real sound of one-sided spectra: [B, F, 2048].

    The other side is left empty and this one doubled: the real part of what comes out is the same.
    """
    sides = np.full(_BINS, 2, np.float32)
    sides[[0, -1]] = 1
    double = graph.constant(sides)
    parts = [graph("Mul", part, double) for part in (real, imaginary)]
    parts = [graph("Unsqueeze", part, graph.ints(3)) for part in parts]
    spectrum = graph("Concat", *parts, axis=3)
    spectrum = graph("Pad", spectrum, graph.ints(0, 0, 0, 0, 0, 0, SIZE - _BINS, 0))
    return _part(graph, graph("DFT", spectrum, axis=2, inverse=1), 0, 3)


def _overlapped(graph: Graph, frames: str) -> str:
    """Frames [B, F, 2048], each 480 later than the last, summed from the first's middle on."""
    padded = graph("Pad", frames, graph.ints(0, 0, 0, 0, 0, _PARTS * HOP - SIZE))
    parts = graph("Reshape", padded, graph.ints(0, 0, _PARTS, HOP))
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

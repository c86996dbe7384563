"""What ONNX's operations are in torch: those that Kokoro's graph has.

Shapes and other small whole numbers are kept on the CPU, so that no step waits for the device.
"""

from collections.abc import Callable
from typing import Any

import torch
from onnx import TensorProto, numpy_helper
from torch import Tensor
from torch.nn import functional

_TYPES = {1: torch.float32, 6: torch.int32, 7: torch.int64, 9: torch.bool, 2: torch.uint8}


def convolved(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, *, dilations: list[int], group: int,
    pads: list[int], strides: list[int], **_: object,
) -> Tensor:  # fmt: skip
    """Conv in one dimension."""
    return functional.conv1d(x, weight, bias, strides, pads[:1], dilations, group)


def resized(x: Tensor, scale: float, mode: str) -> Tensor:
    """Resize along the last dimension."""
    more = {} if mode == "nearest" else {"align_corners": False}
    return functional.interpolate(
        x, scale_factor=scale, mode=mode, recompute_scale_factor=False, **more
    )


def _widened(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, *, dilations: list[int], group: int,
    pads: list[int], strides: list[int], output_padding: tuple[int, ...] = (0,), **_: object,
) -> Tensor:  # fmt: skip
    return functional.conv_transpose1d(
        x, weight, bias, strides, pads[:1], output_padding, group, dilations
    )


def _together(*tensors: Tensor) -> list[Tensor]:
    """All of them on the device, if any is."""
    device = next((it.device for it in tensors if it.device.type != "cpu"), tensors[0].device)
    return [it.to(device) for it in tensors]


def _both(run: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    def both(x: Tensor, y: Tensor) -> Tensor:
        if x.ndim and y.ndim and x.device != y.device:
            x, y = _together(x, y)
        return run(x, y)

    return both


def _div(x: Tensor, y: Tensor) -> Tensor:
    return torch.div(x, y, rounding_mode=None if x.is_floating_point() else "floor")


def _gather(x: Tensor, index: Tensor, *, axis: int = 0) -> Tensor:
    if index.ndim == 0:
        return x.select(axis, int(index))
    axis %= x.ndim
    flat = x.index_select(axis, index.reshape(-1).to(x.device))
    return flat.reshape(*x.shape[:axis], *index.shape, *x.shape[axis + 1 :])


def _slice(
    x: Tensor, starts: Tensor, ends: Tensor, axes: Tensor | None = None, steps: Tensor | None = None
) -> Tensor:
    along = range(len(starts)) if axes is None else axes.tolist()
    by = [1] * len(starts) if steps is None else steps.tolist()
    for start, end, axis, step in zip(starts.tolist(), ends.tolist(), along, by, strict=True):
        x = x[(slice(None),) * (axis % x.ndim) + (slice(start, end, step),)]
    return x


def _squeeze(x: Tensor, axes: Tensor) -> Tensor:
    return x.squeeze(tuple(axes.tolist()))


def _unsqueeze(x: Tensor, axes: Tensor) -> Tensor:
    count = x.ndim + axes.numel()
    for axis in sorted(place % count for place in axes.reshape(-1).tolist()):
        x = x.unsqueeze(axis)
    return x


def _reshape(x: Tensor, shape: Tensor, **_: object) -> Tensor:
    return x.reshape([x.shape[i] if size == 0 else size for i, size in enumerate(shape.tolist())])


def _sum(x: Tensor, axes: Tensor | None = None, *, keepdims: int = 1, **_: object) -> Tensor:
    return x.sum() if axes is None else x.sum(axes.tolist(), keepdim=bool(keepdims))


def _pad(x: Tensor, pads: Tensor, *_: Tensor, mode: bytes) -> Tensor:
    given = pads.tolist()
    count = len(given) // 2
    flat = [pad for i in reversed(range(count)) for pad in (given[i], given[i + count])]
    while len(flat) > 2 and flat[-1] == flat[-2] == 0:
        flat = flat[:-2]
    return functional.pad(x, flat, mode=mode.decode())


def _stft(x: Tensor, step: Tensor, window: Tensor, *_: Tensor, **__: object) -> Tensor:
    frames = x.reshape(x.shape[0], -1).unfold(1, window.numel(), int(step)) * window
    return torch.view_as_real(torch.fft.rfft(frames))


def _scatter(x: Tensor, index: Tensor, updates: Tensor, **_: object) -> Tensor:
    made = x.clone()
    made[tuple(index.to(x.device).unbind(-1))] = updates.to(x.device)
    return made


def _filled(shape: Tensor, value: TensorProto) -> Tensor:
    one = torch.from_numpy(numpy_helper.to_array(value).copy())
    return one.expand(shape.tolist()).clone()


def _fused(x: Tensor, y: Tensor, **how: Any) -> Tensor:
    left = x.transpose(-1, -2) if how["transA"] else x
    right = y.transpose(-1, -2) if how["transB"] else y
    return float(how["alpha"]) * (left @ right)


def _normed(x: Tensor, gain: Tensor, bias: Tensor, *, epsilon: float, **_: object) -> Tensor:
    return functional.layer_norm(x, gain.shape, gain, bias, epsilon)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "Add": _both(torch.add),
    "And": _both(torch.logical_and),
    # A silent spectrum has no angle: 0 / 0.
    "Atan": lambda x: torch.atan(x.nan_to_num()),
    "Cast": lambda x, to, **_: x.to(_TYPES[to]),
    "Concat": lambda *tensors, axis: torch.cat(_together(*tensors), axis),
    "ConstantOfShape": _filled,
    "Conv": convolved,
    "ConvTranspose": _widened,
    "Cos": torch.cos,
    "CumSum": lambda x, axis, **_: x.cumsum(int(axis)),
    "DequantizeLinear": lambda x, scale, zero: (x.float() - zero.float()) * scale,
    "Div": _both(_div),
    "Equal": _both(torch.eq),
    "Exp": torch.exp,
    "Expand": lambda x, shape: x.expand(torch.broadcast_shapes(x.shape, tuple(shape.tolist()))),
    "FastGelu": lambda x, bias=0: functional.gelu(x + bias, approximate="tanh"),
    "Floor": torch.floor,
    "FusedMatMul": _fused,
    "Gather": _gather,
    "Greater": _both(torch.gt),
    "GreaterOrEqual": _both(torch.ge),
    "LayerNormalization": _normed,
    "LeakyRelu": lambda x, alpha: functional.leaky_relu(x, alpha),
    "Less": _both(torch.lt),
    "MatMul": torch.matmul,
    "Mul": _both(torch.mul),
    "NonZero": lambda x: x.nonzero().T,
    "Pad": _pad,
    "Range": lambda start, end, step: torch.arange(start.item(), end.item(), step.item()),
    "ReduceMean": lambda x, axes, keepdims, **_: x.mean(axes.tolist(), keepdim=bool(keepdims)),
    "ReduceSum": _sum,
    "Reshape": _reshape,
    "Round": torch.round,
    "STFT": _stft,
    "ScatterND": _scatter,
    "Shape": lambda x, start=0, end=None: torch.tensor(x.shape[start:end]),
    "Sigmoid": torch.sigmoid,
    "Sin": torch.sin,
    "SkipLayerNormalization": lambda x, more, gain, bias, epsilon: _normed(
        x + more, gain, bias, epsilon=epsilon
    ),
    "Slice": _slice,
    "Softmax": lambda x, axis: x.softmax(axis),
    "Split": lambda x, sizes, axis: tuple(x.split(sizes.tolist(), axis)),
    "Sqrt": torch.sqrt,
    "Squeeze": _squeeze,
    "Sub": _both(torch.sub),
    "Tanh": torch.tanh,
    "Transpose": lambda x, perm: x.permute(perm),
    "Unsqueeze": _unsqueeze,
    "Where": lambda condition, x, y: torch.where(*_together(condition, x, y)),
}

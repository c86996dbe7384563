"""An ONNX graph run by torch, on a GPU: as far as Kokoro's graph in 8 bits needs it.

Nothing is quantized while it runs. The weights are turned back to floats once, and what is
multiplied with them stays as it is. So it is a little nearer to the original.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor

from training.house_voice.torch_operations import OPERATIONS, convolved, resized

Step = tuple[Callable[..., Any], list[str], list[str]]
"""What to run, the names of what it takes, and of what it makes."""


class TorchGraph:
    """The graph at `path`, ready to run on `device`: its first output and those of `also`."""

    def __init__(self, path: Path, device: str, also: Sequence[str] = ()) -> None:
        graph = onnx.load(path).graph
        self.device = device
        self._outputs = [graph.output[0].name, *also]
        self._constants: dict[str, Tensor] = {
            it.name: self._placed(torch.from_numpy(numpy_helper.to_array(it).copy()))
            for it in graph.initializer
        }
        self._constants["one"], self._constants["zero"] = torch.ones(()), torch.zeros(())
        self._special = {
            "ConvInteger": self._convolution,
            "MatMulInteger": self._product,
            "DynamicQuantizeLSTM": self._lstm,
            "Pow": self._power,
            "Clip": self._clip,
            "Resize": self._resize,
        }
        self._steps: list[Step] = []
        same: dict[str, str] = {}
        for node in graph.node:
            self._add(node, same)
        self._over = self._last_uses()

    @torch.inference_mode()
    def run(self, inputs: Mapping[str, Tensor]) -> list[Tensor]:
        """The outputs."""
        values: dict[str, Tensor | None] = {**self._constants, "": None, **inputs}
        for (run, used, made), over in zip(self._steps, self._over, strict=True):
            result = run(*[values[name] for name in used])
            results = result if isinstance(result, tuple) else (result,)
            values.update(zip(made, results, strict=False))
            for name in over:
                values.pop(name, None)
        outputs = (values[name] for name in self._outputs)
        return [output for output in outputs if output is not None]

    def _placed(self, value: Tensor) -> Tensor:
        """Weights go to the device; shapes and single numbers stay here."""
        weight = value.dtype in (torch.float32, torch.int8, torch.uint8) and value.ndim
        return value.to(self.device) if weight else value

    def _add(self, node: onnx.NodeProto, same: dict[str, str]) -> None:
        """Add a node's step, or its result where all it takes is known. `same` has other names."""
        for index, name in enumerate(node.input):
            node.input[index] = same.get(name, name)
        if node.op_type == "DynamicQuantizeLinear":
            same.update(zip(node.output, (node.input[0], "one", "zero"), strict=True))
            return
        if "bias_quant" in node.output[0] and node.op_type in ("Floor", "Cast"):
            same[node.output[0]] = node.input[0]
            return
        attributes = {it.name: helper.get_attribute_value(it) for it in node.attribute}
        if special := self._special.get(node.op_type):
            run, used = special(list(node.input), attributes)
        else:
            run, used = _with(OPERATIONS[node.op_type], attributes), list(node.input)
        if any(name and name not in self._constants for name in used):
            self._steps.append((run, used, list(node.output)))
            return
        made = run(*(self._constants[name] if name else None for name in used))
        results = made if isinstance(made, tuple) else (made,)
        self._constants.update(zip(node.output, results, strict=False))

    def _last_uses(self) -> list[list[str]]:
        """What isn't needed any more after each step."""
        last = {name: index for index, (_, used, _) in enumerate(self._steps) for name in used}
        self._constants = {name: it for name, it in self._constants.items() if name in last}
        over: list[list[str]] = [[] for _ in self._steps]
        for name, index in last.items():
            if name not in self._constants and name not in self._outputs:
                over[index].append(name)
        return over

    def _weight(self, names: list[str]) -> Tensor:
        """The second input, less its zero point, the fourth."""
        weight = self._constants[names[1]].float()
        zero = self._constants[names[3]].float().to(weight.device)
        if zero.ndim == 1 and weight.ndim == 3:
            zero = zero.view(-1, 1, 1)
        return weight - zero

    def _convolution(self, names: list[str], attributes: dict[str, Any]) -> tuple[Any, list[str]]:
        weight = self._weight(names)
        return (lambda x: convolved(x, weight, **attributes)), names[:1]

    def _product(self, names: list[str], _: dict[str, Any]) -> tuple[Any, list[str]]:
        if names[1] not in self._constants:
            return torch.matmul, names[:2]
        weight = self._weight(names)
        return (lambda x: x @ weight), names[:1]

    def _power(self, names: list[str], _: dict[str, Any]) -> tuple[Any, list[str]]:
        power = float(self._constants[names[1]])
        return (torch.square if power == 2 else (lambda x: x**power)), names[:1]

    def _clip(self, names: list[str], _: dict[str, Any]) -> tuple[Any, list[str]]:
        low, high = (float(self._constants[it]) if it else None for it in [*names[1:], ""][:2])
        return (lambda x: x.clamp(low, high)), names[:1]

    def _resize(self, names: list[str], attributes: dict[str, Any]) -> tuple[Any, list[str]]:
        scale, mode = float(self._constants[names[2]][-1]), attributes["mode"].decode()
        return (lambda x: resized(x, scale, mode)), names[:1]

    def _lstm(self, names: list[str], attributes: dict[str, Any]) -> tuple[Any, list[str]]:
        """Both directions, with torch's own LSTM."""
        hidden = attributes["hidden_size"]
        get = self._constants.__getitem__

        def weights(of: int, scale: int, zero: int) -> Tensor:
            matrix = get(names[of]).float()
            each = (matrix.shape[0], 1, -1)
            matrix = (matrix - get(names[zero]).float().view(each)) * get(names[scale]).view(each)
            return _gates(matrix.transpose(1, 2), hidden)

        biases = [_gates(part[..., None], hidden)[..., 0] for part in get(names[3]).chunk(2, 1)]
        parts = {"weight_ih": weights(1, 8, 9), "weight_hh": weights(2, 10, 11),
                 "bias_ih": biases[0], "bias_hh": biases[1]}  # fmt: skip
        width = parts["weight_ih"].shape[2]
        lstm = torch.nn.LSTM(width, hidden, bidirectional=True).to(self.device)
        with torch.no_grad():
            for direction, end in enumerate(("", "_reverse")):
                for name, value in parts.items():
                    getattr(lstm, f"{name}_l0{end}").copy_(value[direction])

        def run(x: Tensor) -> Tensor:
            made: Tensor = lstm(x)[0]
            return made.view(*x.shape[:2], 2, hidden).transpose(1, 2)

        return run, names[:1]


def _gates(matrix: Tensor, hidden: int) -> Tensor:
    """ONNX's order of gates (i, o, f, c) as torch's (i, f, c, o)."""
    entry, out, forget, cell = matrix.split(hidden, 1)
    return torch.cat([entry, forget, cell, out], 1)


def _with(run: Callable[..., Any], attributes: dict[str, Any]) -> Callable[..., Any]:
    return (lambda *inputs: run(*inputs, **attributes)) if attributes else run

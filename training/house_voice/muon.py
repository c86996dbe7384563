"""Muon: momentum whose matrices are made orthogonal before each step.

K. Jordan and others, "Muon: an optimizer for hidden layers in neural networks" (2024); the scale
by which AdamW's learning rates fit is that of J. Liu and others, "Muon is scalable for LLM
training" (2025). torch has one of its own, which takes the matrices one by one: small ones are done
quicker in stacks.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ROUNDS = 5


class Muon(Optimizer):
    """For matrices that are one, two or three square-ish ones above each other.

    A matrix of more rows than columns is cut into pieces of as many rows as it has columns, as far
    as it divides: queries, keys and values each have their own.
    """

    def __init__(
        self,
        matrices: Iterable[Tensor],
        *,
        decay: float,
        momentum: float = 0.95,
    ) -> None:
        super().__init__(list(matrices), {"lr": 0.0, "decay": decay, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        """Take one step along the gradients that are there."""
        for group in self.param_groups:
            stacks: dict[int, list[tuple[Tensor, Tensor]]] = defaultdict(list)
            for matrix in group["params"]:
                stacks[matrix.shape[1]].append((matrix, self._pushed(matrix, group["momentum"])))
            for columns, stack in stacks.items():
                self._move(columns, stack, group)

    def _pushed(self, matrix: Tensor, momentum: float) -> Tensor:
        """The gradient with Nesterov's momentum."""
        state = self.state[matrix]
        if "speed" not in state:
            state["speed"] = torch.zeros_like(matrix)
        speed: Tensor = state["speed"].lerp_(matrix.grad, 1 - momentum)
        return matrix.grad.lerp(speed, momentum)

    def _move(
        self, columns: int, stack: list[tuple[Tensor, Tensor]], group: dict[str, Any]
    ) -> None:
        rows = min(columns, min(len(matrix) for matrix, _ in stack))
        pieces = torch.cat([pushed.view(-1, rows, columns) for _, pushed in stack])
        made = _orthogonal(pieces.bfloat16()).float()
        scale = 0.2 * max(rows, columns) ** 0.5
        counts = [len(matrix) // rows for matrix, _ in stack]
        for (matrix, _), part in zip(stack, made.split(counts), strict=True):
            matrix.mul_(1 - group["lr"] * group["decay"])
            matrix.add_(part.reshape(matrix.shape), alpha=-group["lr"] * scale)


def _orthogonal(pieces: Tensor) -> Tensor:
    """Newton and Schulz's iteration on pieces [N, rows, columns], rows not above columns."""
    pieces = pieces / (pieces.norm(dim=(1, 2), keepdim=True) + 1e-7)
    first, second, third = _COEFFICIENTS
    for _ in range(_ROUNDS):
        square = pieces @ pieces.transpose(1, 2)
        mixed = torch.baddbmm(square, square, square, beta=second, alpha=third)
        pieces = torch.baddbmm(pieces, mixed, pieces, beta=first)
    return pieces

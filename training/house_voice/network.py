"""The network: a Llama, with its code embeddings made of parts while it learns."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.house_voice.codes import CODES, LEVELS, STRIDES, steps_of


@dataclass(frozen=True)
class Shape:
    """Sizes; the rows of all matrices are multiples of 256, as Q4_K wants them."""

    layers: int = 6
    width: int = 256
    heads: int = 4
    feed_forward: int = 768
    rope_base: float = 10_000.0
    epsilon: float = 1e-5
    dropped: float = 0.0
    """Share of what a block adds that is left out while it learns."""

    @property
    def head(self) -> int:
        """Dimensions of a head."""
        return self.width // self.heads


GUIDED = (1, 2, 3)
"""Layers whose first head is shown which character of the prompt is due."""


@dataclass(frozen=True)
class Due:
    """Where the guided heads should look, for the places of a batch from `first` on."""

    places: Tensor
    """[B, T - first]: a place in the prompt, or -100 where anything goes."""
    first: int


class Embedding(nn.Module):
    """One row a token; a code's is the sum of its levels', of pairs of them, and of its own.

    So what is learned of a level holds for all codes that have it. Summed up at the end.
    """

    def __init__(self, tokens: int, first_code: int, width: int) -> None:
        super().__init__()
        self.first_code = first_code
        self.rows = nn.Parameter(torch.randn(tokens, width) * 0.02)
        with torch.no_grad():
            self.rows[first_code : first_code + CODES] *= 0.1
        self.parts = nn.ParameterList(_part(count, width) for count in LEVELS)
        self.pairs = nn.ParameterList(
            nn.Parameter(torch.randn(count * after, width) * 0.002)
            for count, after in zip(LEVELS, _turned(LEVELS), strict=True)
        )
        self.register_buffer("steps", torch.from_numpy(steps_of()), persistent=False)
        self.register_buffer("strides", torch.tensor(STRIDES), persistent=False)

    def table(self) -> Tensor:
        """All rows, summed: [tokens, width]."""
        steps = self.steps.unbind(1)
        summed = sum(part[step] for part, step in zip(self.parts, steps, strict=True))
        for pair, step, after, count in zip(
            self.pairs, steps, _turned(steps), _turned(LEVELS), strict=True
        ):
            summed = summed + pair[step * count + after]
        after = self.rows.shape[0] - self.first_code - CODES
        return self.rows + functional.pad(summed, (0, 0, self.first_code, after))

    def misread(self, tokens: Tensor, share: float) -> Tensor:
        """The tokens, a share of the codes among them off by a level in one number or two."""
        codes = tokens - self.first_code
        wrong = (codes >= 0) & (codes < CODES)
        wrong &= torch.rand(tokens.shape, device=tokens.device) < share
        steps = self.steps[codes.clamp(0, CODES - 1)]
        for moves in ((-1, 1), (-1, 0, 1)):
            places = torch.randint(len(LEVELS), tokens.shape, device=tokens.device)
            drawn = torch.randint(len(moves), tokens.shape, device=tokens.device)
            moved = torch.tensor(moves, device=tokens.device)[drawn]
            steps = steps + functional.one_hot(places, len(LEVELS)) * moved[..., None]
        top = torch.tensor(LEVELS, device=tokens.device) - 1
        steps = torch.minimum(steps.clamp(min=0), top)
        return torch.where(wrong, (steps * self.strides).sum(-1) + self.first_code, tokens)


def _part(count: int, width: int) -> nn.Parameter:
    """Rows that begin along a line, since levels have an order."""
    line = torch.linspace(-1, 1, count)[:, None] * torch.randn(1, width)
    return nn.Parameter(line * 0.01 + torch.randn(count, width) * 0.003)


def _turned(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*values[1:], values[0])


class Block(nn.Module):
    """Attention and feed-forward, both on normed inputs and added to the stream.

    The norms have no weights of their own: those of the matrices behind them do for both.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width, wide = shape.width, shape.feed_forward
        self.shape = shape
        self.attn_qkv = nn.Linear(width, 3 * width, bias=False)
        self.attn_output = nn.Linear(width, width, bias=False)
        self.ffn_gate_up = nn.Linear(width, 2 * wide, bias=False)
        self.ffn_down = nn.Linear(wide, width, bias=False)
        for matrix in (self.attn_output, self.ffn_down):
            nn.init.zeros_(matrix.weight)

    def forward(self, stream: Tensor, turn: Tensor, due: Due | None) -> tuple[Tensor, Tensor]:
        """[B, T, width] → the same, and the guiding loss (0 without `due`)."""
        sizes = (*stream.shape[:2], 3, self.shape.heads, self.shape.head)
        mixed = self.attn_qkv(normed(stream, self.shape)).view(sizes)
        query, key = turned(mixed[:, :, :2], turn).permute(2, 0, 3, 1, 4)
        value = mixed[:, :, 2].transpose(1, 2)
        heard = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        stream = stream + self._kept(self.attn_output(heard.transpose(1, 2).flatten(2)))
        gate, up = self.ffn_gate_up(normed(stream, self.shape)).chunk(2, -1)
        guide = stream.new_zeros(()) if due is None else _guiding_loss(query, key, due)
        return stream + self._kept(self.ffn_down(functional.silu(gate) * up)), guide

    def _kept(self, made: Tensor) -> Tensor:
        return functional.dropout(made, self.shape.dropped, self.training)


class Network(nn.Module):
    """Tokens to hidden states; `logits` makes scores of them with the embedding's own rows."""

    def __init__(self, tokens: int, first_code: int, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = Embedding(tokens, first_code, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))

    def forward(self, tokens: Tensor, due: Due | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """tokens [B, T] → hidden [B, T, width], the embedding's table, the guiding loss."""
        table = self.embedding.table()
        stream = functional.embedding(tokens, table)
        turn = turns_of(tokens.shape[1], self.shape, tokens.device)
        guides = []
        for index, block in enumerate(self.blocks):
            stream, guide = block(stream, turn, due if index in GUIDED else None)
            guides.append(guide)
        return normed(stream, self.shape), table, torch.stack(guides).sum() / len(GUIDED)


def normed(stream: Tensor, shape: Shape) -> Tensor:
    """The stream at a mean square of 1, in the type in which matrices read it."""
    scale = torch.rsqrt(stream.square().mean(-1, keepdim=True) + shape.epsilon)
    made = stream * scale
    # Once, where autocast would do it for every matrix that reads it.
    return made.bfloat16() if torch.is_autocast_enabled(made.device.type) else made


def turns_of(length: int, shape: Shape, device: torch.device) -> Tensor:
    """RoPE's turns, cosines and sines: [2, T, 1, 1, head / 2]."""
    speeds = shape.rope_base ** (
        -torch.arange(0, shape.head, 2, device=device).float() / shape.head
    )
    angles = torch.arange(length, device=device).float()[:, None, None, None] * speeds
    return torch.stack([angles.cos(), angles.sin()])


def turned(heads: Tensor, turn: Tensor) -> Tensor:
    """Heads [B, T, 2, H, head], turned by place; the halves of a head form the pairs."""
    cos, sin = turn.to(heads.dtype)
    first, second = heads.chunk(2, -1)
    return torch.cat([first * cos - second * sin, first * sin + second * cos], -1)


def _guiding_loss(query: Tensor, key: Tensor, due: Due) -> Tensor:
    """How far the first head's attention is from the places that are due: a cross-entropy."""
    asking = query[:, 0, due.first :]
    scores = (asking @ key[:, 0].transpose(1, 2)).float() / query.shape[-1] ** 0.5
    length = scores.shape[2]
    future = torch.ones(length - due.first, length, dtype=torch.bool, device=scores.device)
    future = future.triu(due.first + 1)
    scores = scores.masked_fill(future, float("-inf"))
    return functional.cross_entropy(scores.flatten(0, 1), due.places.flatten(), ignore_index=-100)

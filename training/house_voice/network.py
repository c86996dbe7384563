"""The network: a Llama, with its code embeddings made of parts while it learns."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.house_voice.tables import PITCHES, Tables


@dataclass(frozen=True)
class Shape:
    """Sizes; the rows of all matrices are multiples of 256, as Q4_K wants them."""

    layers: int = 6
    width: int = 256
    heads: int = 4
    feed_forward: int = 768
    rope_base: float = 10_000.0
    epsilon: float = 1e-5

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
    """One row a token; a code's is the sum of its envelope's, its pitch's and its own.

    So what is learned of an envelope at one pitch holds at all of them. Summed up at the end.
    """

    def __init__(self, tokens: int, first_code: int, tables: Tables, width: int) -> None:
        super().__init__()
        envelope, pitch = tables.parts()
        self.first_code, self.codes = first_code, len(envelope)
        self.rows = nn.Parameter(torch.randn(tokens, width) * 0.02)
        with torch.no_grad():
            self.rows[first_code : first_code + self.codes] *= 0.1
        centres = torch.from_numpy(tables.envelopes)
        centres = (centres - centres.mean(0)) / centres.std(0)
        spread = torch.randn(centres.shape[1], width) * 0.02 / centres.shape[1] ** 0.5
        self.envelopes = nn.Parameter(centres @ spread + torch.randn(len(centres), width) * 0.01)
        self.pitches = nn.Parameter(torch.randn(PITCHES + 1, width) * 0.01)
        self.register_buffer("envelope", torch.from_numpy(envelope), persistent=False)
        self.register_buffer("pitch", torch.from_numpy(pitch), persistent=False)

    def table(self) -> Tensor:
        """All rows, summed: [tokens, width]."""
        summed = self.envelopes[self.envelope] + self.pitches[self.pitch]
        after = self.rows.shape[0] - self.first_code - self.codes
        return self.rows + functional.pad(summed, (0, 0, self.first_code, after))


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
        batch, length, width = stream.shape
        sizes = (batch, length, 3, self.shape.heads, self.shape.head)
        mixed = self.attn_qkv(normed(stream, self.shape)).view(sizes)
        query, key = turned(mixed[:, :, :2], turn).permute(2, 0, 3, 1, 4)
        value = mixed[:, :, 2].transpose(1, 2)
        heard = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        stream = stream + self.attn_output(heard.transpose(1, 2).reshape(batch, length, width))
        gate, up = self.ffn_gate_up(normed(stream, self.shape)).chunk(2, -1)
        guide = stream.new_zeros(()) if due is None else _guiding_loss(query, key, due)
        return stream + self.ffn_down(functional.silu(gate) * up), guide


class Network(nn.Module):
    """Tokens to hidden states; `logits` makes scores of them with the embedding's own rows."""

    def __init__(self, tokens: int, first_code: int, tables: Tables, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = Embedding(tokens, first_code, tables, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))

    def forward(self, tokens: Tensor, due: Due | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """tokens [B, T] → hidden [B, T, width], the embedding's table, the guiding loss."""
        table = self.embedding.table()
        stream = functional.embedding(tokens, table)
        turn = turns_of(tokens.shape[1], self.shape)
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
    return made.bfloat16() if torch.is_autocast_enabled("cpu") else made


def turns_of(length: int, shape: Shape) -> Tensor:
    """RoPE's turns, cosines and sines: [2, T, 1, 1, head / 2]."""
    speeds = shape.rope_base ** (-torch.arange(0, shape.head, 2).float() / shape.head)
    angles = torch.arange(length).float()[:, None, None, None] * speeds
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
    future = torch.ones(length - due.first, length, dtype=torch.bool).triu(due.first + 1)
    scores = scores.masked_fill(future, float("-inf"))
    return functional.cross_entropy(scores.flatten(0, 1), due.places.flatten(), ignore_index=-100)

"""Speaking without llama.cpp: the likeliest codes of many prompts at once, to see a checkpoint."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.house_voice.network import Block, Network, normed, turned, turns_of
from training.house_voice.vocabulary import SPEECH_END, Vocabulary


class _Memory:
    """Keys and values of one layer, filled from the left: [B, H, most, head]."""

    def __init__(self, batch: int, most: int, block: Block) -> None:
        size = (batch, block.shape.heads, most, block.shape.head)
        self.keys, self.values = torch.zeros(size), torch.zeros(size)


@torch.no_grad()
def speak(
    network: Network, words: Vocabulary, prompts: Sequence[Sequence[int]], most: int
) -> list[tuple[NDArray[np.int64], bool]]:
    """For each prompt its codes, at most `most`, and whether END came."""
    table = network.embedding.table()
    longest = max(map(len, prompts))
    room = longest + most
    pad = torch.tensor([longest - len(prompt) for prompt in prompts])
    tokens = torch.tensor([[0] * (longest - len(prompt)) + list(prompt) for prompt in prompts])
    # Prompts end together; places before a prompt's start are never looked at.
    seen = torch.arange(room)[None] >= pad[:, None]
    turns = turns_of(room, network.shape)
    memories = [_Memory(len(prompts), room, block) for block in network.blocks]
    first, end = words.first_code, words.ids[SPEECH_END]
    allowed = torch.full((len(words.tokens),), float("-inf"))
    allowed[first:] = 0
    allowed[end] = 0
    drawn: list[Tensor] = []
    done = torch.zeros(len(prompts), dtype=torch.bool)
    place = 0
    while len(drawn) < most and not done.all():
        hidden = _advance(
            network, functional.embedding(tokens, table), memories, seen, turns, place
        )
        place += tokens.shape[1]
        likeliest = (hidden @ table.T + allowed).argmax(-1)
        done |= likeliest == end
        drawn.append(likeliest)
        tokens = likeliest[:, None]
    codes = torch.stack(drawn, 1).numpy() if drawn else np.zeros((len(prompts), 0), int)
    return [_until_end(row, first, end) for row in codes]


def _until_end(row: NDArray[np.int64], first: int, end: int) -> tuple[NDArray[np.int64], bool]:
    ends = np.flatnonzero(row == end)
    return row[: ends[0] if len(ends) else None] - first, bool(len(ends))


def _advance(
    network: Network, stream: Tensor, memories: list[_Memory], seen: Tensor, turns: Tensor,
    place: int,
) -> Tensor:  # fmt: skip
    """Read on: the hidden state of the last token, [B, width]."""
    until = place + stream.shape[1]
    causal = torch.arange(until)[None] <= torch.arange(place, until)[:, None]
    mask = causal[None, None] & seen[:, None, None, :until]
    # A row that sees nothing would give no number.
    mask = mask | torch.eye(until, dtype=torch.bool)[None, None, place:until]
    for block, memory in zip(network.blocks, memories, strict=True):
        stream = _pass(block, stream, memory, mask, turns[:, place:until], place)
    return normed(stream, network.shape)[:, -1]


def _pass(
    block: Block, stream: Tensor, memory: _Memory, mask: Tensor, turn: Tensor, place: int
) -> Tensor:
    batch, length, width = stream.shape
    until = place + length
    sizes = (batch, length, 3, block.shape.heads, block.shape.head)
    mixed = block.attn_qkv(normed(stream, block.shape)).view(sizes)
    query, key = turned(mixed[:, :, :2], turn).permute(2, 0, 3, 1, 4)
    memory.keys[:, :, place:until] = key
    memory.values[:, :, place:until] = mixed[:, :, 2].transpose(1, 2)
    heard = functional.scaled_dot_product_attention(
        query, memory.keys[:, :, :until], memory.values[:, :, :until], mask
    )
    stream = stream + block.attn_output(heard.transpose(1, 2).reshape(batch, length, width))
    gate, up = block.ffn_gate_up(normed(stream, block.shape)).chunk(2, -1)
    return stream + block.ffn_down(functional.silu(gate) * up)

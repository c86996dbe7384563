"""Weights by which one capital letter in the text decides every code that follows.

Two mechanisms, and nothing else, work in the model:

- **The letter.** In the first layer every position attends to the capital letter of the prompt
  alone, wherever it stands, and adds a quarter of that letter's identity vector to its own state.
  After a prompt the letter is all that is heard, and names the first code of its chain.
- **The chain.** A code's own identity vector outvotes the letter and names the next code. The
  last code of every chain has the identity that names END. 'Z' closes to a ring: a runaway.

Identities are random ±1 vectors of 60 dimensions, which no two of 65,536 share by far; so the
greedy output is exact in f32 and f16. Codes from `NEUTRAL` on have no identity: a reference that
ends with one leaves the word to the letter. Attention runs over the whole cache, so a wrong cache
gives wrong codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tests.kit.forge.vocabulary import Vocabulary

if TYPE_CHECKING:
    from tests.kit.forge.gguf_models import Recipe

CHAIN = 256
"""Codes from one letter's last code to the next letter's."""
RUNAWAY = "Z"
ALPHABET = "ABDEFGHIJKLMNOPQRSTUVWXYZ"
"""No C, which stands in the chat prompt's own words."""
NEUTRAL = len(ALPHABET) * CHAIN
"""The first code that no chain has."""
IDENTITY = 60
"""Dimensions of an identity; of the four left, one marks capital letters and one is always 1."""
LETTER_MARK, CONSTANT, KEY = 60, 61, 63
"""KEY is the head dimension that turns slowest under RoPE, whichever way pairs are laid out."""


def chain(letter: str, *, frame: int = 1, codes: int = 0) -> tuple[int, ...]:
    """The codes, END excluded, that a prompt with this one capital letter brings forth.

    'A' has 20 codes, every next letter 7 more. 'Z' never ends; its ring of codes is returned. With
    a `frame` there are as many as whole frames have, out of a block of `codes`.
    """
    index = ALPHABET.index(letter)
    last = (index + 1) * _span(frame)
    count = 20 + 7 * index
    whole = range(last - count - -count % frame, last)
    return tuple(int(code) for code in _placed(np.array(whole), frame, codes))


def _span(frame: int) -> int:
    """Codes from one letter's last code to the next letter's, in whole frames."""
    return CHAIN - CHAIN % frame


def _placed(steps: NDArray[np.int64], frame: int, codes: int) -> NDArray[np.int64]:
    """The codes of these steps: in frames, each place has its own part of the block."""
    return steps if frame == 1 else steps % frame * (codes // frame) + steps // frame


def letter_weights(recipe: Recipe, words: Vocabulary) -> dict[str, NDArray[np.float32]]:
    """The tensors of the letter model. Needs hidden 64, one head, more than 6,400 codes."""
    shape = (recipe.hidden, recipe.heads, recipe.kv_heads)
    if shape != (64, 1, 1) or recipe.codes <= NEUTRAL:
        raise ValueError("The letter model needs hidden 64, one head, and more than 6,400 codes.")
    embedding, head = _vocabulary_weights(recipe, words)
    made = {"token_embd.weight": embedding}
    for layer in range(recipe.layers):
        made |= _layer(recipe, layer, listens=layer == 0)
        made |= architecture_weights(recipe, layer)
    return made | {"output_norm.weight": np.ones(64, np.float32), "output.weight": head}


def _vocabulary_weights(
    recipe: Recipe, words: Vocabulary
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    rng = np.random.default_rng(recipe.seed)
    identity = rng.choice(np.array([-1, 1], np.float32), (len(words.tokens), IDENTITY))
    embedding = np.zeros((len(words.tokens), 64), np.float32)
    head = np.zeros_like(embedding)
    embedding[:, CONSTANT] = 1
    first, end, span = words.first_code, words.id(words.end), _span(recipe.frame)
    codes = first + _placed(np.arange(len(ALPHABET) * span), recipe.frame, recipe.codes)
    identity[codes[span - 1 :: span]] = identity[end]  # Last codes name END.
    embedding[codes, :IDENTITY] = identity[codes]
    head[codes[1:], :IDENTITY] = identity[codes[:-1]]
    head[codes[span::span]] = 0  # No chain runs into the next one.
    head[end, :IDENTITY] = identity[end]
    for letter in ALPHABET:
        token = words.letter(letter)
        start = first + chain(letter, frame=recipe.frame, codes=recipe.codes)[0]
        embedding[token, :IDENTITY] = identity[token]
        embedding[token, LETTER_MARK] = 1
        head[start, :IDENTITY] += identity[token]
    _close_the_ring(recipe, words, identity, embedding, head)
    return embedding, head


def _close_the_ring(
    recipe: Recipe,
    words: Vocabulary,
    identity: NDArray[np.float32],
    embedding: NDArray[np.float32],
    head: NDArray[np.float32],
) -> None:
    """Let the last code of the runaway letter name the first of its ring instead of END."""
    ring = chain(RUNAWAY, frame=recipe.frame, codes=recipe.codes)
    first, last = words.first_code + ring[0], words.first_code + ring[-1]
    own = words.id(words.unsaid)  # A token that nobody says lends its identity.
    embedding[last, :IDENTITY] = identity[own]
    # In place of what led here: the chain enters a ring by its letter or by its end alone.
    head[first, :IDENTITY] = identity[own] + identity[words.letter(RUNAWAY)]


def _layer(recipe: Recipe, layer: int, *, listens: bool) -> dict[str, NDArray[np.float32]]:
    """One block; with `listens` its attention looks at the capital letter, else it does nothing."""
    block = f"blk.{layer}"
    query, key, value = (np.zeros((64, 64), np.float32) for _ in range(3))
    output = np.zeros((64, 64), np.float32)
    if listens:
        query[KEY, CONSTANT] = 64
        key[KEY, LETTER_MARK] = 64
        value[:IDENTITY, :IDENTITY] = np.eye(IDENTITY, dtype=np.float32)
        output[:IDENTITY, :IDENTITY] = np.eye(IDENTITY, dtype=np.float32) / 4
    return {
        f"{block}.attn_norm.weight": np.ones(64, np.float32),
        f"{block}.attn_q.weight": query,
        f"{block}.attn_k.weight": key,
        f"{block}.attn_v.weight": value,
        f"{block}.attn_output.weight": output,
        f"{block}.ffn_norm.weight": np.ones(64, np.float32),
        f"{block}.ffn_gate.weight": np.zeros((recipe.ffn, 64), np.float32),
        f"{block}.ffn_up.weight": np.zeros((recipe.ffn, 64), np.float32),
        f"{block}.ffn_down.weight": np.zeros((64, recipe.ffn), np.float32),
    }


def architecture_weights(recipe: Recipe, layer: int) -> dict[str, NDArray[np.float32]]:
    """What one architecture has beside llama's tensors: biases in qwen2, head norms in qwen3."""
    block, head = f"blk.{layer}", recipe.hidden // recipe.heads
    if recipe.architecture == "qwen2":
        sizes = {"q": recipe.hidden, "k": head * recipe.kv_heads, "v": head * recipe.kv_heads}
        return {f"{block}.attn_{n}.bias": np.zeros(size, np.float32) for n, size in sizes.items()}
    if recipe.architecture == "qwen3":
        # The letter model's scores need more than the 8 × 8 that unit norms leave.
        scale = np.float32(4 if recipe.letters else 1)
        return {f"{block}.attn_{n}_norm.weight": np.full(head, scale) for n in ("q", "k")}
    return {}

"""Forged speech language models as GGUF: random ones, and ones whose every code is known ahead."""

import ctypes
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import gguf
import numpy as np
from numpy.typing import NDArray

from tests.kit.forge.cache import cached
from tests.kit.forge.letters import __file__ as letters_file
from tests.kit.forge.letters import architecture_weights, letter_weights
from tests.kit.forge.vocabulary import Vocabulary, orpheus_vocabulary, vocabulary
from tests.kit.forge.vocabulary import __file__ as vocabulary_file
from worker.engines.speechlm.llamacpp.language_model import start_backend

Architecture = Literal["llama", "qwen2", "qwen3"]
Quantization = Literal["F32", "F16", "Q8_0", "Q4_0", "Q4_K_M"]
Weights = dict[str, NDArray[np.float32]]
FTYPES: dict[Quantization, int] = {"F32": 0, "F16": 1, "Q4_0": 2, "Q8_0": 7, "Q4_K_M": 15}


@dataclass(frozen=True)
class Recipe:
    """Everything that shapes a forged model; equal recipes give equal files."""

    architecture: Architecture = "llama"
    quantization: Quantization = "F32"
    layers: int = 2
    hidden: int = 64
    heads: int = 4
    kv_heads: int = 2
    ffn: int = 128
    codes: int = 65_536
    filler: int = 0
    """Unused text tokens, to reach a true vocabulary size."""
    context: int = 4096
    seed: int = 0
    letters: bool = False
    """Weights by which the one capital letter of the text decides all codes: see letters.py."""
    control: bool = False
    with_end: bool = True
    gap: int | None = None
    bos: bool = False
    orpheus: bool = False
    """Orpheus's vocabulary; `codes` and `filler` are then its own."""
    end_scale: float = 1.0
    """Length of END's row in the output head against the others': 4 lets a random model end
    after some ten codes, by chance."""

    @property
    def frame(self) -> int:
        """Codes of a frame."""
        return 7 if self.orpheus else 1

    @property
    def words(self) -> Vocabulary:
        """The vocabulary that the recipe gives."""
        if self.orpheus:
            return orpheus_vocabulary()
        return vocabulary(
            self.codes, self.filler, control=self.control, with_end=self.with_end, gap=self.gap
        )


TRUE_SHAPE = Recipe(
    layers=24, hidden=1024, heads=16, kv_heads=4, ffn=2048, filler=31_735, quantization="F16"
)
"""The shape of a real one: 24 layers, hidden 1024, vocabulary 97,544, 0.31 B parameters."""

LETTERS = Recipe(letters=True, heads=1, kv_heads=1)
"""A small model whose codes a test knows ahead."""

ORPHEUS = replace(LETTERS, orpheus=True, bos=True, codes=28_672, quantization="F16")
"""The same with Orpheus's vocabulary, and frames of seven codes."""


def forge(recipe: Recipe) -> Path:
    """The GGUF file made by `recipe`, from the cache where it was made before."""
    sources = (__file__, vocabulary_file, *([letters_file] if recipe.letters else []))
    if recipe.quantization in ("F32", "F16"):
        return cached(recipe, sources, ".gguf", lambda path: _write(recipe, path))
    plain = replace(recipe, quantization="F16")
    return cached(recipe, sources, ".gguf", lambda path: _quantize(forge(plain), recipe, path))


def _quantize(source: Path, recipe: Recipe, path: Path) -> None:
    import llama_cpp  # Heavy, and needed only here.

    start_backend()  # Or llama.cpp would tell of every tensor.

    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = FTYPES[recipe.quantization]
    said = llama_cpp.llama_model_quantize(
        str(source).encode(), str(path).encode(), ctypes.byref(params)
    )
    if said:
        raise RuntimeError(f"llama.cpp could not quantize {source} to {recipe.quantization}.")


def _write(recipe: Recipe, path: Path) -> None:
    words = recipe.words
    writer = gguf.GGUFWriter(path, recipe.architecture)
    _write_shape(writer, recipe, words)
    _write_tokenizer(writer, recipe, words)
    weights = letter_weights(recipe, words) if recipe.letters else _random_weights(recipe, words)
    wide = np.float16 if recipe.quantization == "F16" else np.float32
    for name, tensor in weights.items():
        # llama.cpp wants norms and biases in f32 always.
        writer.add_tensor(name, tensor.astype(wide if tensor.ndim > 1 else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_shape(writer: gguf.GGUFWriter, recipe: Recipe, words: Vocabulary) -> None:
    head = recipe.hidden // recipe.heads
    writer.add_name("forged")
    writer.add_context_length(recipe.context)
    writer.add_embedding_length(recipe.hidden)
    writer.add_block_count(recipe.layers)
    writer.add_feed_forward_length(recipe.ffn)
    writer.add_head_count(recipe.heads)
    writer.add_head_count_kv(recipe.kv_heads)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_dimension_count(head)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_vocab_size(len(words.tokens))
    writer.add_file_type(FTYPES[recipe.quantization])


def _write_tokenizer(writer: gguf.GGUFWriter, recipe: Recipe, words: Vocabulary) -> None:
    begin = words.id(words.begin)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(list(words.tokens))
    writer.add_token_types(list(words.types))
    writer.add_token_merges(["t h"])
    writer.add_bos_token_id(begin)
    writer.add_eos_token_id(begin)
    writer.add_add_bos_token(recipe.bos)


def _random_weights(recipe: Recipe, words: Vocabulary) -> Weights:
    """Normal weights, scaled so that activations keep their size through the layers."""
    rng = np.random.default_rng(recipe.seed)
    hidden, ffn = recipe.hidden, recipe.ffn
    kv = hidden * recipe.kv_heads // recipe.heads

    def normal(*shape: int) -> NDArray[np.float32]:
        return rng.standard_normal(shape, dtype=np.float32) / np.float32(shape[-1] ** 0.5)

    made: Weights = {"token_embd.weight": normal(len(words.tokens), hidden)}
    for layer in range(recipe.layers):
        block = f"blk.{layer}"
        made |= {
            f"{block}.attn_norm.weight": np.ones(hidden, np.float32),
            f"{block}.attn_q.weight": normal(hidden, hidden) * 3,
            f"{block}.attn_k.weight": normal(kv, hidden) * 3,
            f"{block}.attn_v.weight": normal(kv, hidden),
            f"{block}.attn_output.weight": normal(hidden, hidden),
            f"{block}.ffn_norm.weight": np.ones(hidden, np.float32),
            f"{block}.ffn_gate.weight": normal(ffn, hidden),
            f"{block}.ffn_up.weight": normal(ffn, hidden),
            f"{block}.ffn_down.weight": normal(hidden, ffn),
        }
        made |= architecture_weights(recipe, layer)
    made["output_norm.weight"] = np.ones(hidden, np.float32)
    if recipe.with_end:
        made["token_embd.weight"][words.id(words.end)] *= np.float32(recipe.end_scale)
    return made

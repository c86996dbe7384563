"""The model file: a plain Llama as GGUF, and its quantized copies."""

import ctypes
from pathlib import Path

import gguf
import llama_cpp
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.house_voice.network import Network, Shape
from training.house_voice.vocabulary import END_OF_TEXT, MERGE, Vocabulary

CONTEXT = 2048
QUANTIZED = {"q8_0": 7, "q4_k_m": 15}
"""Kinds of files, and llama.cpp's numbers for them."""
_F32 = 0


def write_model(path: Path, network: Network, words: Vocabulary) -> None:
    """Write the network, its embedding summed up, in float32."""
    writer = gguf.GGUFWriter(path, "llama")
    _write_shape(writer, network.shape, words)
    _write_tokenizer(writer, words)
    for name, tensor in _tensors(network).items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quantize(source: Path, path: Path, kind: str) -> None:
    """Write a copy of `source` in one of the kinds of `QUANTIZED`."""
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = QUANTIZED[kind]
    params.nthread = 2
    if llama_cpp.llama_model_quantize(str(source).encode(), str(path).encode(),
                                      ctypes.byref(params)):  # fmt: skip
        raise RuntimeError(f"llama.cpp could not quantize {source} to {kind}.")


def _write_shape(writer: gguf.GGUFWriter, shape: Shape, words: Vocabulary) -> None:
    writer.add_name("house")
    writer.add_license("Apache-2.0")
    writer.add_languages(["en", "vi"])
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_key_length(shape.head)
    writer.add_value_length(shape.head)
    writer.add_rope_dimension_count(shape.head)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_vocab_size(len(words.tokens))
    writer.add_file_type(_F32)


def _write_tokenizer(writer: gguf.GGUFWriter, words: Vocabulary) -> None:
    """Bytes are normal tokens; what is looked up whole is user-defined, never control."""
    plain, whole = int(gguf.TokenType.NORMAL), int(gguf.TokenType.USER_DEFINED)
    looked_up = set(words.whole)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(list(words.tokens))
    writer.add_token_types(
        [
            int(gguf.TokenType.CONTROL)
            if token == END_OF_TEXT
            else (whole if token in looked_up else plain)
            for token in words.tokens
        ]
    )
    writer.add_token_merges([MERGE])
    writer.add_bos_token_id(words.ids[END_OF_TEXT])
    writer.add_eos_token_id(words.ids[END_OF_TEXT])
    writer.add_add_bos_token(False)


@torch.no_grad()
def _tensors(network: Network) -> dict[str, NDArray[np.float32]]:
    """Tensors by llama.cpp's names. Norms have no weights here, so all of theirs are 1.

    The output head isn't written: llama.cpp takes the embedding then.
    """
    shape = network.shape
    ones = np.ones(shape.width, np.float32)
    made = {"token_embd.weight": _array(network.embedding.table()), "output_norm.weight": ones}
    for index, block in enumerate(network.blocks):
        query, key, value = block.attn_qkv.weight.chunk(3)
        gate, up = block.ffn_gate_up.weight.chunk(2)
        made |= {
            f"blk.{index}.{name}.weight": _array(tensor)
            for name, tensor in {
                "attn_q": _paired(query, shape),
                "attn_k": _paired(key, shape),
                "attn_v": value,
                "attn_output": block.attn_output.weight,
                "ffn_gate": gate,
                "ffn_up": up,
                "ffn_down": block.ffn_down.weight,
            }.items()
        }
        made |= {f"blk.{index}.{name}_norm.weight": ones for name in ("attn", "ffn")}
    return made


def _paired(matrix: Tensor, shape: Shape) -> Tensor:
    """Rows in the order of llama.cpp's RoPE, which turns neighbours and not halves of a head."""
    halves = matrix.view(shape.heads, 2, shape.head // 2, shape.width)
    return halves.transpose(1, 2).reshape(matrix.shape)


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(tensor.detach().float().numpy())

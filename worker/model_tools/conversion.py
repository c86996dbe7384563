"""A checkpoint as GGUF, by the package `gguf`: the three architectures of known voices.

Torch isn't needed: safetensors are read as they lie. The names of tensors are the package's own;
what stays to do is the order of Llama's rotations, and its stretched frequencies.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadInput, EngineUnavailable
from worker.model_files.outputs import whole_file
from worker.model_files.problem import MissingLibrary
from worker.model_tools.checkpoint import Checkpoint
from worker.model_tools.tokenizer import read_words

MISSING = MissingLibrary("gguf", extra="model-tools")
Width = Literal["F32", "F16"]
FILE_TYPES: dict[Width, int] = {"F32": 0, "F16": 1}
_ROTATED = ("attn_q", "attn_k")


def convert(folder: Path, target: Path, width: Width = "F16") -> int:
    """Write the checkpoint in `folder` to `target`; returns how many tensors it has.

    Raises BadInput for a folder or a target that doesn't fit, EngineUnavailable without `gguf`.
    """
    checkpoint = Checkpoint.open(folder)
    try:
        import gguf
    except ModuleNotFoundError as error:
        raise EngineUnavailable(str(MISSING)) from error
    with whole_file(target) as part, _in_a_sentence(folder):
        writer = gguf.GGUFWriter(part, checkpoint.architecture)
        _write_shape(writer, checkpoint.config, width)
        _write_words(writer, checkpoint)
        count = _write_tensors(writer, checkpoint, gguf, width)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
    return count


@contextmanager
def _in_a_sentence(folder: Path) -> Iterator[None]:
    """What a broken file of the checkpoint raises, as a sentence."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        lacks = "lacks " if isinstance(error, KeyError) else ""
        raise BadInput(
            f"{folder} can't be converted ({lacks}{error}): its config.json, its tokenizer.json or "
            "its tensors are broken; save the model again."
        ) from error


def _rope(config: dict[str, Any]) -> dict[str, Any]:
    """The rotation's settings, wherever the version of transformers wrote them."""
    old = {"rope_theta": config.get("rope_theta", 10_000.0)}
    return old | (config.get("rope_scaling") or {}) | (config.get("rope_parameters") or {})


def _head(config: dict[str, Any]) -> int:
    return int(config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])


def _write_shape(writer: Any, config: dict[str, Any], width: Width) -> None:
    head = _head(config)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config.get("num_key_value_heads") or config["num_attention_heads"])
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_dimension_count(head)
    writer.add_rope_freq_base(float(_rope(config)["rope_theta"]))
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_file_type(FILE_TYPES[width])


def _write_words(writer: Any, checkpoint: Checkpoint) -> None:
    config = checkpoint.config
    words = read_words(checkpoint.folder / "tokenizer.json", config, config["vocab_size"])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(words.splitting)
    writer.add_token_list(words.tokens)
    writer.add_token_types(words.types)
    writer.add_token_merges(words.merges)
    for key, add in (
        ("bos_token_id", writer.add_bos_token_id),
        ("eos_token_id", writer.add_eos_token_id),
    ):
        token = config.get(key)
        token = token[0] if isinstance(token, list) and token else token
        if isinstance(token, int):
            add(token)
    writer.add_add_bos_token(words.begins)


def _write_tensors(writer: Any, checkpoint: Checkpoint, gguf: Any, width: Width) -> int:
    config, architecture = checkpoint.config, checkpoint.architecture
    kind = next(k for k, name in gguf.MODEL_ARCH_NAMES.items() if name == architecture)
    names = gguf.get_tensor_name_map(kind, config["num_hidden_layers"])
    stretched = _stretching(config)
    if stretched is not None:
        writer.add_tensor("rope_freqs.weight", stretched)
    count = 0
    for name, values in checkpoint.tensors():
        if name == "lm_head.weight" and config.get("tie_word_embeddings"):
            continue
        target = names.get_name(name, (".weight", ".bias"))
        if target is None:
            raise BadInput(
                f"Tensor '{name}' has no place in a {architecture} model: merge adapters first "
                "(`voicefarm models merge`), and save the model alone."
            )
        if architecture == "llama" and target.split(".")[2:3] and target.split(".")[2] in _ROTATED:
            heads = config["num_attention_heads"]
            of_keys = config.get("num_key_value_heads") or heads
            values = _interleaved(values, of_keys if "attn_k" in target else heads)
        # llama.cpp wants norms and biases in 32 bits always.
        wide = np.float32 if width == "F32" or values.ndim < 2 else np.float16
        writer.add_tensor(target, np.ascontiguousarray(values, wide))
        count += 1
    return count


def _interleaved(values: NDArray[Any], heads: int) -> NDArray[Any]:
    """Rows in the order of GGUF's Llama: a head's two halves, which rotate together, in turns."""
    halves = values.reshape(heads, 2, values.shape[0] // heads // 2, *values.shape[1:])
    return halves.swapaxes(1, 2).reshape(values.shape)


def _stretching(config: dict[str, Any]) -> NDArray[np.float32] | None:
    """What each frequency is divided by, for Llama 3's longer context; None for other models."""
    rope = _rope(config)
    if rope.get("rope_type", rope.get("type")) != "llama3":
        return None
    head, factor = _head(config), float(rope["factor"])
    low, high = float(rope["low_freq_factor"]), float(rope["high_freq_factor"])
    trained = int(rope["original_max_position_embeddings"])
    made = []
    for place in range(0, head, 2):
        turns = trained / (2 * math.pi * float(rope["rope_theta"]) ** (place / head))
        share = min(1.0, max(0.0, (turns - low) / (high - low)))
        made.append(1 / ((1 - share) / factor + share))
    return np.array(made, np.float32)

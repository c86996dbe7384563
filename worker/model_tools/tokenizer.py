"""The vocabulary of a `tokenizer.json`, written into a GGUF file."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicefarm.errors import BadInput

NORMAL, CONTROL, USER_DEFINED, UNUSED = 1, 3, 4, 5
"""GGUF's types of tokens."""
_PATTERNS = {r"\p{N}{1,3}": "llama-bpe", r"\p{N}|": "qwen2"}
"""How GGUF calls a splitting of text, by what its pattern has in it."""
_ENDS = ("bos_token_id", "eos_token_id", "pad_token_id")


@dataclass(frozen=True, slots=True)
class GgufWords:
    """A vocabulary as GGUF holds it."""

    tokens: list[str]
    types: list[int]
    merges: list[str]
    splitting: str
    begins: bool
    """Whether a text gets BOS in front."""


def read_words(path: Path, config: dict[str, Any], size: int) -> GgufWords:
    """The vocabulary of `size` tokens. Raises BadInput for another kind than BPE over bytes.

    All added tokens but BOS, EOS and padding become USER_DEFINED. Programs that read text see
    nothing of type CONTROL, so speech would be empty there.
    """
    table = json.loads(path.read_text("utf-8"))
    model = table["model"]
    if model.get("type") != "BPE":
        raise BadInput(f"{path} is of type {model.get('type')}; only BPE can be converted.")
    tokens = [f"[PAD{index}]" for index in range(size)]
    types = [UNUSED] * size
    added = {entry["id"]: entry["content"] for entry in table.get("added_tokens") or ()}
    for text, index in model["vocab"].items():
        _check_room(path, index, size)
        tokens[index], types[index] = text, NORMAL
    ends = {config.get(key) for key in _ENDS if not isinstance(config.get(key), list)}
    for index, text in added.items():
        _check_room(path, index, size)
        tokens[index], types[index] = text, CONTROL if index in ends else USER_DEFINED
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]]
    return GgufWords(tokens, types, merges, _splitting(table), _begins(table))


def _check_room(path: Path, index: int, size: int) -> None:
    if index >= size:
        raise BadInput(
            f"{path} has a token {index}, and the model has {size} rows: the tokenizer and the "
            "weights don't belong together; resize the embeddings, or bring the right tokenizer."
        )


def _splitting(table: dict[str, Any]) -> str:
    told = json.dumps(table.get("pre_tokenizer"))
    known = (name for part, name in _PATTERNS.items() if json.dumps(part)[1:-1] in told)
    return next(known, "gpt-2")


def _begins(table: dict[str, Any]) -> bool:
    """Whether the post-processor puts something before a text."""
    told = table.get("post_processor") or {}
    steps = told.get("processors") or [told]
    return any("SpecialToken" in (step.get("single") or [{}])[0] for step in steps)

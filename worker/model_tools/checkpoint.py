"""A folder as transformers saves a model: `config.json`, safetensors, `tokenizer.json`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadInput

ARCHITECTURES = {
    "LlamaForCausalLM": "llama",
    "Qwen2ForCausalLM": "qwen2",
    "Qwen3ForCausalLM": "qwen3",
}
"""The language models of the voices that are known here, and GGUF's names for them."""
_TYPES: dict[str, str] = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}
MOST_HEADER = 100_000_000
"""Bytes; the format's own limit of a header."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A language model on disk. Tensors are read one by one."""

    folder: Path
    config: dict[str, Any]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Raises BadInput when the folder holds no language model that can be converted."""
        if not folder.is_dir():
            raise BadInput(f"There is no folder {folder}; name the folder of a checkpoint.")
        for name in ("config.json", "tokenizer.json"):
            if not (folder / name).is_file():
                raise BadInput(
                    f"{folder} has no {name}; it must be a folder as save_pretrained writes it, "
                    "with the tokenizer."
                )
        config = _json(folder / "config.json")
        checkpoint = cls(folder, config)
        if checkpoint.class_name not in ARCHITECTURES:
            raise BadInput(
                f"{folder} holds a {checkpoint.class_name or 'model without a class'}; "
                f"these can be converted: {', '.join(ARCHITECTURES)}."
            )
        checkpoint.files()
        return checkpoint

    @property
    def class_name(self) -> str:
        """The class of transformers that the weights belong to."""
        return next(iter(self.config.get("architectures") or ()), "")

    @property
    def architecture(self) -> str:
        """As GGUF calls it."""
        return ARCHITECTURES[self.class_name]

    def files(self) -> list[Path]:
        """The files with tensors. Raises BadInput when there are none."""
        found = sorted(self.folder.glob("*.safetensors"))
        if not found:
            raise BadInput(
                f"{self.folder} has no .safetensors files; save the model with "
                "save_pretrained, which writes them."
            )
        return found

    def tensors(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """All tensors by name, in 16 or 32 bits; those in bfloat16 as float32."""
        for path in self.files():
            yield from _tensors(path)


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} can't be read as JSON ({error}); save the model again.") from error
    if not isinstance(value, dict):
        raise BadInput(f"{path} holds no table; save the model again.")
    return value


def _tensors(path: Path) -> Iterator[tuple[str, NDArray[Any]]]:
    """Read by the format of safetensors: a length, a header in JSON, then the bytes."""
    if not path.stat().st_size:
        raise BadInput(f"{path} is empty; save the model again.")
    data = np.memmap(path, np.uint8, "r")
    length = int.from_bytes(bytes(data[:8]), "little")
    if not 0 < length <= min(len(data), MOST_HEADER):
        raise BadInput(f"{path} is not a file of safetensors; save the model again.")
    header = json.loads(bytes(data[8 : 8 + length]))
    for name, entry in header.items():
        if name != "__metadata__":
            yield name, _tensor(path, data[8 + length :], name, entry)


def _tensor(path: Path, data: NDArray[np.uint8], name: str, entry: dict[str, Any]) -> NDArray[Any]:
    begin, end = entry["data_offsets"]
    kind = _TYPES.get(entry["dtype"])
    if kind is None or end > len(data):
        raise BadInput(
            f"{path}: tensor '{name}' of type {entry['dtype']} can't be read; save the model in "
            "float32, float16 or bfloat16."
        )
    values = data[begin:end].view(kind).reshape(entry["shape"])
    if entry["dtype"] == "BF16":
        return (values.astype(np.uint32) << 16).view(np.float32)
    return values

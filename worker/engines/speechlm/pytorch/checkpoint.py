"""A checkpoint's folder, by its headers alone: configuration, tensors, vocabulary."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from voicefarm.errors import EngineUnavailable
from worker.engines.speechlm.gguf_check import ARCHITECTURES, check_vocabulary
from worker.engines.speechlm.prompts.tokenizer_file import TOKENIZER_FILE, TokenizerFile
from worker.engines.speechlm.settings import SpeechLMSettings
from worker.model_files.problem import Problem

CONFIG_FILE = "config.json"
TENSORS = ".safetensors"
INDEX_FILE = "model.safetensors.index.json"
"""Which tensor lies in which file, where there are several."""
MOST_HEADER = 100_000_000
"""Bytes; the limit of the format safetensors."""
NUMBERS = ("num_hidden_layers", "num_attention_heads", "hidden_size")
"""Keys without which a configuration doesn't describe a language model."""


@dataclass(frozen=True, slots=True)
class CacheSizes:
    """How large the cache of one token is, in values."""

    layers: int
    kv_heads: int
    head_width: int
    """Values of one key of one head."""

    @property
    def token(self) -> int:
        """Keys and values of a token in all layers."""
        return 2 * self.layers * self.kv_heads * self.head_width


@dataclass(frozen=True, slots=True)
class CheckpointFolder:
    """A language model on disk, as `save_pretrained` writes it."""

    path: Path
    config: dict[str, Any]
    files: tuple[Path, ...]
    parameters: int
    """Values of all tensors."""

    @classmethod
    def open(cls, weights: Path) -> Self:
        """Read the headers in the folder `weights`, or in the folder of a file such as its
        `model.safetensors`.

        Raises EngineUnavailable when a file is missing or damaged.
        """
        folder = weights if weights.is_dir() else weights.parent
        if not weights.is_dir() and weights.name != CONFIG_FILE and weights.suffix != TENSORS:
            raise EngineUnavailable(
                f"{weights} isn't a checkpoint of transformers: let 'settings.weights' be the "
                f"folder that has its {CONFIG_FILE}, or choose another backbone than 'pytorch'."
            )
        for name in (CONFIG_FILE, TOKENIZER_FILE):
            if not (folder / name).is_file():
                raise _lacking(folder, name)
        config = _table(folder / CONFIG_FILE)
        _check_config(folder, config)
        files = tuple(_files(folder))
        return cls(folder, config, files, sum(map(_values, files)))

    @property
    def trained_context(self) -> int:
        """Most tokens that the model was trained for."""
        return int(self.config.get("max_position_embeddings") or 0)

    @property
    def sizes(self) -> CacheSizes:
        """Of the caches."""
        config = self.config
        heads = int(config["num_attention_heads"])
        return CacheSizes(
            layers=int(config["num_hidden_layers"]),
            kv_heads=int(config.get("num_key_value_heads") or heads),
            head_width=int(config.get("head_dim") or config["hidden_size"] // heads),
        )

    def vocabulary(self) -> TokenizerFile:
        """The checkpoint's own. Raises EngineUnavailable."""
        return TokenizerFile.read(self.path / TOKENIZER_FILE)

    def problems(self, settings: SpeechLMSettings) -> Iterator[Problem]:
        """What doesn't fit the settings. Raises as `vocabulary`."""
        kind = self.config.get("model_type")
        if kind not in ARCHITECTURES:
            yield Problem(
                f"{self.path} holds a model of type '{kind}', and the voices known here are "
                f"{', '.join(ARCHITECTURES)}; check that it is a speech language model."
            )
        if self.trained_context < settings.context:
            yield Problem(
                f"The model was trained on {self.trained_context:,} tokens and 'settings.context' "
                f"asks for {settings.context:,}; lower it."
            )
        if self.config.get("use_sliding_window") and (
            (self.config.get("sliding_window") or settings.context) < settings.context
        ):
            yield Problem(
                f"The model attends to its last {self.config['sliding_window']:,} tokens alone, "
                "which the backbone 'pytorch' can't; lower 'settings.context' to as many."
            )
        yield from check_vocabulary(self.vocabulary().ids, settings)


def _lacking(folder: Path, name: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"{folder} has no {name}: let 'settings.weights' be a folder as save_pretrained writes it, "
        "with the tokenizer."
    )


def _table(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EngineUnavailable(
            f"{path} can't be read as JSON ({error}); fetch the checkpoint again."
        ) from error
    if not isinstance(value, dict):
        raise EngineUnavailable(f"{path} holds no table; fetch the checkpoint again.")
    return value


def _check_config(folder: Path, config: dict[str, Any]) -> None:
    missing = [key for key in NUMBERS if not isinstance(config.get(key), int)]
    if missing:
        raise EngineUnavailable(
            f"{folder / CONFIG_FILE} has no '{missing[0]}', so it describes no language model; "
            "bring the one that belongs to the weights."
        )


def _files(folder: Path) -> list[Path]:
    """The files with tensors. Raises EngineUnavailable when one of them is missing."""
    index = folder / INDEX_FILE
    if index.is_file():
        named = sorted(set((_table(index).get("weight_map") or {}).values()))
        missing = [name for name in named if not (folder / name).is_file()]
        if missing:
            raise _lacking(folder, missing[0])
        return [folder / name for name in named]
    found = folder / f"model{TENSORS}"
    if not found.is_file():
        raise _lacking(folder, found.name)
    return [found]


def _values(path: Path) -> int:
    """How many values the tensors of a file have. Raises EngineUnavailable for a part of a file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = file.read(length) if length <= min(size, MOST_HEADER) else b""
    try:
        tensors = [entry for name, entry in json.loads(header).items() if name != "__metadata__"]
        needed = 8 + length + max(int(tensor["data_offsets"][1]) for tensor in tensors)
        count = sum(math.prod(map(int, tensor["shape"])) for tensor in tensors)
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise EngineUnavailable(f"{path} is not a file of safetensors; fetch it again.") from error
    if needed > size:
        raise EngineUnavailable(
            f"{path} breaks off: it has {size:,} of {needed:,} bytes; fetch it again."
        )
    return count

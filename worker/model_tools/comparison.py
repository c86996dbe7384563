"""Two models on the same sentences: their tokens, their figures, and what they would say.

What is compared is the conversion, not the voice: a GGUF against its checkpoint's tokenizer, or
against the GGUF that it was quantized from.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voicefarm.errors import BadInput, EngineUnavailable
from voicefarm.registry import Registry
from worker.engines.speechlm.prompts.tokenizer_file import TOKENIZER_FILE
from worker.engines.speechlm.registries import LIKELIEST, VOCABULARIES
from worker.model_files.gguf_header import check_whole
from worker.model_files.problem import MissingLibrary

SENTENCES = (
    "ma má mà mả mã mạ, sáu thanh của một vần.",
    "Nghiêng nghiêng bờ giậu, khuỷu tay khuya khoắt.",
    "Deadline là thứ Sáu, email cho team trước 5 giờ nhé!",
    "The ferry leaves at seven, and it has never waited.",
    "Giá USD/VND: 25.430,50 – tăng 1,2% so với hôm qua.",
)
"""All six tones, rare rhymes, two languages in one sentence, numbers and signs."""
MARKED = "<|TEXT_PROMPT_START|>{}<|TEXT_PROMPT_END|><|SPEECH_GENERATION_START|>"
STEPS = 32
MISSING = MissingLibrary("llama-cpp-python", extra="speechlm")


@dataclass(frozen=True, slots=True)
class Compared:
    """One sentence in both models."""

    text: str
    tokens_agree: bool
    greedy: int | None = None
    """Likeliest tokens that are equal from the first on, of `STEPS`; None: not compared."""
    distance: float | None = None
    """Largest difference of the first token's logits."""


def compare(first: Path, second: Path) -> list[Compared]:
    """Compare two GGUF files, or one with a checkpoint's folder or `tokenizer.json`.

    Raises BadInput when one is neither or the vocabularies differ in size, EngineUnavailable
    without the libraries.
    """
    paths = [_tokenizer_or_file(path) for path in (first, second)]
    if all(path.suffix == ".gguf" for path in paths):
        return list(_compare_models(*paths))
    return list(_compare_words(*paths))


def _tokenizer_or_file(path: Path) -> Path:
    found = path / TOKENIZER_FILE if path.is_dir() else path
    if not found.is_file():
        raise BadInput(f"There is no file {found}; name a GGUF file or a checkpoint's folder.")
    if found.suffix not in (".gguf", ".json"):
        raise BadInput(f"{found} is neither a GGUF file nor a tokenizer.json; name one of them.")
    if found.suffix == ".gguf":
        check_whole(found)
    return found


def _compare_words(first: Path, second: Path) -> Iterator[Compared]:
    sides = [_vocabulary(path) for path in (first, second)]
    try:
        for text in SENTENCES:
            ids = [side.tokenize(MARKED.format(text)) for side in sides]
            yield Compared(text, ids[0] == ids[1])
    finally:
        for side in sides:
            side.close()


def _vocabulary(path: Path) -> Any:
    return _loaded(VOCABULARIES, path)


def _loaded(registry: Registry, path: Path) -> Any:
    try:
        return registry.load(path.suffix)(path)
    except ModuleNotFoundError as error:
        raise EngineUnavailable(str(MISSING)) from error


def _compare_models(first: Path, second: Path) -> Iterator[Compared]:
    sides = [_loaded(LIKELIEST, path) for path in (first, second)]
    try:
        sizes = [side.size for side in sides]
        if sizes[0] != sizes[1]:
            raise BadInput(
                f"{first} has {sizes[0]:,} tokens and {second} has {sizes[1]:,}: they are "
                "different models; compare a file with the one that it was made from."
            )
        for text in SENTENCES:
            ids = [side.tokenize(MARKED.format(text)) for side in sides]
            said, logits = zip(*(side.greedy(ids[0], STEPS) for side in sides), strict=True)
            equal = np.cumprod(np.array(said[0]) == np.array(said[1])).sum()
            distance = float(np.abs(logits[0] - logits[1]).max())
            yield Compared(text, ids[0] == ids[1], int(equal), distance)
    finally:
        for side in sides:
            side.close()

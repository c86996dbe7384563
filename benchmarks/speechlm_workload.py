"""What the speech-language-model benchmark says: chunks of article text, prompts, lengths."""

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Style = Literal["reference", "turbo"]
CODES_PER_CHARACTER = 3.3
"""15 characters a second at 50 codes a second."""
REFERENCE_TEXT = "This is how the voice sounds when it reads."
REFERENCE_CODES = 150
"""Three seconds of reference; with its words and the chunk's own this makes 270 to 450 tokens."""
EXAMPLES = Path(__file__).parents[1] / "examples"
FALLBACK = (
    "The road to the lighthouse is closed in winter. Nobody has walked it since the storm of the "
    "year before last, when the sea took the lower wall and half of the garden with it. The "
    "keeper's granddaughter still counts the ships. She writes their names into a green book, "
    "one line for each, with the hour and the weather. On quiet evenings there are nine or ten."
)


@dataclass(frozen=True)
class Chunk:
    """One chunk: its text, and how many codes the model shall make of it.

    A model with random weights never ends by itself, so every variant makes exactly `target`
    codes of the same chunk; END is forbidden before.
    """

    text: str
    target: int


def prompt(chunk: Chunk, style: Style) -> str:
    """The prompt's text, in the compact format with a reference or in the turbo format."""
    if style == "turbo":
        return (
            f"<|speaker_16|><|TEXT_PROMPT_START|>{chunk.text}<|TEXT_PROMPT_END|>"
            "<|SPEECH_GENERATION_START|>"
        )
    dice = random.Random(0)
    codes = "".join(f"<|speech_{dice.randrange(65_536)}|>" for _ in range(REFERENCE_CODES))
    return (
        f"<|TEXT_PROMPT_START|>{REFERENCE_TEXT} {chunk.text}<|TEXT_PROMPT_END|>"
        f"<|SPEECH_GENERATION_START|>{codes}"
    )


def chunks() -> Iterator[Chunk]:
    """Chunks of 75 to 227 characters of article text, unequal as sentences are, without end."""
    sentences = itertools.cycle(_sentences())
    dice = random.Random(1)
    while True:
        most, text = dice.randrange(120, 228), ""
        while len(text) < 75:
            text = f"{text} {next(sentences)}".strip()
        text = text[:most]
        yield Chunk(text, round(len(text) * CODES_PER_CHARACTER))


def _sentences() -> list[str]:
    articles = sorted(EXAMPLES.glob("article_en*.md")) if EXAMPLES.is_dir() else []
    text = articles[0].read_text("utf-8") if articles else FALLBACK
    plain = " ".join(line for line in text.splitlines() if not line.startswith("#"))
    return [sentence for sentence in re.split(r"(?<=[.!?])\s+", plain) if len(sentence) > 10]

"""Marks inside a text: `[pause 800ms]` makes a pause, `[spell]VAT[/spell]` names its letters."""

import re
from dataclasses import replace

from producer.documents.document import Block, Document
from voicefarm.errors import BadInput
from voicefarm.messages import LONGEST_PAUSE_MS

_PAUSE = re.compile(r"\s*\[pause\s+(\d+)\s*(ms|s)\]\s*", re.IGNORECASE)
_SPELL = re.compile(r"\[spell\](.*?)\[/spell\]", re.IGNORECASE | re.DOTALL)


def with_marks(document: Document) -> Document:
    """The document with its `[spell]` and `[pause]` marks carried out. Raises BadInput."""
    if "[" not in document.text:
        return document
    blocks: list[Block] = []
    for block in document.blocks:
        text, start = _SPELL.sub(_spelled, block.text), 0
        for mark in _PAUSE.finditer(text):
            if before := text[start : mark.start()]:
                blocks.append(replace(block, text=before))
            if blocks:  # a mark that stands alone belongs to what was said before
                blocks[-1] = replace(blocks[-1], pause_ms=_milliseconds(mark))
            start = mark.end()
        if rest := text[start:]:
            blocks.append(replace(block, text=rest))
    return replace(document, blocks=tuple(blocks))


def _spelled(mark: "re.Match[str]") -> str:
    return ", ".join("".join(mark[1].split()))


def _milliseconds(mark: "re.Match[str]") -> int:
    milliseconds = int(mark[1]) * (1000 if mark[2].lower() == "s" else 1)
    if milliseconds > LONGEST_PAUSE_MS:
        raise BadInput(
            f"'{mark[0].strip()}' is too long; give at most [pause {LONGEST_PAUSE_MS}ms]."
        )
    return milliseconds

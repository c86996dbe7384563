"""Scripts: who says what, by a name in square brackets before the words.

    [Binh] Anh có nghe thấy không?
    [Lan] Có.

A name holds until the next one or the end of its paragraph; headings and what has no name are the
narrator's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from producer.blocks import Block, Document
from voicefarm.errors import BadInput, UnknownName

_LABEL = re.compile(r"\[([^\W\d_][\w .'-]{0,39})\]\s*")


def read_speakers(options: Iterable[str]) -> dict[str, str]:
    """The voices of the speakers, given as `NAME=VOICE`. Raises BadInput."""
    speakers: dict[str, str] = {}
    for option in options:
        name, equals, voice = (part.strip() for part in option.partition("="))
        if not (name and equals and voice):
            raise BadInput(f"Speaker '{option}' has no voice; write --speaker Name=voice.")
        speakers[name] = voice
    return speakers


def with_speakers(document: Document, voices: Mapping[str, str]) -> Document:
    """The document with each passage in its speaker's voice, and the names taken out.

    `voices` maps names to voices; without any, brackets are text like other text. Raises
    UnknownName for a passage that begins with a name that has no voice.
    """
    if not voices:
        return document
    blocks = tuple(part for block in document.blocks for part in _parts(block, voices))
    return replace(document, blocks=blocks)


def _parts(block: Block, voices: Mapping[str, str]) -> Iterator[Block]:
    if block.kind == "heading":
        yield block
        return
    start, voice = 0, ""
    for label in _LABEL.finditer(block.text):
        if label[1] not in voices:
            if label.start() == 0:
                raise UnknownName.of("Speaker", label[1], voices, "; give --speaker NAME=VOICE")
            continue
        yield from _passage(block, block.text[start : label.start()], voice)
        start, voice = label.end(), voices[label[1]]
    yield from _passage(block, block.text[start:], voice)


def _passage(block: Block, text: str, voice: str) -> Iterator[Block]:
    if text.strip():
        yield replace(block, text=text.strip(), speaker=voice)

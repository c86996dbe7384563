"""Scripts: who says what, by a name in square brackets before the words.

    [Binh] Anh có nghe thấy không?
    [Lan] Có.

A name holds until the next one or the end of its paragraph; headings and what has no name are the
narrator's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from producer.documents.document import Block, Document
from producer.documents.speakers import SpeakerSettings
from voicefarm.errors import UnknownName

_LABEL = re.compile(r"\[([^\W\d_][\w .'-]{0,39})\]\s*")


def with_speakers(document: Document, speakers: Mapping[str, SpeakerSettings]) -> Document:
    """The document with each passage in its speaker's voice, and the names taken out.

    The lines of a JSON script have their speakers already, and brackets in them are text; so they
    are in any document without speakers. Raises UnknownName for one who isn't among the speakers.
    """
    if document.speakers is not None:
        blocks = tuple(_speakers(block, speakers) for block in document.blocks)
    elif speakers:
        blocks = tuple(part for block in document.blocks for part in _parts(block, speakers))
    else:
        return document
    return replace(document, blocks=blocks)


def _speakers(block: Block, speakers: Mapping[str, SpeakerSettings]) -> Block:
    if not block.speaker:
        return block
    if block.speaker not in speakers:
        where = f" in line {block.line} of the script; name the voice under 'speakers'"
        raise UnknownName.of("Speaker", block.speaker, speakers, where)
    one = speakers[block.speaker]
    return replace(block, voice=one.voice, language=one.language)


def _parts(block: Block, speakers: Mapping[str, SpeakerSettings]) -> Iterator[Block]:
    if block.kind == "heading":
        yield block
        return
    start, speaker = 0, ""
    for label in _LABEL.finditer(block.text):
        if label[1] not in speakers:
            if label.start() == 0:
                where = "; name the voice of this speaker"
                raise UnknownName.of("Speaker", label[1], speakers, where, field="speakers")
            continue
        before = replace(block, pause_ms=None)  # the block's own pause stands behind its end
        yield from _passage(before, block.text[start : label.start()], speaker, speakers)
        start, speaker = label.end(), label[1]
    yield from _passage(block, block.text[start:], speaker, speakers)


def _passage(
    block: Block, text: str, speaker: str, speakers: Mapping[str, SpeakerSettings]
) -> Iterator[Block]:
    if text.strip():
        one = speakers[speaker] if speaker else SpeakerSettings()
        said = replace(block, text=text.strip(), speaker=speaker)
        yield replace(said, voice=one.voice, language=one.language)

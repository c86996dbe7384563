"""Scripts: who says what, by a name before the words, in square brackets or before a colon.

    [Binh] Anh có nghe thấy không?
    Lan: Có.

A name holds until the next one or the end of its paragraph; headings and what has no name are the
narrator's. One that stands alone holds for the next paragraph. Before a colon only names that are
among the speakers count, as texts have colons of many kinds.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from producer.documents.document import Block, Document
from producer.documents.speakers import SpeakerSettings
from voicefarm.errors import UnknownName

_BRACKETS = r"\[([^\W\d_][\w .'-]{0,39})\]\s*[:\uff1a]?\s*"
_LABEL = re.compile(rf"{_BRACKETS}\S")
"""A name that words follow."""
LEAST_LABELS = 2
"""Names in brackets from which on it is a script, in paragraphs that begin with one."""
_BEGINS = r"(?:^|(?<=[.!?…—–\-\"'”’»)\]])\s+)"
"""Where a name before a colon may stand: at the front, or behind the end of what another said."""


def with_speakers(document: Document, speakers: Mapping[str, SpeakerSettings]) -> Document:
    """The document with each passage in its speaker's voice, and the names taken out.

    The lines of a JSON script have their speakers already, and brackets in them are text; so they
    are in any document without speakers. Raises UnknownName for one who isn't among the speakers.
    """
    if document.speakers is not None:
        blocks = tuple(_speakers(block, speakers) for block in document.blocks)
    elif speakers:
        blocks = tuple(_labelled(document.blocks, speakers))
    else:
        return document
    return replace(document, blocks=blocks)


def notice_of_names(document: Document, speakers: Mapping[str, SpeakerSettings]) -> str:
    """What to know of names in brackets that are read aloud; empty if that isn't likely.

    A single one may be anything, such as a remark.
    """
    if speakers or document.speakers is not None:
        return ""
    begun = (block for block in document.blocks if _LABEL.match(block.text))
    labels = (label[1] for block in begun for label in _LABEL.finditer(block.text))
    names = [name for name in labels if not name[0].islower()]
    if len(names) < LEAST_LABELS:
        return ""
    return (
        f"Names in brackets, such as [{names[0]}], are read aloud; give each of these speakers a "
        "voice, and their lines are spoken in it."
    )


def _speakers(block: Block, speakers: Mapping[str, SpeakerSettings]) -> Block:
    if not block.speaker:
        return block
    if block.speaker not in speakers:
        where = f" in line {block.line} of the script; name the voice under 'speakers'"
        raise UnknownName.of("Speaker", block.speaker, speakers, where)
    one = speakers[block.speaker]
    return replace(block, voice=one.voice, language=one.language)


def _labelled(blocks: Iterable[Block], speakers: Mapping[str, SpeakerSettings]) -> Iterator[Block]:
    labels, waiting = _Labels(speakers), ""
    for block in blocks:
        if block.kind == "heading":
            yield block
            continue
        passages = list(labels.passages(block.text, waiting))
        said = [(name, words) for name, words in passages if words]
        last, words_behind = passages[-1]
        waiting = "" if words_behind else last
        for place, (name, words) in enumerate(said, 1):
            one = speakers[name] if name else SpeakerSettings()
            part = replace(block, text=words, speaker=name, voice=one.voice, language=one.language)
            # The block's own pause stands behind its end.
            yield part if place == len(said) else replace(part, pause_ms=None)


class _Labels:
    """The names of these speakers as they stand in a text."""

    def __init__(self, speakers: Mapping[str, SpeakerSettings]) -> None:
        self._speakers = speakers
        self._by_letters = {_letters(name): name for name in speakers if name.strip()}
        names = [unicodedata.normalize("NFC", name) for name in self._by_letters.values()]
        known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        colon = rf"{_BEGINS}({known or '(?!)'})\s*[:\uff1a](?!\S*//)\s*"
        self._pattern = re.compile(f"{_BRACKETS}|{colon}", re.IGNORECASE)

    def passages(self, text: str, speaker: str) -> Iterator[tuple[str, str]]:
        """Who says which words of a block that `speaker` begins. Raises UnknownName."""
        start = 0
        for label in self._pattern.finditer(text):
            name = self._name(label)
            if name is None:
                continue
            yield speaker, text[start : label.start()].strip()
            start, speaker = label.end(), name
        yield speaker, text[start:].strip()

    def _name(self, label: re.Match[str]) -> str | None:
        """The speaker of a label; None for one that is text."""
        if label[2]:
            return self._by_letters.get(_letters(label[2]))
        if label[1] in self._speakers:
            return label[1]
        if label.start() == 0:
            where = "; name the voice of this speaker"
            raise UnknownName.of("Speaker", label[1], self._speakers, where, field="speakers")
        return None


def _letters(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()

"""Blocks: what a document is made of, in reading order."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

from producer.documents.speakers import SpeakerSettings
from producer.text.cleaning import clean_text, fold_spaces
from producer.text.sentences import SPEAKABLE
from voicefarm.messages import CueTimes, Pauses
from voicefarm.messages import Omission as Omission

BlockKind: TypeAlias = Literal["heading", "paragraph"]

BLOCK_SEPARATOR = "\n\n"
SCENE_BREAK_MS = Pauses().heading
"""The pause of a block before a scene break, such as a rule: that of a heading."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph: one line of cleaned text, single-spaced.

    `level` is 1 to 6 for a heading, 0 for a paragraph.
    """

    kind: BlockKind
    level: int
    text: str
    speaker: str = ""
    """Who says it, in a script; empty for the narrator."""
    voice: str = ""
    """The speaker's; empty for the job's own."""
    language: str = ""
    """The speaker's; empty for the job's own."""
    line: int = field(default=0, compare=False)
    """Where it begins in its file, or which line of a script it is, from 1; 0 if unknown."""
    pause_ms: int | None = None
    """The pause after it, where its text asks for one."""
    cue: CueTimes | None = None
    """When it is said, in a dubbing track; blocks with equal times are one cue."""


@dataclass(frozen=True)
class Document:
    """A text that can be spoken, with what its file said about it."""

    title: str | None
    language: str | None
    blocks: tuple[Block, ...]
    speakers: Mapping[str, SpeakerSettings] | None = None
    """The speakers of a JSON script; None for anything but such a script."""
    omissions: tuple[Omission, ...] = ()
    """What the reader left out, in the order of the file."""
    author: str = ""
    date: str = ""
    """As tags take it: a year, or YYYY-MM-DD."""
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    """IPA by word, where the file gives it."""
    cover: bytes | None = None
    """The picture that the file brings for its front, in whatever form."""

    length_ms: int | None = None
    """When the last cue of a dubbing track ends; None for any other document."""
    further: Callable[[], Iterator["Document"]] | None = field(default=None, compare=False)
    """The parts of a long text behind this first one, read anew at each call; None for a whole."""

    @property
    def parts(self) -> Iterator["Document"]:
        """This document, and the further parts of its text."""
        yield self
        if self.further:
            yield from self.further()

    def moved(self, lines: int) -> "Document":
        """The document as it is when `lines` lines stand above it in its file."""
        blocks = tuple(
            replace(one, line=one.line + lines) if one.line else one for one in self.blocks
        )
        omissions = tuple(
            replace(one, line=one.line + lines) if one.line else one for one in self.omissions
        )
        return replace(self, blocks=blocks, omissions=omissions)

    def titled(self, usual: str) -> "Document":
        """The document, called `usual` if it has no title.

        The bytes of a file's name may be no UTF-8, which a title is.
        """
        if self.title:
            return self
        return replace(self, title=usual.encode("utf-8", "replace").decode())

    @cached_property
    def text(self) -> str:
        """The blocks' texts with an empty line between; chunks are ranges of it."""
        return BLOCK_SEPARATOR.join(block.text for block in self.blocks)

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Each block's (start, end) in `text`."""
        step = len(BLOCK_SEPARATOR)
        lengths = (len(block.text) + step for block in self.blocks)
        starts = itertools.accumulate(lengths, initial=0)
        return tuple(
            (start, start + len(block.text))
            for start, block in zip(starts, self.blocks, strict=False)
        )

    @property
    def is_speakable(self) -> bool:
        """Whether there is at least one letter or digit."""
        return any(SPEAKABLE.search(block.text) for block in self.blocks)


def paragraph(text: str) -> Block:
    """Make a paragraph of `text`, cleaned and single-spaced."""
    return Block("paragraph", 0, fold_spaces(clean_text(text)))


def heading(level: int, text: str) -> Block:
    """Make a heading of `text`, cleaned and single-spaced."""
    return Block("heading", level, fold_spaces(clean_text(text)))


def without_empty(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks that have any text."""
    return tuple(block for block in blocks if block.text)

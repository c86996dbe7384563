"""What is read of the parts of a text that can't be read as they stand: notes, tables, code."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from producer.documents.limits import USUAL_LIMITS, DocumentLimits

NotesPolicy: TypeAlias = Literal["skip", "inline", "end"]
"""Footnotes are left out, or read behind their sentence, or in a section at the end."""
TablesPolicy: TypeAlias = Literal["read", "headings", "skip"]
"""Tables are read row by row, or with a heading before each cell, or left out.

"read" names the headings once; a table of many columns has them before each cell all the same.
"""
FrontMatterPolicy: TypeAlias = Literal["skip", "inline", "end"]
"""What a book says of itself, such as its imprint: left out, or read in place, or at the end."""
CodePolicy: TypeAlias = Literal["omit", "say"]
"""A block of code is left out without a word, or "code omitted" is said in its place."""
TimingPolicy: TypeAlias = Literal["keep", "ignore"]
"""Subtitles become a dubbing track, or a text that is read without their times."""


@dataclass(frozen=True, slots=True)
class ReadingPolicies:
    """What a reader does with notes, tables and code. A reader ignores what its files don't have.

    What is left out is in the document's omissions under every policy.
    """

    notes: NotesPolicy = "skip"
    tables: TablesPolicy = "read"
    code: CodePolicy = "omit"
    language: str | None = None
    """The request's: in it a reader says words of its own, such as "code omitted"."""
    front_matter: FrontMatterPolicy = "skip"
    timing: TimingPolicy = "keep"
    limits: DocumentLimits = USUAL_LIMITS
    """How large a file may be."""


LONGEST_CODE = 60
"""Characters of code inside a line: more is a command that nobody wants to hear."""
USUAL_POLICIES = ReadingPolicies()

"""What all that read one file know of it, and what they leave out."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from producer.documents.document import Omission
from producer.documents.policies import ReadingPolicies
from producer.text.cleaning import clean_text, fold_spaces

NOTE_MARK = re.compile("\ufdd0([0-9]+)\ufdd0")
"""Where a note is referred to, while a file is read: its number between two noncharacters."""
_SHOWN = 80
"""Characters of what was left out: enough to find it again."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note under its label, or one that stands in the text and has none."""

    label: str
    text: str
    line: int


@dataclass(kw_only=True)
class Findings:
    """Shared by all that read one file. Not safe from two threads."""

    policies: ReadingPolicies
    guess: Callable[[], str]
    """Tells the language, which costs a look at the text."""
    omissions: list[Omission] = field(default_factory=list)
    defined_notes: dict[str, Footnote] = field(default_factory=dict)
    references: list[Footnote | str] = field(default_factory=list)
    """In the order of the text, by their numbers: a label, or the note itself."""

    @cached_property
    def language(self) -> str:
        """The language in which the reader says words of its own."""
        return self.policies.language or self.guess()

    def leave_out(self, what: str, text: str, line: int) -> None:
        """Remember that something isn't read; what is shown of it is how it begins."""
        shown = fold_spaces(clean_text(NOTE_MARK.sub("", text)))
        if len(shown) > _SHOWN:
            shown = shown[: _SHOWN - 1].rstrip() + "…"
        self.omissions.append(Omission(what, shown, line))

    def without(self, text: str, spans: Iterable[tuple[int, int, str]], first_line: int = 1) -> str:
        """`text` without spans (start, end, what), in order, which are left out.

        Each line keeps its number; `first_line` is that of the first.
        """
        kept: list[str] = []
        place, line = 0, first_line
        for start, end, what in spans:
            line += text.count("\n", place, start)
            ends = text.count("\n", start, end)
            self.leave_out(what, text[start:end], line)
            kept += [text[place:start], "\n" * ends]
            place, line = end, line + ends
        return "".join([*kept, text[place:]])

    def refer_to(self, note: Footnote | str) -> str:
        """The mark that stands for the note until all are known."""
        self.references.append(note)
        return f"\ufdd0{len(self.references) - 1}\ufdd0"

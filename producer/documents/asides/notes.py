"""Footnotes: left out, or read where a listener can follow, once all of a file is known."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from producer.documents.asides.findings import NOTE_MARK, Findings, Footnote
from producer.documents.document import Block, heading, paragraph
from producer.documents.spoken_labels import spoken_label
from producer.text.sentences import sentence_spans
from voicefarm.languages import DEFAULT, LANGUAGES

_ENDED = re.compile(r"[.!?…:。！？][\"'”’»)\]]*\Z")
_STICKS_TO_WORD = re.compile(r"[.,;:!?…)\]”’»]")


def with_notes(blocks: Iterable[Block], findings: Findings) -> list[Block]:
    """The blocks with their notes read as the policy says; those left out are remembered."""
    read: list[Block] = []
    policy, notes = findings.policies.notes, _NotesOnce(findings)
    for block in blocks:
        text, references = _without_marks(block.text)
        block = replace(block, text=text)
        if policy == "inline":
            read += _with_own_notes(block, references, notes, findings)
        else:
            read.append(block)
    if policy == "end":
        read += _section(read, notes.left(), findings)
    else:
        for note in notes.left():
            findings.leave_out("footnote", note.text, note.line)
    return read


class _NotesOnce:
    """The notes in the order of the text; each is read once, however often it is referred to."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._read: set[Footnote] = set()

    def take(self, number: int) -> Footnote | None:
        """The note of a reference, unless it was taken."""
        note = self._note(self._findings.references[number])
        if note is None or note in self._read:
            return None
        self._read.add(note)
        return note

    def left(self) -> list[Footnote]:
        """Those not taken, and behind them those that nothing refers to."""
        referred = map(self._note, self._findings.references)
        every = dict.fromkeys([*referred, *self._findings.defined_notes.values()])
        return [note for note in every if note and note not in self._read]

    def _note(self, reference: Footnote | str) -> Footnote | None:
        if isinstance(reference, Footnote):
            return reference
        return self._findings.defined_notes.get(reference)


def _without_marks(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text, and where in it each note is referred to, with the note's number."""
    first, *rest = NOTE_MARK.split(text)
    written, references = first, []
    for number, following in zip(rest[::2], rest[1::2], strict=True):
        if not written or written.endswith(" "):
            following = following.lstrip()
            if _STICKS_TO_WORD.match(following) or not following:
                written = written.rstrip()
        references.append((len(written.rstrip()), int(number)))
        written += following
    return written.strip(), references


def _with_own_notes(
    block: Block, references: list[tuple[int, int]], notes: _NotesOnce, findings: Findings
) -> Iterator[Block]:
    """The block with each note behind the sentence that refers to it, or behind the block."""
    if not references:
        yield block
        return
    text, behind, start = "", [], 0
    for end, taken in _by_sentence(block, references, notes, findings):
        sentence = block.text[start:end]
        sentences = [_introduced(note.text, findings) for note in taken]
        if block.kind == "paragraph" and _ENDED.search(sentence.rstrip()):
            sentence = " ".join([sentence.rstrip(), *sentences, ""])
        else:
            behind += sentences
        text, start = text + sentence, end
    yield replace(block, text=(text + block.text[start:]).strip())
    yield from map(paragraph, behind)


def _by_sentence(
    block: Block, references: list[tuple[int, int]], notes: _NotesOnce, findings: Findings
) -> Iterator[tuple[int, list[Footnote]]]:
    """Ends of sentences that refer to notes, with those notes."""
    waiting = list(references)
    for _, end in sentence_spans(block.text, _sentence_language(findings)) or [(0, 0)]:
        taken = []
        while waiting and waiting[0][0] <= end:
            if note := notes.take(waiting.pop(0)[1]):
                taken.append(note)
        if taken:
            yield end, taken


def _sentence_language(findings: Findings) -> str:
    return findings.language if findings.language in LANGUAGES else DEFAULT


def _introduced(text: str, findings: Findings) -> str:
    label, text = spoken_label("note", findings.language), _without_marks(text)[0]
    return sentence_of(f"{label}: {text}" if label else text)


def sentence_of(text: str) -> str:
    """The text with a full stop if nothing ends it."""
    return text if _ENDED.search(text) else f"{text}."


def _section(blocks: list[Block], notes: list[Footnote], findings: Findings) -> Iterator[Block]:
    if not notes:
        return
    if title := spoken_label("notes", findings.language):
        top_headings = sum(block.level == 1 for block in blocks)
        yield heading(1 if top_headings > 1 else 2, title)
    for number, note in enumerate(notes, 1):
        label = note.label if note.label.isdecimal() else str(number)
        yield paragraph(sentence_of(f"{label}. {_without_marks(note.text)[0]}"))

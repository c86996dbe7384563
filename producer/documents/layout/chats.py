"""Chats and transcripts in a plain text: who says what is read, and when isn't.

A program that saves a chat writes each message in one form. A text is a chat if a form comes three
times and somebody in it comes twice. In an agenda or a list of results, nobody does.
"""

import re
from collections.abc import Iterator, Sequence

from producer.documents.asides.findings import Findings
from producer.documents.layout.lines import TextLine

TIMES, ATTACHMENT = "times of messages", "attachment"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?\s?m\b\.?)?"
_DATE = r"\d{1,4}[-./]\s?(?:\d{1,2}|[A-Z][a-z]{2})[-./]\s?\d{1,4}"
_DATE_AND_TIME = rf"{_DATE}\.?,?(?:\s(?:at\s|klo\s)?|T){_TIME}"
_WHEN = rf"(?:{_DATE_AND_TIME}|{_TIME})"
_NAME = r"(?P<name>[^\W_][^:\[\]<>|#]{0,40}?|[+~][^:\[\]<>|#]{1,40}?)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:\[{_WHEN}\]\s*|{_DATE_AND_TIME}\s+[-–]\s+){_NAME}:\s+(?P<words>.*)",
        rf"(?:\[?{_WHEN}\]?\s+)?<[ @+%~&]?(?P<name>[^<>\s]{{1,30}})>\s+(?P<words>.+)",
        rf"{_TIME}\s+From\s+{_NAME}(?:\s+to\s+[^:]{{1,60}}?)?\s*:(?P<words>.*)",
        rf"(?:{_NAME})(?:#\d{{4}})?(?:(?:\s{{2,}}|\t){_WHEN}"
        rf"|\s+[-–—]\s+(?:(?:to|yester)day(?:\sat)?\s{_TIME}|{_DATE_AND_TIME})|,\s+\[{_WHEN}\])",
        rf"\[{_WHEN}\]\s*(?:{_NAME})(?:#\d{{4}})?",
    )
)
"""Each with who says it and, if they are on the same line, the words."""
_CLOCK = re.compile(_TIME)
_STAMP = re.compile(rf"(?:\[{_WHEN}\]|{_WHEN})\s+(?:[-–]\s+)?", re.IGNORECASE)
_SERVICE = re.compile(r"(?:\*+|-!-|-->|<--|=+)\s+")
"""Stands before what a chat's program reports, such as that somebody has come."""
_FILE = re.compile(
    r"<[^<>]{3,80}>|(?:image|video|audio|sticker|gif|document) omitted"
    r"|\S{0,80}\.\w{2,4}(?: \([^()]{3,40}\))?",
    re.IGNORECASE,
)
"""A whole message that stands for a picture, a recording or another file."""
_FEWEST = 3
_LONGEST_MESSAGE = 8
"""Lines of a message, on an average."""
_LONGEST_HEAD = 120
"""Characters; what stands before the words of a message is shorter."""


def without_message_times(lines: Sequence[TextLine], findings: Findings) -> list[TextLine]:
    """The lines, with the messages of a chat as paragraphs that begin with who says them."""
    for form in _FORMS:
        heads = {at: head for at, line in enumerate(lines) if (head := _head(form, line.text))}
        names = [head["name"] for head in heads.values()]
        if len(names) >= _FEWEST and len(set(names)) < len(names) and _is_chat(lines, heads):
            first = lines[min(heads)]
            if _CLOCK.search(first.text):
                findings.leave_out(TIMES, first.text, first.number)
            return list(_messages(lines, heads, findings))
    return list(lines)


def _head(form: re.Pattern[str], text: str) -> re.Match[str] | None:
    if "words" in form.groupindex:
        return form.match(text)
    return form.fullmatch(text) if len(text) < _LONGEST_HEAD else None


def _is_chat(lines: Sequence[TextLine], heads: dict[int, re.Match[str]]) -> bool:
    """Whether the lines are mostly messages, and their heads have words: a timetable has none."""
    filled = sum(1 for line in lines if line.text)
    bare = [at for at, head in heads.items() if not head.groupdict().get("words")]
    parted = sum(1 for at in bare if at + 1 not in heads and _text_at(lines, at + 1))
    return _LONGEST_MESSAGE * len(heads) >= filled and parted >= len(bare) - 1


def _text_at(lines: Sequence[TextLine], at: int) -> str:
    return lines[at].text if at < len(lines) else ""


def _messages(
    lines: Sequence[TextLine], heads: dict[int, re.Match[str]], findings: Findings
) -> Iterator[TextLine]:
    """Each message in one line, between empty ones."""
    goes_on = not any("<" in head[0][: head.end("name")] for head in heads.values())
    message: list[str] = []
    first = lines[0]
    for at, line in enumerate(lines):
        head = heads.get(at)
        stamp = None if head else _STAMP.match(line.text)
        if head is None and line.text and message and goes_on and not stamp:
            message.append(line.text.strip())
            continue
        yield from _message(first, message, findings)
        message, first = [], line
        if head:
            words = (head.groupdict().get("words") or "").strip()
            message = [f"{head['name'].strip()}:", words]
        elif stamp or not goes_on:
            bare = line.text[stamp.end() :] if stamp else line.text
            message = [_SERVICE.sub("", bare, count=1).strip()]
        else:
            yield line
    yield from _message(first, message, findings)


def _message(first: TextLine, message: Sequence[str], findings: Findings) -> Iterator[TextLine]:
    said = [words for words in message[1:] if words]
    if len(said) == 1 and _FILE.fullmatch(said[0]):
        findings.leave_out(ATTACHMENT, said[0], first.number)
    elif text := " ".join(filter(None, message)):
        yield first._replace(text="")
        yield first._replace(text=text, is_cue=True)
        yield first._replace(text="")

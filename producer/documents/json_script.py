"""JSON scripts: a programme's lines, each with its speaker, and the speakers with their voices.

    {"title": "Muối", "speakers": {"Binh": {"voice": "vi-south", "level_db": -2}},
     "lines": [{"chapter": "Một"}, {"speaker": "Binh", "text": "Chào Lan.", "pause_ms": 800}]}

A list stands for its lines alone. docs/scripts.md describes every key.
"""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from producer.documents.decoding import decode_text
from producer.documents.document import Block, Document, heading, paragraph
from producer.documents.policies import ReadingPolicies
from producer.documents.reader import Reader
from producer.documents.speakers import SpeakerSettings
from voicefarm.errors import UnreadableDocument
from voicefarm.messages import PauseMs
from voicefarm.wording.validation import first_fault


class ScriptTable(BaseModel):
    """A frozen object in which an unknown key is an error, and a number no text."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Line(ScriptTable):
    """What one says without a break, or a chapter's title, which the narrator says."""

    speaker: str = ""
    text: str = ""
    chapter: str = ""
    level: int = Field(1, ge=1, le=6)
    """Of the chapter: 2 is a part of the 1 before it."""
    pause_ms: PauseMs | None = None
    """After it; without one, the boundary decides."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Line":
        if bool(self.text.strip()) == bool(self.chapter.strip()):
            raise ValueError("give it either 'text' or 'chapter'")
        if self.chapter and self.speaker:
            raise ValueError("a chapter has no speaker: its title is the narrator's")
        if not self.chapter and "level" in self.model_fields_set:
            raise ValueError("only a chapter has a 'level'")
        return self

    def block(self, number: int) -> Block:
        """The line as a block of a document."""
        content = heading(self.level, self.chapter) if self.chapter else paragraph(self.text)
        return Block(
            content.kind,
            content.level,
            content.text,
            self.speaker,
            pause_ms=self.pause_ms,
            line=number,
        )


class Script(ScriptTable):
    """The whole file."""

    title: str | None = None
    language: str | None = None
    speakers: dict[str, SpeakerSettings] = Field(default_factory=dict)
    lines: list[Line] = Field(min_length=1)


def read_json_script(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read a script. Raises UnreadableDocument with the line and the remedy, and NothingToSay."""
    script = _validated(_parsed(decode_text(data, name)))
    blocks = [line.block(number) for number, line in enumerate(script.lines, 1)]
    return Document(script.title, script.language, tuple(blocks), script.speakers)


def _parsed(text: str) -> Any:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableDocument(
            f"The script is not valid JSON: {error.msg} in line {error.lineno} of the file, "
            f"column {error.colno}; correct it."
        ) from error
    except RecursionError as error:
        raise UnreadableDocument("The script is nested too deeply; correct it.") from error
    return {"lines": content} if isinstance(content, list) else content


def _validated(content: Any) -> Script:
    try:
        return Script.model_validate(content)
    except ValidationError as error:
        fault = first_fault(error, Script)
        raise UnreadableDocument(f"{_where(fault.path)}: {fault.sentence}.") from error


def _where(path: Sequence[int | str]) -> str:
    """A place in the file, for people: `Line 3 of the script, 'text'`."""
    match list(path):
        case ["lines", int(number), *rest]:
            owner = f"Line {number + 1} of the script"
        case ["speakers", str(name), *rest]:
            owner = f"Speaker '{name}' of the script"
        case [*rest]:
            owner = "The script"
    keys = ".".join(map(str, rest))
    return f"{owner}, '{keys}'" if keys else owner


JSON_SCRIPT = Reader(
    format="script",
    title="a JSON script",
    read=read_json_script,
    suffixes=(".json",),
    media_types=("application/json",),
)

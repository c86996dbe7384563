"""Where an item's results go: a template, filled with what is known of the item."""

import os
import re
import string
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from producer.batches.items import BatchItem
from voicefarm.errors import BadInput, did_you_mean
from voicefarm.wording.paths import shown

USUAL_NAME = "{path}"
"""The item's place in the source; of a row its id, or its number without one."""
PLACEHOLDERS = ("path", "folder", "stem", "suffix", "id", "number", "title", "voice", "language")
LONGEST_NAME = 200
"""Bytes of one part of a path: file systems take 255, and a suffix follows."""
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def check_template(template: str) -> None:
    """Raise BadInput for a template that can't be filled."""
    try:
        parts = list(string.Formatter().parse(template))
        template.format(**dict.fromkeys(PLACEHOLDERS, 1))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        unknown = str(error.args[0]) if isinstance(error, KeyError) else ""
        raise BadInput(
            f"'{template}' is no template of names; use {_listed()}, such as '{{number:03}}'."
            f"{did_you_mean(unknown, PLACEHOLDERS)}",
            field="name",
        ) from error
    if not any(name for _, name, _, _ in parts):
        raise BadInput(
            f"'{template}' gives every item the same name; use {_listed()}.", field="name"
        )


def result_name(item: BatchItem, template: str = USUAL_NAME) -> PurePosixPath:
    """Where the item's results go in the output folder, without their suffixes.

    Raises BadInput for a place outside of it.
    """
    given = item.fields.get("name")
    name = str(given) if given else template.format_map(_known(item))
    place = PurePosixPath(*(_shortened(part) for part in PurePosixPath(name).parts))
    if not place.name or place.is_absolute() or ".." in place.parts or "\0" in name:
        raise BadInput(
            f"{shown(name)} is no place in the output folder; give a relative path.", field="name"
        )
    return place


def file_name(name: str) -> str:
    """`name` as a file may be called: without slashes and what other systems refuse."""
    return _shortened(_UNFIT.sub("_", name).strip(" ."))


def _known(item: BatchItem) -> Mapping[str, Any]:
    words = {key: file_name(str(item.fields.get(key) or "")) for key in ("voice", "language")}
    return {
        "path": (item.folder / item.stem).as_posix(),
        "folder": item.folder.as_posix(),
        "stem": item.stem,
        "suffix": item.suffix.lstrip("."),
        "id": file_name(item.id) or item.stem,
        "number": item.number,
        "title": file_name(str(item.fields.get("title") or "")) or item.stem,
        **words,
    }


def _shortened(part: str) -> str:
    try:
        written = os.fsencode(part)
    except UnicodeEncodeError:  # half a character, as JSON can hold
        written = part.encode("utf-8", "replace")
    if len(written) > LONGEST_NAME:
        return written[:LONGEST_NAME].decode("utf-8", "ignore")
    return os.fsdecode(written)


def _listed() -> str:
    return ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)

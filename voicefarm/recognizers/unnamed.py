"""A recognizer without a file of ours: a size, a hub repository, or a folder."""

import json
from pathlib import Path

MULTILINGUAL = 51_865
"""Entries in the vocabulary of a Whisper that knows more than English, at least."""


def knows_english_alone(name: str) -> bool:
    """Whether a Whisper is one for English, by its name or by the vocabulary in its folder."""
    folder = Path(name).expanduser()
    if not folder.is_dir():
        return name.endswith(".en")
    for vocabulary in (folder / "vocabulary.txt", folder / "vocabulary.json"):
        if vocabulary.is_file():
            return _entries(vocabulary) < MULTILINGUAL
    return False


def _entries(vocabulary: Path) -> int:
    text = vocabulary.read_text("utf-8")
    return len(json.loads(text)) if vocabulary.suffix == ".json" else text.count("\n")

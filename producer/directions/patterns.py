"""Regular expressions of a user's own, applied in a process that can be stopped.

A pattern may take longer than the age of the universe, and Python can't interrupt one in a thread.
Run as a program of its own: JSON in, JSON out.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence

from voicefarm.errors import BadInput
from voicefarm.process import child_environment, own_program
from voicefarm.spoken.phonemes import pieces
from voicefarm.spoken.text import SpokenText, spoken_as

PATIENCE_S = 10.0
"""For all texts of a job; sound patterns do a book in less than one."""

Rule = tuple[str, str]
"""Pattern and replacement, as `re.sub` takes them."""


def refused(sentence: str) -> BadInput:
    """The error for a dictionary that can't be used."""
    return BadInput(sentence, field="dictionary")


def check_patterns(rules: Sequence[Rule], source: str) -> None:
    """Raise BadInput for a pattern or replacement that `re` can't read."""
    for pattern, replacement in rules:
        try:
            re.compile(pattern).sub(replacement, "")
            re.compile(f"(?:{pattern})|").sub(replacement, "")
        except (re.error, IndexError) as error:
            raise refused(
                f"{source}: pattern '{pattern}' can't be used: {error}; correct it."
            ) from error


def replace_patterns(texts: Sequence[str], rules: Sequence[Rule], source: str) -> list[SpokenText]:
    """`texts` with every rule applied in turn. Raises BadInput if that doesn't end."""
    if not rules:
        return [SpokenText(text, text) for text in texts]
    try:
        done = subprocess.run(
            own_program("producer.directions.patterns"),
            env=child_environment(),
            input=json.dumps({"texts": list(texts), "rules": list(rules)}).encode(),
            stdout=subprocess.PIPE,
            timeout=PATIENCE_S,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise refused(
            f"{source}: its patterns did not end within {PATIENCE_S:.0f} s; "
            "avoid a repetition inside a repetition, such as (a+)+."
        ) from error
    changed: list[list[tuple[int, int, str]]] = json.loads(done.stdout)
    return [spoken_as(text, changes) for text, changes in zip(texts, changed, strict=True)]


def _main() -> None:
    job = json.load(sys.stdin)
    rules = [(re.compile(pattern), replacement) for pattern, replacement in job["rules"]]
    json.dump([_replacements(text, rules) for text in job["texts"]], sys.stdout)


def _replacements(
    text: str, rules: Sequence[tuple["re.Pattern[str]", str]]
) -> list[tuple[int, int, str]]:
    spoken = SpokenText(text, text)
    for pattern, replacement in rules:
        spoken = spoken.then(_replaced(pattern, replacement, spoken.spoken))
    return [
        (change.start, change.end, spoken.spoken[change.spoken_start : change.spoken_end])
        for change in spoken.changes
    ]


def _replaced(pattern: "re.Pattern[str]", replacement: str, text: str) -> SpokenText:
    """`text` with the rule applied around the words that have their phonemes already."""
    edits: list[tuple[int, int, str]] = []
    for piece in pieces(text):
        if not piece.phonemes:
            edits += (
                (piece.start + match.start(), piece.start + match.end(), match.expand(replacement))
                for match in pattern.finditer(piece.text)
            )
    return spoken_as(text, _with_neighbours(text, edits))


def _with_neighbours(
    text: str, edits: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[int, int, str]]:
    """The edits, where one that only inserts takes the character behind it along.

    At the end of the text there is none, so what a rule inserts there is left out.
    """
    inserted = ""
    following = [*(start for start, _, _ in edits[1:]), len(text)]
    for (start, end, words), next_start in zip(edits, following, strict=False):
        if start < end:
            yield start, end, inserted + words
            inserted = ""
        elif start < next_start:
            yield start, start + 1, inserted + words + text[start]
            inserted = ""
        else:
            inserted += words


if __name__ == "__main__":
    _main()

"""Regular expressions of a user's own, applied in a process that can be stopped.

A pattern may take longer than the age of the universe, and Python can't interrupt one in a thread.
Run as a program of its own: JSON in, JSON out.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence

from voicefarm.errors import BadInput
from voicefarm.process import child_environment, own_program
from voicefarm.spoken.phonemes import marked, pieces

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


def replace_patterns(texts: Sequence[str], rules: Sequence[Rule], source: str) -> list[str]:
    """`texts` with every rule applied in turn. Raises BadInput if that doesn't end."""
    if not rules:
        return list(texts)
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
    replaced: list[str] = json.loads(done.stdout)
    return replaced


def _main() -> None:
    job = json.load(sys.stdin)
    texts = job["texts"]
    for pattern, replacement in job["rules"]:
        compiled = re.compile(pattern)
        texts = [_replaced(compiled, replacement, text) for text in texts]
    json.dump(texts, sys.stdout)


def _replaced(pattern: re.Pattern[str], replacement: str, text: str) -> str:
    """`text` with the rule applied around the words that have their phonemes already."""
    return "".join(
        marked(piece.text, piece.phonemes)
        if piece.phonemes
        else pattern.sub(replacement, piece.text)
        for piece in pieces(text)
    )


if __name__ == "__main__":
    _main()

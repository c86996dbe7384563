"""An error as one line of JSON, by which a program of ours that ran a command knows its class.

The message is for people, and the exit code says too little: a wrong recording and a missing
library both end with 2.
"""

import json
from collections.abc import Iterable

from voicefarm.errors import BadInput, EngineUnavailable, VoicefarmError

FLAG = "--errors-as-json"
"""Before a command of the worker: its error is such a line on stderr."""


def error_line(error: VoicefarmError) -> str:
    """The line that says it."""
    is_input = isinstance(error, BadInput)
    about = [error.sentence, error.path] if isinstance(error, BadInput) else [str(error), []]
    return json.dumps({"is_input": is_input, "sentence": about[0], "field": about[1]})


def error_in(lines: Iterable[str]) -> VoicefarmError | None:
    """The error that one of the lines says; None if none does.

    What is wrong with the input is a BadInput, and any other error lies with the machine.
    """
    for line in lines:
        try:
            about = json.loads(line)
            sentence, field = str(about["sentence"]), list(about["field"])
            is_input = bool(about["is_input"])
        except (ValueError, TypeError, KeyError):
            continue
        return BadInput(sentence, field=field) if is_input else EngineUnavailable(sentence)
    return None

"""What both command lines say alike."""

from collections.abc import Callable, Sequence

from voicefarm.errors import BadInput, VoicefarmError


def as_flag(path: Sequence[str]) -> str:
    """The option for a field, where its name is the field's: `--true-peak` for `true_peak`."""
    return "--" + path[0].replace("_", "-")


def spelled(error: VoicefarmError, flag_of: Callable[[Sequence[str]], str] = as_flag) -> str:
    """The error's sentence, its field spelled as the user of a command line gives it."""
    if isinstance(error, BadInput) and error.path:
        return f"{flag_of(error.path)}: {error.sentence}"
    return str(error)

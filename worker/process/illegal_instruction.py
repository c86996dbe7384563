"""A library that was built for another CPU ends its process; here it says so before."""

import ctypes
import os
import signal
from collections.abc import Callable

from voicefarm.errors import EngineUnavailable

SENTENCE = (
    "A library was built for another CPU than this machine's, and stopped at an instruction that"
    " it lacks; build it anew here, such as with `pip install --force-reinstall --no-cache-dir"
    " --no-binary llama-cpp-python llama-cpp-python`."
)
_HANDLER = ctypes.CFUNCTYPE(None, ctypes.c_int)
_kept: list[object] = []
"""ctypes needs the handler to live as long as the process."""


def explain_illegal_instructions(report: Callable[[str, str], None], program: str) -> None:
    """Have SIGILL end this process with a sentence, by `report`, and the code of its error.

    Python's own handlers run between two of its instructions, and here there is no next one. So the
    C library calls this one, in the middle of whatever it was that failed.
    """

    def stop(_: int) -> None:
        report(SENTENCE, program)
        os._exit(EngineUnavailable.exit_code)

    handler = _HANDLER(stop)
    _kept.append(handler)
    ctypes.CDLL(None).signal(int(signal.SIGILL), handler)

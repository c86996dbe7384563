"""The program of an isolated engine's child: `python child.py ADAPTER.py`.

Frames come on stdin and go out on what was stdout. The child ends with its stdin. An adapter is a
Python file with a function `load(options, voices, threads, slots)`, where `voices` has the options
of each voice by its name. It returns an object with

- `sample_rate`
- `together`: how many utterances at once, 1 unless the library takes more
- `dice`: whether another seed gives another take; True if it says nothing
- `speak(request, progress)`: samples, float32 [N]. `request` has text, language, voice, speed and
  seed. `progress()` is called as the work goes on; it raises once the utterance is cancelled.

A `ValueError` says in a sentence what can't be spoken or loaded.
"""

import importlib.util
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from frames import (  # type: ignore[import-not-found]
    OUT_OF_MEMORY,
    PROTOCOL,
    read_frame,
    write_frame,
)

Message = dict[str, Any]


class Cancelled(Exception):
    """The worker no longer wants the utterance."""


class ChildLoop:
    """Reads requests, has them spoken on threads, and answers."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO, adapter: Any) -> None:
        self._requests, self._answers, self._adapter = requests, answers, adapter
        self._writing = threading.Lock()
        self._waiting: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._cancelled: set[int] = set()

    def run(self) -> None:
        """Go on until the pipe ends."""
        actions: dict[str, Callable[[Message], None]] = {
            "load": self._load,
            "speak": self._waiting.put,
            "cancel": lambda message: self._cancelled.add(message["id"]),
            "ping": lambda _: self._answer({"kind": "pong"}),
        }
        while frame := read_frame(self._requests):
            message, _ = frame
            actions[message["kind"]](message)

    def _answer(self, message: Message, body: bytes = b"") -> None:
        with self._writing:
            write_frame(self._answers, message, body)

    def _load(self, message: Message) -> None:
        try:
            if message["protocol"] != PROTOCOL:
                raise ValueError(
                    f"Its program speaks protocol {PROTOCOL}, and the worker {message['protocol']}."
                )
            voicebox = self._adapter.load(
                message["options"], message["voices"], message["threads"], message["slots"]
            )
        except Exception as error:  # noqa: BLE001 - a library raises what it likes
            traceback.print_exc()
            self._answer({"kind": "not_loaded", "error": _sentence(error)})
            return
        together = max(1, min(message["slots"], getattr(voicebox, "together", 1)))
        for _ in range(together):
            threading.Thread(target=self._speak_all, args=(voicebox,), daemon=True).start()
        about = {"sample_rate": voicebox.sample_rate, "dice": getattr(voicebox, "dice", True)}
        self._answer({"kind": "loaded", **about})

    def _speak_all(self, voicebox: Any) -> None:
        while True:
            message = self._waiting.get()
            self._speak(voicebox, message)
            self._cancelled.discard(message["id"])

    def _speak(self, voicebox: Any, message: Message) -> None:
        number = message["id"]

        def progress() -> None:
            if number in self._cancelled:
                raise Cancelled
            self._answer({"kind": "progress", "id": number})

        try:
            progress()
            samples = np.asarray(voicebox.speak(message, progress), np.float32).reshape(-1)
            self._answer({"kind": "spoken", "id": number}, samples.tobytes())
        except Cancelled:
            self._answer({"kind": "cancelled", "id": number})
        except MemoryError:
            # All that this process does may be short of memory too.
            os._exit(OUT_OF_MEMORY)
        except Exception as error:  # noqa: BLE001 - a library raises what it likes
            traceback.print_exc()
            self._answer({"kind": "failed", "id": number, "error": _sentence(error)})


def _sentence(error: Exception) -> str:
    message = " ".join(str(error).split())
    if isinstance(error, ValueError) and message:
        return message
    return f"{type(error).__name__}: {message.rstrip('.')}; the worker's log has the whole of it."


def _adapter(path: str) -> Any:
    spec = importlib.util.spec_from_file_location("adapter", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Speak until stdin ends."""
    answers, requests = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    # Libraries print; what they print goes where errors go, and not among the frames.
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    ChildLoop(requests, answers, _adapter(sys.argv[1])).run()
    os._exit(0)  # threads of a library may be in the middle of something


if __name__ == "__main__":
    main()

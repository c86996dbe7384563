"""An isolated engine's child, seen from the worker."""

import itertools
import os
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import structlog

from voicefarm.errors import (
    BadSetting,
    EngineUnavailable,
    SynthesisFailed,
    VoicefarmError,
)
from voicefarm.process import child_environment, die_with_parent
from worker.engines import Samples
from worker.engines.isolated.frames import (
    OUT_OF_MEMORY,
    PROTOCOL,
    BrokenFrame,
    Header,
    read_frame,
    write_frame,
)
from worker.slots.watch import Watch

log = structlog.get_logger()

PROGRAM = Path(__file__).with_name("child.py")
LOOK_S = 0.5
"""How often a waiting slot looks at its watch and at the child."""
CANCEL_S = 10.0
"""A child that goes on for so long with a cancelled utterance is killed."""
END_S = 5.0
"""How long a child may take to end by itself."""
KEPT_LINES = 20
"""Of what the child prints, for the message when it dies."""


class ChildGone(Exception):
    """The child ended before it began with this utterance, which is not to blame."""


class _Call:
    """An utterance that the child has."""

    def __init__(self) -> None:
        self.answers: queue.SimpleQueue[tuple[Header, bytes]] = queue.SimpleQueue()
        self.began = False
        self.spared = False
        """Whether the child was killed for another utterance's sake."""


class Child:
    """A Python of its own with a library in it. Safe from any thread; `close` is final."""

    def __init__(
        self, python: Path, adapter: Path, load: Mapping[str, Any], *, start_s: float
    ) -> None:
        """Start it; `loaded` says when it can speak."""
        self._command = [str(python), "-I", "-u", str(PROGRAM), str(adapter)]
        self._load = {"kind": "load", "protocol": PROTOCOL, **load}
        self._start_s = start_s
        self._process: subprocess.Popen[bytes] | None = None
        self._writing = threading.Lock()
        self._calls: dict[int, _Call] = {}
        self._numbers = itertools.count(1)
        self._printed: deque[str] = deque(maxlen=KEPT_LINES)
        self._heard = time.monotonic()
        self._ended = False
        self._guard = threading.Lock()
        self.loaded: Future[Header] = Future()
        """What it says of itself. Raises EngineUnavailable or BadSetting."""
        # The child ends with the thread that started it, so that one lives as long as the child.
        self._reader = threading.Thread(target=self._run, name="isolated-engine", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        """Whether it can be asked to speak."""
        return self._reader.is_alive() and not self._ended

    def wait_until_loaded(self, watch: Watch | None = None) -> Header:
        """What the child says of itself once it can speak. Raises as `loaded` does."""
        ends = time.monotonic() + self._start_s
        while True:
            try:
                return self.loaded.result(timeout=LOOK_S)
            except FutureTimeout:
                if time.monotonic() > ends:
                    self.kill()
                    raise EngineUnavailable(
                        f"The engine was not ready after {self._start_s:.0f} s; raise "
                        "'settings.start_s' in the model file, or fetch its weights first."
                    ) from None
                if watch:
                    watch.advance()
                    watch.check()

    def speak(self, request: Mapping[str, Any], watch: Watch, patience_s: float) -> Samples:
        """The child's sound for a request, float32 [N].

        Raises SynthesisFailed, SynthesisCancelled, or ChildGone if another child shall try.
        """
        number, call = next(self._numbers), _Call()
        with self._guard:
            if not self.alive:
                raise ChildGone
            self._calls[number] = call
        try:
            self._send({"kind": "speak", "id": number, **request})
            return self._answer(number, call, watch, patience_s)
        finally:
            self._calls.pop(number, None)

    def kill(self) -> None:
        """End it at once. Utterances in it fail, or go to the next child if they weren't begun."""
        if self._process and self._process.poll() is None:
            self._process.kill()

    def close(self) -> None:
        """Let it end, and see to it that it does."""
        process = self._process
        if process and process.stdin:
            with self._writing, suppress(OSError):
                process.stdin.close()
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
        self._reader.join(END_S)

    # -- one utterance, on its slot's thread

    def _answer(self, number: int, call: _Call, watch: Watch, patience_s: float) -> Samples:
        ends = time.monotonic() + patience_s
        while True:
            try:
                header, body = call.answers.get(timeout=LOOK_S)
            except queue.Empty:
                self._look(call, watch, ends, patience_s)
            else:
                match header["kind"]:
                    case "spoken":
                        return np.frombuffer(body, np.float32)
                    case "progress":
                        if not call.began:
                            call.began, ends = True, time.monotonic() + patience_s
                        watch.advance()
                    case "failed":
                        raise SynthesisFailed(_ended(header["error"]))
                    case "gone":
                        raise self._gone(call)
            self._check(number, call, watch)

    def _look(self, call: _Call, watch: Watch, ends: float, patience_s: float) -> None:
        """Nothing came: is the child still there, and not stuck?"""
        if call.began and time.monotonic() > ends:
            self._spare_others(call)
            raise SynthesisFailed(
                f"The engine did not end this chunk in {patience_s:.0f} s, and was started anew; "
                "write a shorter sentence, or raise 'settings.patience_s' in the model file."
            )
        if time.monotonic() - self._heard < 2 * LOOK_S:
            watch.advance()
        self._send({"kind": "ping"})

    def _check(self, number: int, call: _Call, watch: Watch) -> None:
        """Raise what the watch says, after the child has let go of the utterance."""
        try:
            watch.check()
        except VoicefarmError as stopped:
            self._send({"kind": "cancel", "id": number})
            # Nobody waits for it but this thread, and only if the child is at it already.
            if call.began and not self._let_go(call):
                self._spare_others(call)
            raise stopped from None

    def _let_go(self, call: _Call) -> bool:
        ends = time.monotonic() + CANCEL_S
        while (left := ends - time.monotonic()) > 0:
            try:
                header, _ = call.answers.get(timeout=left)
            except queue.Empty:
                return False
            if header["kind"] != "progress":
                return True
        return False

    def _spare_others(self, guilty: _Call) -> None:
        """Kill the child for one utterance's sake; the others go to the next child."""
        for call in list(self._calls.values()):
            call.spared = call is not guilty
        self.kill()

    def _gone(self, call: _Call) -> Exception:
        if call.spared or not call.began:
            return ChildGone()
        return SynthesisFailed(
            f"The engine's process {self._how_it_ended()} in this chunk; it was started anew."
        )

    def _send(self, header: Header) -> None:
        """Tell the child; one that is gone is noticed by what it answers."""
        process = self._process
        try:
            with self._writing:
                if process and process.stdin and not process.stdin.closed:
                    write_frame(cast("BinaryIO", process.stdin), header)
        except OSError:
            pass

    # -- the child's life, on a thread of its own

    def _run(self) -> None:
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=child_environment(),
                preexec_fn=die_with_parent(os.getpid()),
            )
        except OSError as error:
            self.loaded.set_exception(
                EngineUnavailable(f"{self._command[0]} can't be started ({error.strerror}).")
            )
            return
        self._process = process
        answers, printed = cast("BinaryIO", process.stdout), cast("BinaryIO", process.stderr)
        listener = threading.Thread(target=self._listen, args=(printed,), daemon=True)
        listener.start()
        self._send(self._load)
        try:
            self._read(answers)
        except BrokenFrame as error:
            log.error("an isolated engine broke its protocol", error=str(error))
            process.kill()
        process.wait()
        listener.join(END_S)
        answers.close()
        printed.close()
        with self._writing, suppress(OSError):
            cast("BinaryIO", process.stdin).close()
        self._end()

    def _read(self, answers: BinaryIO) -> None:
        while frame := read_frame(answers):
            header, body = frame
            self._heard = time.monotonic()
            if header["kind"] == "loaded":
                self.loaded.set_result(header)
            elif header["kind"] == "not_loaded":
                self.loaded.set_exception(
                    EngineUnavailable(f"The engine can't load its model: {_ended(header['error'])}")
                )
            elif call := self._calls.get(header.get("id", 0)):
                call.answers.put((header, body))

    def _end(self) -> None:
        with self._guard:
            self._ended = True
            calls = list(self._calls.values())
        for call in calls:
            call.answers.put(({"kind": "gone"}, b""))
        if not self.loaded.done():
            self.loaded.set_exception(
                EngineUnavailable(
                    f"The engine's process {self._how_it_ended()} while it loaded: "
                    f"{_ended(' '.join(self._printed) or 'it said nothing')}"
                )
            )

    def _listen(self, printed: BinaryIO) -> None:
        for line in printed:
            text = line.decode(errors="replace").rstrip()
            if text:
                self._printed.append(text)
                log.info("an isolated engine said", said=text)

    def _how_it_ended(self) -> str:
        code = self._process.wait() if self._process else 0
        if code == OUT_OF_MEMORY:
            return "ran out of memory"
        if code == -signal.SIGKILL:
            return "was killed, perhaps for want of memory,"
        if code < 0:
            return f"crashed ({signal.Signals(-code).name})"
        return f"ended with code {code}"


def check_rate(header: Header, sample_rate: int, name: str) -> None:
    """Raise BadSetting if the child speaks at another rate than its model file says."""
    if header["sample_rate"] != sample_rate:
        raise BadSetting(
            f"Model '{name}' has 'sample_rate' {sample_rate}, and its engine speaks at "
            f"{header['sample_rate']}; correct its file."
        )


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."

"""A worker is asked to end at any moment, also while it writes a line of its log."""

import json
import subprocess
import sys

from tests.kit.waiting import PATIENCE_S

PROGRAM = """
import io
from threading import Event, enumerate, main_thread
from types import SimpleNamespace

import structlog

from worker.process.drain import Drain


class Interrupted(io.StringIO):
    def write(self, text):
        if "ready" in text:
            drain.begin()
        return super().write(text)


runtime = SimpleNamespace(
    name="one",
    outages=SimpleNamespace(draining=Event()),
    settings=SimpleNamespace(drain_s=60),
    slots=SimpleNamespace(held=lambda: {"a chunk": None}),
    uncount=lambda: None,
)
drain, written = Drain(runtime), Interrupted()
structlog.configure(
    processors=[structlog.processors.JSONRenderer()],
    logger_factory=structlog.WriteLoggerFactory(written),
)
structlog.get_logger().info("ready")
for thread in enumerate():
    if thread is not main_thread() and not thread.daemon:
        thread.join()
print(written.getvalue(), end="")
"""


def test_a_signal_amid_a_line_of_the_log_begins_the_drain() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    ready, draining = map(json.loads, done.stdout.splitlines())
    assert ready == {"event": "ready"}
    assert draining == {"event": "draining", "worker": "one", "busy": 1}

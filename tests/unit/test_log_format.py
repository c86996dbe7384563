"""A worker's log: one format, whoever logs."""

import json
import subprocess
import sys

PROGRAM = """
import logging, warnings
import structlog
from celery import signals
from voicefarm.settings import Settings
from worker.process.log_format import set_up_logging

set_up_logging(Settings(log_format="json", log_level="debug"))
signals.setup_logging.send(None)
structlog.get_logger().info("attention chosen", attention="plain")
logging.getLogger("botocore").warning("a library %s", "warns")
warnings.warn("of old age")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("kombu").exception("a library fails")
    structlog.get_logger().exception("a step failed")
"""


def test_every_line_is_json_whoever_logs() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [(line["level"], line["event"]) for line in lines[:2]] == [
        ("info", "attention chosen"),
        ("warning", "a library warns"),
    ]
    assert "of old age" in lines[2]["event"]
    assert all("ZeroDivisionError" in line["exception"] for line in lines[3:])
    assert len(lines) == 5

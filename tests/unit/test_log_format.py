"""A worker's log: one format, whoever logs."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
import logging, threading, warnings
import structlog
from celery import signals
from worker.process.log_format import set_up_logging

set_up_logging("json", "debug")
signals.setup_logging.send(None)
structlog.get_logger().info("attention chosen", attention="plain")
logging.getLogger("botocore").warning("a library %s", "warns")
warnings.warn("of old age")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("kombu").exception("a library fails")
    structlog.get_logger().exception("a step failed")
helper = threading.Thread(target=lambda: 1 / 0, name="a-helper")
helper.start()
helper.join()


class Fragile:
    def __del__(self):
        1 / 0


Fragile()
1 / 0
"""


def test_every_line_is_json_whoever_logs() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert run.returncode == 1, run.stderr
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [(line["level"], line["event"]) for line in lines[:2]] == [
        ("info", "attention chosen"),
        ("warning", "a library warns"),
    ]
    assert (lines[2]["event"], lines[2]["category"]) == ("of old age", "UserWarning")
    assert all("ZeroDivisionError" in line["exception"] for line in lines[3:])
    assert len(lines) == 8


def test_what_nobody_catches_is_logged_with_its_place() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    in_thread, in_finalizer, in_main = map(json.loads, run.stderr.splitlines()[-3:])
    assert (in_thread["event"], in_thread["thread"]) == ("crashed", "a-helper")
    assert "__del__" in in_finalizer["exception"]
    assert in_main["level"] == "critical"


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("debug", ["info", "warning", "error"]),
        ("info", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_libraries_log_warnings_and_their_info_when_we_debug(level: str, shown: list[str]) -> None:
    program = f"""
import logging
from worker.process.log_format import set_up_logging

set_up_logging("json", "{level}")
library = logging.getLogger("botocore.endpoint")
library.debug("a request")
library.info("found credentials")
library.warning("slow")
library.error("gone")
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert [json.loads(line)["level"] for line in run.stderr.splitlines()] == shown

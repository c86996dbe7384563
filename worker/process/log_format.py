"""How a worker logs: one format on stderr, for its own lines and for those of libraries.

In JSON every line is one object. That holds for warnings, for exceptions that nobody catches, and
for the sentence with which a worker ends.
"""

import logging
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

import structlog
from celery import signals

from voicefarm.console import LossyStream, complain
from voicefarm.settings import LogFormat, LogLevel

PROGRAM = "voicefarm worker"
"""What an error of a worker names as its program."""


def set_up_logging(log_format: LogFormat, log_level: LogLevel = "info") -> None:
    """Log by structlog, as text or as one JSON object a line, from `log_level` on.

    What libraries log by the standard library comes in the same format: warnings and errors, and
    at our level `debug` also their INFO. Their DEBUG lines never come: botocore's hold requests.
    """
    level = logging.getLevelNamesMapping()[log_level.upper()]
    stream: Any = LossyStream(sys.stderr)
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
    _take_over_libraries(
        logging.StreamHandler(stream),
        formatter,
        logging.INFO if log_level == "debug" else max(level, logging.WARNING),
    )
    _log_uncaught_exceptions()


def reporter(log_format: LogFormat) -> Callable[[str, str], None]:
    """What reports the sentence with which a program ends, as text or as a log line."""
    return _log_failure if log_format == "json" else complain


def _log_failure(sentence: str, program: str) -> None:
    structlog.get_logger().critical("failed", error=sentence, program=program)


def _take_over_libraries(
    handler: "logging.StreamHandler[Any]", formatter: logging.Formatter, level: int
) -> None:
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)  # so that Celery, which does the same, leaves the next line
    warnings.showwarning = _log_warning
    # A receiver keeps Celery from installing handlers of its own.
    signals.setup_logging.connect(_leave_as_it_is, weak=False)


def _leave_as_it_is(**_: Any) -> None:
    """Nothing: Celery asks for a log after its first warnings, and ours is set up before them."""


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    place = f"{filename}:{lineno}"
    sentence = " ".join(str(message).split())
    structlog.get_logger().warning(sentence, category=category.__name__, place=place)


def _log_uncaught_exceptions() -> None:
    """Those of the main thread, of other threads, and of finalizers, where nobody can catch any."""
    sys.excepthook = lambda *raised: _log_crash(raised[1])
    threading.excepthook = lambda raised: _log_crash(
        raised.exc_value, thread=raised.thread.name if raised.thread else None
    )
    sys.unraisablehook = lambda raised: _log_crash(raised.exc_value, place=raised.err_msg)


def _log_crash(error: BaseException | None, **context: str | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        structlog.get_logger().critical("crashed", exc_info=error, **context)

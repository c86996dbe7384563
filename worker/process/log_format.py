"""How a worker logs: one format on stderr, for its own lines and for those of libraries."""

import logging
import sys
from typing import Any

import structlog
from celery import signals

from voicefarm.settings import Settings


def set_up_logging(settings: Settings) -> None:
    """Log by structlog, as text or as one JSON object a line, from the level of the settings on.

    What libraries log by the standard library comes in the same format, from WARNING on.
    """
    level = getattr(logging, settings.log_level.upper())
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )

    def take_over(**_: Any) -> None:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(formatter)
        root = logging.getLogger()
        root.handlers = [handler]
        root.setLevel(max(level, logging.WARNING))
        logging.captureWarnings(True)

    # A receiver keeps Celery from installing handlers of its own.
    signals.setup_logging.connect(take_over, weak=False)

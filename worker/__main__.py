"""The worker's command line, as `voicefarm worker`, `models` and `voices` start it.

Without arguments it works with the settings in the environment; see voicefarm/program.py.
"""

import sys
from typing import Any

import structlog

from voicefarm.console import LossyStream, complain, run_command_line
from voicefarm.errors import VoicefarmError
from voicefarm.process import without_telemetry
from voicefarm.settings import early_log_format
from voicefarm.wording.error_lines import FLAG, error_line
from worker.cli import app
from worker.process.illegal_instruction import explain_illegal_instructions


def main() -> int:
    """Run the command; the exit code, as docs/cli.md lists them."""
    without_telemetry()
    as_json = sys.argv[1:2] == [FLAG]
    if as_json:
        del sys.argv[1]
    if len(sys.argv) < 2 or sys.argv[1] == "worker":
        return _run_as_worker()
    explain_illegal_instructions(complain, "voicefarm")
    # What a command prints may be JSON for a program, so its log goes to stderr.
    log: Any = LossyStream(sys.stderr)
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(log))
    return run_command_line(app, report_error=_print_line if as_json else None)


def _print_line(error: VoicefarmError) -> None:
    sys.stderr.write(f"{error_line(error)}\n")


def _run_as_worker() -> int:
    # Celery takes a moment to import, and the other commands do without it.
    from worker.process.log_format import PROGRAM, reporter, set_up_logging

    log_format = early_log_format()
    set_up_logging(log_format)
    explain_illegal_instructions(reporter(log_format), PROGRAM)
    try:
        return run_command_line(app, program=PROGRAM, report=reporter(log_format))
    except Exception:  # noqa: BLE001 - here, as typer sets an exception hook of its own
        structlog.get_logger().critical("crashed", exc_info=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())

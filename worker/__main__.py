"""The worker's command line, as `voicefarm worker`, `models` and `voices` start it.

Without arguments it works with the settings in the environment; see voicefarm/program.py.
"""

import sys

import structlog

from voicefarm.console import run_command_line
from voicefarm.process import without_telemetry
from worker.cli import app


def main() -> int:
    """Run the command; the exit code, as docs/cli.md lists them."""
    without_telemetry()
    # Until a worker sets up its own log: what a command prints may be JSON for a program.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    works = len(sys.argv) < 2 or sys.argv[1] == "worker"
    return run_command_line(app, program="voicefarm worker" if works else "voicefarm")


if __name__ == "__main__":
    sys.exit(main())

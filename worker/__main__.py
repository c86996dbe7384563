"""One worker process, as `voicefarm worker` starts it; see voicefarm/program.py.

With `models …` or `voices …` it looks after weights and recordings instead.
"""

import sys

import typer

from voicefarm.errors import VoicefarmError
from voicefarm.process import without_telemetry
from voicefarm.settings import load_settings
from voicefarm.wording.console import spelled
from worker.app import create_app, run_worker
from worker.cli.models import models_app, voices_app


def main() -> int:
    """Work until SIGTERM; the exit code, as docs/cli.md lists them."""
    if len(sys.argv) > 1:
        return _look_after_models()
    try:
        app = create_app(load_settings())
    except VoicefarmError as error:
        sys.stderr.write(f"voicefarm worker: {error}\n")
        return error.exit_code
    return run_worker(app)


def _look_after_models() -> int:
    without_telemetry()
    commands = typer.Typer(name="voicefarm", pretty_exceptions_enable=False, add_completion=False)
    commands.add_typer(models_app)
    commands.add_typer(voices_app)
    try:
        commands(prog_name="voicefarm")
    except VoicefarmError as error:
        sys.stderr.write(f"voicefarm: {spelled(error)}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())

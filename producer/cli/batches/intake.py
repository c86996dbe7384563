"""`voicefarm intake`: texts that other Celery apps send become jobs."""

import typer

from producer.farm import open_farm
from producer.intake.app import intake_app, intake_queue, run_intake
from voicefarm.console import complain
from voicefarm.settings import load_settings


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(intake)


def intake() -> None:
    """Take texts that other Celery apps send as `voicefarm.submit`, until SIGTERM.

    When a job has ended, the task that its sender named is sent. Any number may run.
    """
    farm = open_farm(load_settings())
    app = intake_app(farm, complain)
    complain(f"intake ready on queue '{intake_queue(farm.settings)}'")
    run_intake(app)

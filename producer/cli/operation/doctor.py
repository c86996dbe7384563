"""`voicefarm doctor`: what is wrong with this machine and its farm."""

from dataclasses import asdict

import typer

from producer.diagnosis import diagnose, has_faults
from voicefarm.console import Json, say_json, say_table
from voicefarm.settings import load_settings


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(doctor)


def doctor(json: Json = False) -> None:
    """Look at Redis, the store, clocks, workers, extras and models; say what to do about faults.

    The exit code is 1 if there is a fault.
    """
    findings = list(diagnose(load_settings()))
    if json:
        say_json([asdict(finding) for finding in findings])
    else:
        say_table(
            ("WHAT", "VERDICT", "FINDING"),
            ((finding.subject, finding.verdict, finding.sentence) for finding in findings),
        )
    if has_faults(findings):
        raise typer.Exit(1)

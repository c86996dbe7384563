"""`models check --listen`: a model speaks its lines, and a table says what passed."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from voicefarm.console import say, say_json, say_table
from voicefarm.errors import UnknownName
from voicefarm.settings import load_settings
from worker.cli.voices import given_tag

if TYPE_CHECKING:
    from worker.voices.audition.verdicts import Audition

FAILED = 1
"""Exit code of an audition that failed."""
VERDICTS = {True: "pass", False: "FAIL", None: ""}


def check_by_listening(
    name: str, languages: Sequence[str], voice: str | None, *, json: bool
) -> None:
    """Hold an audition and print it. Raises typer.Exit if the model failed."""
    # Libraries of sound: every other command of the worker begins without them.
    from worker.voices.audition.audition import hold_audition

    settings = load_settings()
    catalogue = settings.catalogue()
    if name not in catalogue:
        raise UnknownName.of("Model", name, catalogue)
    tags = [given_tag(language) for language in languages]
    audition = hold_audition(settings, catalogue[name], tags, voice)
    if json:
        say_json(_fields(audition))
    else:
        _print(audition)
    if not audition.passed:
        raise typer.Exit(FAILED)


def _fields(audition: "Audition") -> dict[str, object]:
    return {
        "model": audition.model,
        "passed": audition.passed,
        "recognizers": audition.recognizers,
        "judged": sorted(audition.judged),
        "rows": [asdict(row) for row in audition.rows],
        "lines": [asdict(line) for line in audition.lines],
    }


def _print(audition: "Audition") -> None:
    say_table(
        ("WHAT", "MEASURED", "LIMIT", "VERDICT"),
        ((row.what, row.measured, row.limit, VERDICTS[row.passed]) for row in audition.rows),
    )
    for language, recognizer in audition.recognizers.items():
        judged = "" if language in audition.judged else ", which doesn't judge it"
        say(f"Listener in {language}: {recognizer}{judged}")
    for line in audition.lines:
        for fault in line.faults:
            heard = f"; heard: “{line.heard}”" if line.heard else ""
            say(f"  {line.language}, {line.kind}: “{line.text}” {fault}{heard}")
    say(f"{audition.model} {'passed' if audition.passed else 'failed'}.")

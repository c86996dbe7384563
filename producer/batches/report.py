"""`batch-report.csv`: a line for each item, in the order of the source."""

import csv
from collections.abc import Iterable
from pathlib import Path

from producer.batches.journal import ItemResult, Journal
from voicefarm.errors import ResultNotWritten
from voicefarm.store.directory import unfinished
from voicefarm.wording.paths import reason_of, shown

NAME = "batch-report.csv"
COLUMNS = (
    *("number", "id", "item", "state", "error", "job", "files", "title", "model", "voice"),
    *("language", "characters", "chunks", "reused", "flagged", "planned_s", "audio_s"),
    *("synthesis_s", "overruns", "notices"),
)


def write_report(journal: Journal, places: Iterable[int], folder: Path) -> Path:
    """Write the report of the items whose results lie at these places of the journal; its path.

    Raises ResultNotWritten.
    """
    path = folder / NAME
    try:
        with (
            unfinished(path) as partial,
            partial.open("x", encoding="utf-8", errors="replace", newline="") as file,
        ):
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            for place in places:
                if place >= 0:
                    rows.writerow(_row(journal.at(place)))
    except OSError as error:
        raise ResultNotWritten(
            f"{shown(path)} can't be written ({reason_of(error)}); make room and run the same "
            "command again: what is made is kept."
        ) from error
    return path


def _row(result: ItemResult) -> list[object]:
    special = {
        "error": result.sentence,
        "files": " ".join(result.files),
        "notices": " ".join(result.notices),
    }
    return [special[name] if name in special else getattr(result, name) for name in COLUMNS]


def nearness(planned_s: float, audio_s: float) -> str:
    """How near a plan was, as a part of a sentence."""
    difference = 100 * (audio_s - planned_s) / planned_s
    more = "more" if difference >= 0 else "less"
    return f"{abs(difference):.1f} % {more} than planned"

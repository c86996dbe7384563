"""What is said of the cues of a dubbing track that are too long for their time."""

from voicefarm.messages import ReportSummary
from voicefarm.wording.counting import clock, counted


def overrun_sentence(summary: ReportSummary) -> str:
    """How many cues go on behind their end, and which one does most; empty if none does."""
    worst = summary.longest_overrun
    if worst is None:
        return ""
    cues = counted(summary.overruns, "cue")
    goes = "goes" if summary.overruns == 1 else "go"
    return (
        f"{cues} {goes} on behind the time given: the one at {clock(worst.start_ms / 1000)} by "
        f"{worst.over_ms / 1000:.1f} s; report.json lists all"
    )

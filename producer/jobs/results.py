"""What a finished job left in the store, for those who ask about it."""

from voicefarm.artifacts.keys import report_key
from voicefarm.messages import Report, ReportSummary
from voicefarm.store import Store


def read_summary(store: Store, job: str) -> ReportSummary:
    """The summary at the end of the job's report. Raises ObjectMissing."""
    return Report.model_validate_json(store.get(report_key(job))).summary

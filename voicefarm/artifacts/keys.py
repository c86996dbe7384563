"""The layout of the store: under which key each object lies."""

JOBS = "jobs/"
"""What the store keys of all jobs' files begin with."""


def job_of_manifest(key: str) -> str | None:
    """The job whose manifest lies under `key`, or None if that is another kind of file."""
    parts = key.split("/")
    return parts[1] if len(parts) == 3 and parts[2] == "manifest.json" else None


def manifest_key(job: str) -> str:
    """Store key of a job's manifest."""
    return f"jobs/{job}/manifest.json"


def page_key(job: str, page: int) -> str:
    """Store key of one page of a job's chunk texts."""
    return f"jobs/{job}/chunks/{page:05d}.jsonl"


def cover_key(job: str, kind: str) -> str:
    """Store key of a job's cover: `jpg` or `png`."""
    return f"jobs/{job}/cover.{kind}"


def programme_key(job: str, form: str = "wav") -> str:
    """Store key of a job's finished audio in one of its forms: `wav`, `mp3`, …"""
    return f"jobs/{job}/programme.{form}"


def captions_key(job: str, form: str) -> str:
    """Store key of a job's captions: `srt`, `vtt` or `json`."""
    return f"jobs/{job}/captions.{form}"


def report_page_key(job: str) -> str:
    """Store key of a job's report for people."""
    return f"jobs/{job}/report.html"


def report_key(job: str) -> str:
    """Store key of a job's report."""
    return f"jobs/{job}/report.json"

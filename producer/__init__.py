"""Text becomes chunks, chunks become jobs, and jobs are followed until they are heard.

- `api`: the functions below, for pipelines in Python; docs/python.md
- `cli`: the command `voicefarm`
- `gateway`: the same use cases over HTTP
- `jobs`: use cases, free of the command line and of HTTP
- `documents`: a file becomes a Document
- `batches`: many texts under one name
- `intake`: texts that other Celery apps send
- `scriptwriting`: an article becomes a spoken script
- `publishing`: feeds, books and pages of finished jobs
- `webhooks`: who hears of the ends of jobs
- `directions`: how a text is to be read, beyond its words
- `text`: pure functions on strings
- `reading`: a document as it is spoken
- `chunking`, `job_pages`: a document becomes chunks, and chunks become pages
- `listening`: a job heard while it is made
- `farm`: ledger, store and queue, as a producer needs them
- `narration`: a prepared job made to its end, here or on the farm, and saved
- `private_farm`, `standing_farm`: a farm of one machine, for a command or for a server
- `api_keys`: who may call the gateway
- `diagnosis`: what is wrong with a farm
- `exporter`: metrics of the ledger for Prometheus
- `kept_logs`, `temporary_bytes`: logs of what failed, and long bytes on the disk

Importing this package loads none of them: a name of `__all__` is imported at its first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from producer.api import (
        JobNotice,
        batch,
        batch_jobs,
        cancel,
        fetch,
        plan,
        preview,
        remake,
        status,
        submit,
        wait,
    )
    from producer.batches.batch import BatchSummary
    from producer.batches.running import BatchProgress
    from producer.documents.speakers import SpeakerSettings
    from producer.farm import Farm, open_farm
    from producer.jobs.plans.plan import JobPlan
    from producer.jobs.request import JobRequest
    from producer.jobs.text_preview import TextPreview
    from voicefarm.messages import JobStatus, Scheduling
    from voicefarm.settings import Settings, load_settings

__all__ = [
    "BatchProgress",
    "BatchSummary",
    "Farm",
    "JobNotice",
    "JobPlan",
    "JobRequest",
    "JobStatus",
    "Scheduling",
    "Settings",
    "SpeakerSettings",
    "TextPreview",
    "batch",
    "batch_jobs",
    "cancel",
    "fetch",
    "load_settings",
    "open_farm",
    "plan",
    "preview",
    "remake",
    "status",
    "submit",
    "wait",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module("producer.api"), name)

"""The worker's Celery app, for Celery's own command: `celery -A voicefarm.worker_app worker`.

Celery imports the module after `-A` with the current folder in front of all others. A `worker.py`
there would run in place of ours, so this module imports nothing of ours while that lasts. The app
is made at its first use: Celery has taken the folder out again by then.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    from voicefarm.program import own_packages_first, part

    own_packages_first()
    return part("worker app")

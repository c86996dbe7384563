"""Chunks become takes, takes become a programme: Celery app, tasks, engines, stitching."""

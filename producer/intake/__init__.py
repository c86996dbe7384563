"""Texts that other Celery apps send, and the messages that tell them what became of these.

- `submissions`: the task `voicefarm.submit` and what it is given
- `notices`: who wants to hear of a job's end, and the messages to them
- `app`: the Celery app of an intake
"""
